"""Losses of one number's error, with their derivatives."""

from __future__ import annotations

from typing import Annotated

from dltrain.arrays import NUMPY
from dltrain.charts import Axis
from dltrain.charts.series import series
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.losses import LOSSES, Loss
from dltrain.tasks import Task
from dltrain.types import option, options

SPAN = 4.0  # errors from minus this to this


@FIGURES.entry("error_losses")
@options
class ErrorLosses(Figure):
    """Left each loss of an error, right its derivative, which is what pulls at the weights.

    Numbers: `large`, and by the name of the loss `pull`, the derivative at an error of `large`, and `loss` there.
    """

    of: list[Annotated[Loss, LOSSES]] = option(help="losses of regression")
    large: float = option(10.0, help="a large error", above=0)

    def show(self, scene: Scene) -> Shown:
        errors = np.append(np.linspace(-SPAN, SPAN, 161), self.large)
        losses, pulls = {}, {}
        numbers: dict[str, Value] = {"large": f"{self.large:g}"}
        for loss in self.of:
            name = LOSSES.name_of(loss)
            given = errors[:, None].copy()
            values, slopes = loss.values_and_gradients(NUMPY, given, np.zeros_like(given), Task.REGRESSION)
            losses[name] = (errors[:-1].tolist(), values[:-1].tolist())
            pulls[name] = (errors[:-1].tolist(), slopes[:-1, 0].tolist())
            numbers |= {f"{name}.loss": float(values[-1]), f"{name}.pull": float(slopes[-1, 0])}
        names = (scene.say("error", "오차"), "")
        panels = [
            series(losses, title=scene.say("loss", "손실"), names=names, y=Axis(0, 8), height=200),
            series(pulls, title=scene.say("its derivative", "손실의 도함수"), names=names, y=Axis(-4, 4), height=200),
        ]
        return Shown(panels, numbers)
