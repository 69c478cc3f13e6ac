"""Activations and their derivatives, as networks compute them."""

from __future__ import annotations

from typing import Annotated

from dltrain.arrays import NUMPY
from dltrain.charts import Axis
from dltrain.charts.series import series
from dltrain.charts.style import BLUE, ORANGE
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.types import option, options

SPAN = 4.0  # weighted sums from minus this to this
POINTS = 241  # an odd number: 0 is among them


@FIGURES.entry("activation_curves")
@options
class ActivationCurves(Figure):
    """A panel an activation: the function blue, its derivative orange.

    Numbers, by the name of the activation: `steepest`, the largest derivative between −4 and 4, and `far`, that at −4.
    """

    of: list[Annotated[Activation, ACTIVATIONS]] = option(help="the activations; each must have a derivative that is written out")

    def show(self, scene: Scene) -> Shown:
        z = np.linspace(-SPAN, SPAN, POINTS)
        panels, numbers = [], dict[str, Value]()
        for activation in self.of:
            name, value, slope = ACTIVATIONS.name_of(activation), activation.forward(NUMPY, z), np.ones_like(z)
            activation.backward(NUMPY, z, value, slope)
            lines = {
                scene.say("f(z)", "f(z)"): (z.tolist(), value.tolist()),
                scene.say("derivative", "도함수"): (z.tolist(), slope.tolist()),
            }
            panels.append(
                series(lines, title=name, names=("z", ""), colours=(BLUE, ORANGE), y=Axis(-1.3, 2.2), width=125, height=120)
            )
            numbers |= {f"{name}.steepest": float(slope.max()), f"{name}.far": float(slope[0])}
        return Shown(panels, numbers, columns=3)
