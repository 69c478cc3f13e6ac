"""The charts of a finished session, out of what it recorded and its summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dltrain import charts
from dltrain.errors import listing
from dltrain.kinds.health import draw_health
from dltrain.kinds.regions import surface_of
from dltrain.runs import Run, Summary
from dltrain.training.session import Session

KEY = 30  # numbered labels that are said


def draw_charts(session: Session[Any], summary: Summary, note: str, say: Callable[[str], None]) -> None:
    """Draws curves.png, activations.png and gradients.png of what was sampled of the layers, and the answers.

    note: what the numbers are. Says what the labels call for where no font draws them.
    """
    draw_curves(session.run, session.history, summary, note)
    draw_health(session.run, session.health)
    draw_answers(session, summary, say)


def draw_answers(session: Session[Any], summary: Summary, say: Callable[[str], None]) -> None:
    """Draws for one target of classes confusion_matrix.png of the most telling split, and decision_regions.png of two numbers."""
    run, encoding = session.run, session.dataset.encoding
    if notice := charts.missing_font(" ".join([run.folder.name, *map(str, encoding.labels)])):
        say(f"notice: {notice}")
    matrices = run.read_confusion_matrix()
    if encoding.task.has_classes and matrices is not None:
        if key := charts.key(encoding.labels):
            all_of_them = "; all of them in their order are in confusion_matrix.json" if len(key) > KEY else ""
            say(f"notice: in confusion_matrix.png {listing(key, KEY)}{all_of_them}")
        split = next(split for split in reversed(summary.splits) if split in matrices)
        spec = charts.confusion_matrix(encoding.labels, matrices[split], title=f"{run.folder.name}: {split} rows")
        run.write_chart("confusion_matrix", charts.png(spec))
    if (surface := surface_of(session)) is not None:
        labels, names = charts.drawable_labels(encoding.labels), charts.drawable_labels([one.name for one in encoding.features])
        parts = {"train": "training rows", "test": "test rows"}
        panel = charts.regions(surface, labels, (names[0], names[1]), parts, charts.drawable_labels([run.folder.name], 40)[0])
        run.write_chart("decision_regions", charts.png(charts.gallery([panel])))


def draw_curves(run: Run, history: Iterable[Mapping[str, Any]], summary: Summary, note: str) -> None:
    """Draws curves.png of one training, or of an ensemble with a line a member."""
    trainings = [summary] if summary.members is None else summary.members
    is_sum = any(member.up_to is not None for member in summary.members or ())  # what is measured then are not the members
    spec = charts.curves(
        list(history),
        title=run.folder.name,
        best_epochs=[one.best_epoch or 0 for one in trainings],
        monitor=summary.monitor,
        note=note,
        measured=[] if is_sum else [one.metrics.get("train", {}) for one in trainings],
    )
    run.write_chart("curves", charts.png(spec))
