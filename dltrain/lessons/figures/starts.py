"""Gradient descent on a loss of one weight with two minima, from several starts."""

from __future__ import annotations

from dltrain.charts import panel
from dltrain.charts.axes import Axis
from dltrain.charts.layers import line, points
from dltrain.charts.style import COLOURS, GREY
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.landscapes import LANDSCAPES, descent
from dltrain.optimizers.descent import SGD
from dltrain.types import option, options


@FIGURES.entry("starts")
@options
class Starts(Figure):
    """The curve, and on it the steps from each start. Numbers, by the start's place from 1: `start`, `end` and `loss`."""

    starts: list[float] = option(help="the weight at first, of each descent")
    learning_rate: float = option(0.05, help="the learning rate", above=0)
    steps: int = option(60, help="how many steps", at_least=1)

    def show(self, scene: Scene) -> Shown:
        landscape = LANDSCAPES["two_minima"]
        (across,) = landscape.axes
        xs = np.linspace(across.low, across.high, 200)
        curve = [{"x": x, "y": y} for x, y in zip(xs.tolist(), landscape.loss(xs[:, None]).tolist(), strict=True)]
        layers = [line(curve, GREY, width=1.5)]
        numbers: dict[str, Value] = {}
        for number, start in enumerate(self.starts, 1):
            path = descent(landscape, SGD(), [start], self.learning_rate, self.steps)
            losses = landscape.loss(path)
            rows = [{"x": x, "y": y} for x, y in zip(path[:, 0].tolist(), losses.tolist(), strict=True)]
            colour = COLOURS[number - 1]
            layers += [points(rows[1:-1], colour, size=18), points(rows[:1], "white", size=60, edge=colour)]
            layers.append(points(rows[-1:], colour, shape="diamond", size=90))
            numbers |= {f"{number}.start": start, f"{number}.end": float(path[-1, 0]), f"{number}.loss": float(losses[-1])}
        names = (scene.say("weight w", "가중치 w"), scene.say("loss", "손실"))
        return Shown([panel("", layers, x=across, y=Axis(-0.2, 3.2), names=names)], numbers, columns=1)
