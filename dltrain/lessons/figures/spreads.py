"""How far the outputs of each layer are spread before training, by the initial weights."""

from __future__ import annotations

from dltrain.charts import Axis
from dltrain.charts.names import in_figures
from dltrain.charts.ridges import ridges
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.layers import outputs_by_layer
from dltrain.types import option, options


@FIGURES.entry("spreads")
@options
class Spreads(Figure):
    """A panel a training: of each hidden layer the histogram of what its units give on, before the first step, and at its right
    the standard deviation. What lies beyond the axis is in its outermost bins.

    Numbers, by the name of the training: `first` and `last`, the standard deviations of the first and of the last hidden layer.
    """

    of: list[str] = option(help="the trainings: dense networks, by name")
    low: float = option(-1.0, help="the lowest value on the axis")
    high: float = option(1.0, help="the highest value on the axis")

    def show(self, scene: Scene) -> Shown:
        panels, numbers = [], dict[str, Value]()
        for name in self.of:
            outputs = outputs_by_layer(scene.trained[name].untrained())
            spread = [float(np.std(values)) for values in outputs]
            layers = [scene.say(f"layer {number}", f"{number}층") for number in range(1, len(outputs) + 1)]
            notes = {layer: f"σ = {in_figures(value)}" for layer, value in zip(layers, spread, strict=True)}
            axis = Axis(self.low, self.high)
            panels.append(ridges(dict(zip(layers, outputs, strict=True)), axis, title=scene.called[name], notes=notes))
            numbers |= {f"{name}.first": spread[0], f"{name}.last": spread[-1]}
        return Shown(panels, numbers, columns=3)
