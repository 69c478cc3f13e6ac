"""Whether the network is right as often as it says: the reliability diagram."""

from __future__ import annotations

from dltrain.charts.axes import Axis
from dltrain.charts.layers import layer, points, rule
from dltrain.charts.panels import SIDE, panel
from dltrain.charts.style import BLUE, GREY
from dltrain.report.analyses.calibration import reliability
from dltrain.report.analyses.mistakes import confidence
from dltrain.report.figures import figure, side_by_side
from dltrain.report.markup import Markup, joined, paragraphs
from dltrain.report.subject import Subject
from dltrain.report.words import Words

SHARES = Axis(0.0, 1.0)


def render(subject: Subject, words: Words) -> Markup | None:
    """The diagram, beside how sure the network is; None where it does not tell classes."""
    answers = subject.answers
    if answers is None or not answers.task.has_classes:
        return None
    outcome = answers.outcome
    sure, right = confidence(outcome), outcome.true == outcome.predicted
    found = reliability(sure, right)
    error, split = f"{found.error:.3f}", words.split(answers.split)
    key = "calibration.sure" if sure.mean() > right.mean() else "calibration.shy"
    told = words(key, confidence=f"{sure.mean():.1%}", right=f"{right.mean():.1%}")
    points_ = [{"x": x, "y": y} for x, y in zip(found.confidence, found.right, strict=True)]
    gaps = [{"x": x, "y": x, "x2": x, "y2": y} for x, y in zip(found.confidence, found.right, strict=True)]
    diagonal = rule([{"x": 0, "y": 0, "x2": 1, "y2": 1}])
    layers = [diagonal, rule(gaps, BLUE, dash=(), width=5), points(points_, BLUE)]
    names = words("calibration.confidence"), words("calibration.right")
    diagram = panel("", layers, x=SHARES, y=SHARES, names=names, width=SIDE, height=SIDE)
    label = words("calibration.label", error=error)
    most = max(found.rows)
    bars = [{"x": x, "y": 0, "y2": count} for x, count in zip(found.confidence, found.rows, strict=True)]
    mark = {"type": "rule", "stroke": GREY, "strokeWidth": 9}
    counts = panel(
        "",
        [layer(bars, mark, y2={"field": "y2"})],
        x=SHARES,
        y=Axis(0.0, float(most)),
        names=(names[0], words("chart.rows")),
        width=SIDE,
        height=SIDE,
    )
    return joined(
        paragraphs(words("calibration.caption", split=split, error=error), told),
        side_by_side([figure(diagram, label=label), figure(counts, label=words("calibration.counts", split=split))]),
    )
