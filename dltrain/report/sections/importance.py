"""What each column is worth to the network: how much worse it is without it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dltrain.charts.bars import bars
from dltrain.charts.names import columns as columns_of
from dltrain.charts.names import shortened
from dltrain.kinds.permutation import importances
from dltrain.report.figures import figure
from dltrain.report.markup import Markup, folded, joined, paragraphs, table
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.runs.names import IMPORTANCES
from dltrain.text.formatting import number

DRAWN = 20


def render(subject: Subject, words: Words) -> Markup | None:
    """A bar a column, by the model's own account where it has one, and by shuffling; None where neither is known."""
    pieces = [piece for piece in (_own(subject, words), _shuffled(subject, words)) if piece is not None]
    return joined(*pieces) if pieces else None


def _own(subject: Subject, words: Words) -> Markup | None:
    """What a model that is no network counts by; None where it does not say."""
    written = subject.run.read_outcome(IMPORTANCES) or {}
    if not (columns := written.get("columns")):
        return None
    how = words(f"importance.by_{written['by']}")
    first = columns[:DRAWN]
    values = [(shortened(one["column"], 28), one["importance"], 0.0) for one in first]
    label = words("importance.label", first=", ".join(one["column"] for one in first[:3]))
    drawn = figure(bars(values, title=words("importance.share")), label=label, beside=_beside([one for one, _, _ in values]))
    rows = [[column, name, number(share)] for column, name, share in _told_apart(columns)]
    head = [words("data.column"), words("importance.number"), words("importance.share")]
    table_of = folded(words("importance.own_table"), table(head, rows, label=words("importance.own_table")))
    return joined(paragraphs(how), drawn, table_of)


def _told_apart(columns: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str, float]]:
    """Each column, and the numbers that it becomes where these are several."""
    for one in columns:
        yield one["column"], "", one["importance"]
        for name, share in one.get("numbers", {}).items():
            yield "", name, share


def _shuffled(subject: Subject, words: Words) -> Markup | None:
    """How much worse it is where a column is shuffled; None where the network or the data is not there, or there is but one
    column."""
    saved, dataset = subject.saved, subject.dataset
    if saved is None or dataset is None or not saved.encoding.task.has_target:
        return None
    split = "validation" if dataset.validation is not None else "test" if dataset.test is not None else "train"
    found = importances(saved.trained, getattr(dataset, split), subject.experiment.seed)
    if found is None or not found.columns:
        return None
    caption = words(
        "importance.caption",
        metric=found.metric,
        whole=number(found.whole),
        rows=f"{found.rows:,}",
        split=words.split(split),
        repeats=found.repeats,
    )
    first = found.columns[:DRAWN]
    values = [(shortened(one.column, 28), one.drop, one.deviation) for one in first]
    label = words("importance.label", first=", ".join(one.column for one in first[:3]))
    drawn = figure(
        bars(values, title=words("importance.axis", metric=found.metric)),
        label=label,
        beside=_beside([name for name, _, _ in values]),
    )
    head = [words("data.column"), words("importance.drop"), words("importance.deviation")]
    rows = [[one.column, number(one.drop), number(one.deviation)] for one in found.columns]
    return joined(
        paragraphs(caption), drawn, folded(words("importance.table"), table(head, rows, label=words("importance.table")))
    )


def _beside(names: Sequence[str]) -> int:
    """Pixels beside the axis: the names of the columns."""
    return 40 + round(6.6 * max(columns_of(name) for name in names))
