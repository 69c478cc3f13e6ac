"""What the two units of a hidden layer do: a line each in the plane of the inputs, and a new plane for the next layer."""

from __future__ import annotations

from typing import Any, TypeAlias

from dltrain import charts
from dltrain.arrays import NUMPY
from dltrain.charts.layers import points, rule, words
from dltrain.charts.straight import across
from dltrain.charts.style import BLUE, GREEN, ORANGE, PINK
from dltrain.lazy import NDArray, np
from dltrain.lessons.figures.base import FIGURES, Figure, Panel, Scene, Shown, Value
from dltrain.lessons.trained import weights_of
from dltrain.types import option, options

Floats: TypeAlias = "NDArray[np.float64]"

MARGIN = 0.35  # around the rows, in the units of the panel


@FIGURES.entry("hidden_lines")
@options
class HiddenLines(Figure):
    """Left the lines where each unit's weighted sum is 0, right the rows as the hidden layer gives them on, with the line where
    the output's weighted sum is 0.

    Numbers: the weights and the bias of each unit, `1.w1`, `1.w2`, `1.b`, and of the output, `output.w1`, ...
    """

    of: str = option(help="the training: two numbers, a dense layer of two units, two classes")

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of].session
        weights = {name: array.astype(float) for name, array in weights_of(session).items()}
        hidden, bias = weights["layers.0.linear.weight"], weights["layers.0.linear.bias"]
        output, last = weights["output.linear.weight"], weights["output.linear.bias"]
        part, plan = session.splits["train"][0], _plan_of(session)
        inputs = part.inputs["features"].astype(float)
        given = plan.layers[0].activation.forward(NUMPY, inputs @ hidden.T + bias)
        first, second = session.dataset.encoding.input_names
        labels = [str(label) for label in session.dataset.encoding.labels]
        legend = list(zip(labels, (BLUE, ORANGE), strict=True))
        moved = scene.say("what the hidden layer makes of them", "은닉층이 바꾼 공간")
        panels = [
            _panel(scene.say("the inputs", "입력 공간"), inputs, part.target, _lines(hidden, bias), (first, second), legend),
            _panel(moved, given, part.target, _lines(output, last), ("h₁", "h₂"), legend),
        ]
        return Shown(panels, _numbers(hidden, bias) | _numbers(output, last, "output"))


def _plan_of(session: Any) -> Any:
    return session.resolved.plan


def _lines(weights: Floats, bias: Floats) -> list[tuple[float, float, float]]:
    return [(a, b, c) for (a, b), c in zip(weights.tolist(), bias.tolist(), strict=True)]


def _panel(
    title: str,
    coordinates: Floats,
    target: NDArray[np.int64],
    lines: list[tuple[float, float, float]],
    names: tuple[str, str],
    legend: list[tuple[str, str]],
) -> Panel:
    x, y = (charts.Axis(float(coordinates[:, k].min() - MARGIN), float(coordinates[:, k].max() + MARGIN)) for k in (0, 1))
    layers = []
    for line, colour, name in zip(lines, (GREEN, PINK), ("h₁ = 0", "h₂ = 0"), strict=False):
        ends = across(line, x, y)
        layers.append(rule(ends, colour, dash=(), width=2.5))
        if len(lines) > 1:
            rises = line[0] * line[1] < 0  # and would pass through what stands right above its left end
            dx, dy = (18, -5) if rises else (6, -8)
            layers.append(words([{"x": end["x"], "y": end["y"], "text": name} for end in ends], dx=dx, dy=dy))
    for number, (_, colour) in enumerate(legend):
        layers.append(points([{"x": a, "y": b} for a, b in coordinates[target == number].tolist()], colour, size=130))
    return charts.panel(title, layers, x=x, y=y, names=names, legend=legend, width=charts.SIDE, height=charts.SIDE)


def _numbers(weights: Floats, bias: Floats, name: str = "") -> dict[str, Value]:
    numbers: dict[str, Value] = {}
    for unit, (row, own) in enumerate(zip(weights.tolist(), bias.tolist(), strict=True), 1):
        numbers |= {f"{name or unit}.w{index}": value for index, value in enumerate(row, 1)} | {f"{name or unit}.b": own}
    return numbers
