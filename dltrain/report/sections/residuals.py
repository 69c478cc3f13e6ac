"""Predicted values against true ones, and how the errors are distributed."""

from __future__ import annotations

from dltrain.charts.axes import Axis, value_axis
from dltrain.charts.layers import layer, rule
from dltrain.charts.panels import SIDE, panel
from dltrain.charts.style import BLUE, GREY, Spec
from dltrain.lazy import NDArray, np
from dltrain.randomness import numpy_generator
from dltrain.report.figures import figure, side_by_side
from dltrain.report.markup import Markup, joined, paragraphs, tag
from dltrain.report.subject import Subject
from dltrain.report.words import Words
from dltrain.text.formatting import number

DOTS = 1500  # rows that are drawn
TARGETS = 4
BINS = 40

Floats = NDArray[np.float64]


def render(subject: Subject, words: Words) -> Markup | None:
    """The first targets, each predicted against true and the histogram of its errors; None where no values are predicted."""
    answers = subject.answers
    if answers is None or answers.task.has_labels:
        return None
    rows = len(answers.rows)
    chosen = np.sort(numpy_generator(subject.experiment.seed, "rows of a page").permutation(rows)[:DOTS])
    parts = [paragraphs(words("residuals.caption", split=words.split(answers.split), rows=f"{len(chosen):,}", all=f"{rows:,}"))]
    horizon = 1 if subject.encoding is None else subject.encoding.horizon
    for index in _chosen(len(answers.names), horizon):
        name = answers.names[index]
        true, predicted = answers.outcome.true[:, index], answers.outcome.predicted[:, index]
        if len(answers.names) > 1:
            parts.append(tag("h3", name))
        errors = predicted - true
        facts = {"mean": number(float(errors.mean())), "deviation": number(float(errors.std()))}
        both = [
            figure(against(true[chosen], predicted[chosen], words), label=words("residuals.label", name=name)),
            figure(
                histogram(errors, words), label=words("residuals.histogram", **facts), caption=words("residuals.told", **facts)
            ),
        ]
        parts.append(side_by_side(both))
    return joined(*parts)


def _chosen(names: int, horizon: int) -> list[int]:
    """The first targets; of several rows ahead those of the nearest and of the farthest."""
    targets = names // horizon
    return list(dict.fromkeys([*range(targets)][:TARGETS] + [*range(names - targets, names)][:TARGETS]))


def against(true: Floats, predicted: Floats, words: Words) -> Spec:
    """A panel of predicted values over true ones, on the same axes."""
    both = value_axis([true.tolist(), predicted.tolist()], powers=False) or Axis(0, 1)
    dots = [{"x": float(x), "y": float(y)} for x, y in zip(true, predicted, strict=True)]
    mark = {"type": "circle", "size": 16, "opacity": 0.45, "fill": BLUE, "clip": True}
    line = rule([{"x": both.low, "y": both.low, "x2": both.high, "y2": both.high}])
    names = words("residuals.true"), words("residuals.predicted")
    return panel("", [line, layer(dots, mark)], x=both, y=both, names=names, width=SIDE, height=SIDE)


def histogram(errors: Floats, words: Words) -> Spec:
    """A panel of how many rows have which error; the farthest thousandth lies in the outermost bins."""
    low, high = (float(bound) for bound in np.quantile(errors, [0.0005, 0.9995]))
    if not low < high:
        low, high = low - 0.5, high + 0.5
    counts, edges = np.histogram(errors.clip(low, high), bins=BINS, range=(low, high))
    bars = [
        {"x": float(left), "x2": float(right), "y": 0, "y2": int(count)}
        for left, right, count in zip(edges, edges[1:], counts, strict=False)
    ]
    boxes = layer(
        bars, {"type": "rect", "fill": BLUE, "stroke": "white", "strokeWidth": 0.5}, x2={"field": "x2"}, y2={"field": "y2"}
    )
    most = float(counts.max())
    zero = rule([{"x": 0.0, "y": 0, "x2": 0.0, "y2": most}], GREY) if low < 0 < high else None
    layers = [boxes, *([zero] if zero else [])]
    names = words("residuals.error"), words("chart.rows")
    return panel("", layers, x=Axis(low, high), y=Axis(0.0, most * 1.05), names=names, width=SIDE, height=SIDE)
