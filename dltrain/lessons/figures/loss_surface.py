"""The loss over the two numbers of one neuron, and the way that trainings take on it, step by step."""

from __future__ import annotations

from typing import Any, TypeAlias

from dltrain.charts import Axis
from dltrain.charts.contours import contours
from dltrain.lazy import NDArray, np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.types import option, options

Floats: TypeAlias = "NDArray[np.float64]"

SIDE = 172  # pixels of a panel, and points of the grid


@FIGURES.entry("loss_surface")
@options
class LossSurface(Figure):
    """A panel a training: lines of equal loss of all training rows over weight and bias, with the weights after each step.

    Numbers, by the name of the training: `steps`, `per_epoch`, and `noise`, the mean angle between a step and the next in
    degrees, over the last half of the steps.
    """

    of: list[str] = option(help="the trainings: one number, two classes, no hidden layer")
    weight: list[float] = option(help="from which weight to which")
    bias: list[float] = option(help="from which bias to which")

    def show(self, scene: Scene) -> Shown:
        axes = (Axis(self.weight[0], self.weight[1]), Axis(self.bias[0], self.bias[1]))
        heights = surface(scene.trained[self.of[0]].session, axes)
        row, column = np.unravel_index(int(heights.argmin()), heights.shape)
        lowest = (axes[0].value(column / (SIDE - 1)), axes[1].value(row / (SIDE - 1)))
        panels, numbers = [], dict[str, Value]()
        for name in self.of:
            trained = scene.trained[name]
            weights = trained.weights()
            path = np.array([(one["output.linear.weight"][0, 0], one["output.linear.bias"][0]) for one in weights], float)
            places = [(float(x), float(y)) for x, y in path]
            panels.append(contours(heights, places, axes, ("w", "b"), title=scene.called[name], lowest=lowest, width=SIDE))
            per_epoch = trained.session.engine.steps_per_epoch
            numbers |= {f"{name}.steps": len(path) - 1, f"{name}.per_epoch": per_epoch, f"{name}.noise": _turning(path)}
        return Shown(panels, numbers, columns=3)


def surface(session: Any, axes: tuple[Axis, Axis]) -> Floats:
    """The loss of all training rows at each weight and bias: (bias, weight)."""
    _, rows = session.splits["train"]
    x, objective = rows.inputs[0][:, 0], session.evaluator.objective
    weights, biases = (np.linspace(axis.low, axis.high, SIDE, dtype=np.float32) for axis in axes)
    lines = []
    for bias in biases:  # a stack of networks at once: (weights, rows, 1)
        scores = (weights[:, None] * x + bias)[..., None]
        targets = np.broadcast_to(np.asarray(rows.targets).reshape(-1, 1), scores.shape)
        values, _ = objective.loss.values_and_gradients(objective.xp, scores, targets, objective.form)
        lines.append(values.mean(axis=-1))
    return np.array(lines, np.float64)


def _turning(path: Floats) -> float:
    """The mean angle between one step and the next, in degrees, over the last half: 0 straight on, 180 back."""
    steps = np.diff(path[len(path) // 2 :], axis=0)
    lengths = np.linalg.norm(steps, axis=1)
    cosines = (steps[1:] * steps[:-1]).sum(axis=1) / np.maximum(lengths[1:] * lengths[:-1], 1e-30)
    return float(np.degrees(np.arccos(np.clip(cosines, -1, 1))).mean())
