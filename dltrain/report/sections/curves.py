"""The course of the training: a figure a metric, over the epochs."""

from __future__ import annotations

from dltrain import charts
from dltrain.charts.names import columns
from dltrain.charts.style import Spec
from dltrain.report.figures import figure
from dltrain.report.markup import Markup, joined, paragraphs
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.runs import Summary

NAMED = ("epoch", "loss", "training", "validation", "learning rate", "generator", "discriminator")


def render(subject: Subject, words: Words) -> Markup | None:
    """The curves; None of folds and seeds, which have none of their own, and of a model that is fitted at once."""
    summary, records = subject.summary, subject.records
    if subject.experiment.model.is_fitted_at_once:
        return None
    if not records:
        return None if summary is not None and summary.epochs else paragraphs(words("curves.none"))
    trainings = [summary] if summary is None or summary.members is None else summary.members
    best = [one.best_epoch or 0 for one in trainings if one is not None]
    names = {name: words(f"chart.{name}") for name in NAMED}
    measured = _measured(summary)
    panels, linear, powers = (
        charts.curve_panels(list(records), best_epochs=best, measured=measured, names=names, powers=kind)
        for kind in (None, False, True)
    )
    caption = words("curves.caption", best=f"{best[0]:,}") if len(best) == 1 else words("curves.plain")
    figures = []
    for index, panel in enumerate(panels):
        other = linear[index] if _is_logarithmic(panel) else powers[index]
        label = words("curves.label", name=panel["title"]["text"], ends=", ".join(_texts(panel)[:8]))
        turned = other if _is_logarithmic(other) != _is_logarithmic(panel) else None
        told = caption if index == 0 else None
        figures.append(figure(panel, label=label, caption=told, other=turned, beside=_beside(panel), zoom=True))
    return joined(*figures)


def _measured(summary: Summary | None) -> list[dict[str, float | None]]:
    """The metrics of the training rows with the best weights, of each training; none where what was measured is a sum."""
    if summary is None or any(member.up_to is not None for member in summary.members or ()):
        return []
    return [one.metrics.get("train", {}) for one in ([summary] if summary.members is None else summary.members)]


def _is_logarithmic(panel: Spec) -> bool:
    return bool(panel["encoding"]["y"]["scale"].get("type") == "log")


def _texts(panel: Spec) -> list[str]:
    """What is written at the ends of the lines."""
    layers = [layer for layer in panel["layer"] if layer["encoding"].get("x") == {"value": "width"}]
    return [row["text"] for layer in layers for row in layer["data"]["values"]]


def _beside(panel: Spec) -> int:
    """Pixels beside the axes: their numbers, and the words at the ends of the lines."""
    return 62 + round(6.6 * max((columns(text) for text in _texts(panel)), default=0))
