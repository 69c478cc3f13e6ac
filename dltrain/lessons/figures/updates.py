"""Rosenblatt's rule at work: the line after each update, and the row that called for it."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.charts import Axis, panel
from dltrain.charts.layers import image, points, rule
from dltrain.charts.regions import shares
from dltrain.charts.straight import across
from dltrain.charts.style import BLUE, GREY, INK, ORANGE
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Panel, Scene, Shown
from dltrain.types import option, options

SPAN = Axis(-0.5, 1.5)
GRID = 130  # points along each axis
SMALL = 130  # pixels of a side


@dataclass(frozen=True)
class Update:
    """One update: after how many rows, the row that was wrong, its class, and the weights after it."""

    step: int
    row: tuple[float, float]
    target: int
    weights: tuple[float, float, float]  # w₁, w₂, b


@FIGURES.entry("updates")
@options
class Updates(Figure):
    """A small panel an update, the row that called for it ringed.

    Numbers: `updates`, how many there were, `steps`, how many rows were looked at until the last of them, `w1`, `w2` and `b` at
    the end, and `table`, a line of Markdown an update that is shown: number, step, row, class, weights after it.
    """

    of: str = option(help="the training: two numbers, one row a step, the perceptron loss")
    most: int = option(12, help="panels", at_least=1)

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of].session
        part = session.splits["train"][0]
        rows, targets = part.inputs["features"].astype(float), part.target
        updates = self.updates(scene)
        panels = [
            _panel(scene.say(f"update {number}", f"{number}번째 갱신"), update, rows, targets)
            for number, update in enumerate(updates[: self.most], 1)
        ]
        last = updates[-1].weights
        lines = [
            f"| {number} | {one.step} | ({one.row[0]:g}, {one.row[1]:g}) | {one.target} | "
            + " | ".join(f"{value:g}".replace("-", "−") for value in one.weights)
            + " |"
            for number, one in enumerate(updates[: self.most], 1)
        ]
        numbers = {"w1": last[0], "w2": last[1], "b": last[2], "updates": len(updates), "steps": updates[-1].step}
        return Shown(panels, {**numbers, "table": "\n".join(lines)}, columns=4)

    def updates(self, scene: Scene) -> list[Update]:
        """Those of the training, in their order. A step changes the weights by ± the row, whose numbers
        are not negative, and the bias by ± 1."""
        weights = [
            np.append(one["output.linear.weight"][0], one["output.linear.bias"][0]).astype(float)
            for one in scene.trained[self.of].weights()
        ]
        found = []
        for step in range(1, len(weights)):
            change = weights[step] - weights[step - 1]
            if change.any():
                sign = float(change[2])
                first, second, bias = weights[step].tolist()
                row = (abs(change[0]), abs(change[1]))
                found.append(Update(step, row, int(sign > 0), (first, second, bias)))
        return found


def _panel(title: str, update: Update, rows: np.ndarray, targets: np.ndarray) -> Panel:
    grid = np.stack(np.meshgrid(*[np.linspace(SPAN.low, SPAN.high, GRID)] * 2), axis=-1)
    ones = grid @ np.array(update.weights[:2]) + update.weights[2] > 0
    layers = [image(shares(np.stack([~ones, ones], axis=-1).astype(float), (BLUE, ORANGE)), SMALL, SMALL)]
    layers += [rule(across(update.weights, SPAN, SPAN), INK, dash=(), width=2)]
    layers.append(points([{"x": update.row[0], "y": update.row[1]}], GREY, size=330))
    for number, colour in enumerate((BLUE, ORANGE)):
        layers.append(points([{"x": x, "y": y} for x, y in rows[targets == number].tolist()], colour, size=120))
    return panel(title, layers, x=SPAN, y=SPAN, width=SMALL, height=SMALL)
