"""A threshold between two classes of one number, learned step by step."""

from __future__ import annotations

from typing import Any

from dltrain.charts import Axis, panel
from dltrain.charts.layers import line, points, rule, words
from dltrain.charts.series import series
from dltrain.charts.style import COLOURS, GREEN, GREY, ORANGE
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Panel, Scene, Shown, Value
from dltrain.types import option, options

CURVE = 120  # points


@FIGURES.entry("threshold")
@options
class Threshold(Figure):
    """Left the probability of the second class over the number, after some of the steps, with the training rows below and above;
    right the threshold, where it is a half, after each step.

    Numbers: `first` and `last`, the threshold after the first step and after the last one, `rows`, `steps`, and `wrong`, the
    training rows on the wrong side of the last threshold.
    """

    of: str = option(help="the training: one number, two classes, no hidden layer")
    at: list[int] = option(help="the steps after which the curve is shown")

    def show(self, scene: Scene) -> Shown:
        trained = scene.trained[self.of]
        encoding, part = trained.session.dataset.encoding, trained.session.splits["train"][0]
        values = encoding.single_number(part.inputs)
        assert values is not None
        low, high = float(values.min()), float(values.max())
        across = np.linspace(low, high, CURVE)
        scaled = encoding.encode_single_number(across)[:, 0].astype(float)
        weights = [(float(one["output.linear.weight"][0, 0]), float(one["output.linear.bias"][0])) for one in trained.weights()]
        # The scale is linear: two points tell what a scaled number is in its own unit.
        unit = (across[-1] - across[0]) / (scaled[-1] - scaled[0])
        thresholds = [across[0] + (-bias / weight - scaled[0]) * unit if weight else float("nan") for weight, bias in weights]
        axis = Axis(low - 0.02 * (high - low), high + 0.02 * (high - low))
        name, labels = encoding.features[0].name, [str(label) for label in encoding.labels]
        curves = {step: 1 / (1 + np.exp(-(scaled * weights[step][0] + weights[step][1]))) for step in self.at}
        left = _curves(scene, curves, across, axis, (name, labels), (values, part.target))
        shown = {"": ([float(step) for step in range(len(thresholds))], [float(value) for value in thresholds])}
        names = (scene.say("step", "스텝"), name)
        there = np.clip(thresholds[1:], low, high)
        lowest, highest = float(there.min()), float(there.max())
        y = Axis(lowest - 0.1 * (highest - lowest), highest + 0.1 * (highest - lowest))
        right = series(shown, title=scene.say("the threshold", "임곗값"), names=names, y=y, height=230)
        numbers: dict[str, Value] = {
            "first": thresholds[1],
            "last": thresholds[-1],
            "steps": len(weights) - 1,
            "rows": len(values),
        }
        wrong = int(np.sum((values > thresholds[-1]) != (part.target == 1)))
        return Shown([left, right], numbers | {"wrong": wrong})


def _curves(
    scene: Scene,
    curves: dict[int, Any],
    across: Any,
    axis: Axis,
    names: tuple[str, list[str]],
    rows: tuple[Any, Any],
) -> Panel:
    name, labels = names
    values, target = rows
    layers = [rule([{"x": axis.low, "y": 0.5, "x2": axis.high, "y2": 0.5}], GREY)]
    jitter = np.random.default_rng(0).random(len(values)) * 0.12  # so that rows of one size are seen
    for number, (colour, base, way) in enumerate(((GREEN, -0.05, -1), (ORANGE, 1.05, 1))):
        chosen = target == number
        places = zip(values[chosen].tolist(), (base + way * jitter[chosen]).tolist(), strict=True)
        layers.append(points([{"x": x, "y": y} for x, y in places], colour, size=18))
    ramp = (GREY, *COLOURS[:1], *COLOURS[3:])
    for (_, curve), colour in zip(curves.items(), ramp, strict=False):
        layers.append(line([{"x": x, "y": y} for x, y in zip(across.tolist(), curve.tolist(), strict=True)], colour, width=2.2))
    layers.append(words([{"x": axis.low, "y": 1.11, "text": f" {labels[1]}"}], colour=ORANGE))
    layers.append(words([{"x": axis.high, "y": -0.11, "text": f"{labels[0]} "}], colour=GREEN, align="right"))
    title = scene.say(f"the probability of {labels[1]}", f"{labels[1]}일 확률")
    legend = [(scene.say(f"step {step}", f"{step} 스텝"), colour) for step, colour in zip(curves, ramp, strict=False)]
    return panel(title, layers, x=axis, y=Axis(-0.2, 1.2), names=(name, ""), height=230, legend=legend)
