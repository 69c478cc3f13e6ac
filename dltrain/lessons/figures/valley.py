"""The ways that optimizers take down a valley."""

from __future__ import annotations

from typing import Annotated

from dltrain.charts.axes import Axis
from dltrain.charts.contours import contours
from dltrain.charts.series import series
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.landscapes import LANDSCAPES, descent, steps_to
from dltrain.optimizers import OPTIMIZERS, Optimizer
from dltrain.optimizers import descent as plain
from dltrain.types import option, options

REACHED = 0.01  # the loss from which on a way is at its end
BEYOND = 1e6  # weights of a way that diverges, from which on it is not drawn


@options
class Descent:
    """One way: an optimizer with its learning rate."""

    called: list[str] = option(help="its name, in English and in Korean")
    learning_rate: float = option(help="the learning rate", above=0)
    optimizer: Annotated[Optimizer, OPTIMIZERS] = option(plain.SGD(), help="the optimizer")
    noise: float = option(0.0, help="the standard deviation of noise on each gradient, as batches have it", at_least=0)


@FIGURES.entry("valley")
@options
class Valley(Figure):
    """A panel a way, seen from above, and the loss after each step of all of them.

    Numbers: `steps`, how many there are, and by the name of the way its `steps`, until the loss stays below 0.01, `last`, the
    loss after the last step, and `rate`.
    """

    ways: dict[str, Descent] = option(help="each way by name")
    start: list[float] = option((-9.0, 2.5), help="the two weights at first")
    steps: int = option(60, help="how many steps", at_least=1)
    width: int = option(280, help="of a panel, in pixels", at_least=100)

    def show(self, scene: Scene) -> Shown:
        landscape = LANDSCAPES["valley"]
        across, up = (np.linspace(axis.low, axis.high, 2 * self.width) for axis in landscape.axes)
        heights = landscape.loss(np.stack(np.meshgrid(across, up), axis=-1))
        panels, lines = [], {}
        numbers: dict[str, Value] = {"steps": self.steps}
        for name, way in self.ways.items():
            path = descent(landscape, way.optimizer, list(self.start), way.learning_rate, self.steps, way.noise)
            losses = landscape.loss(path)
            called = scene.say(*way.called)
            drawn = [(float(x), float(y)) for x, y in path if np.abs((x, y)).max() < BEYOND]
            axes = (landscape.axes[0], landscape.axes[1])
            panels.append(contours(heights, drawn, axes, ("w₁", "w₂"), title=called, lowest=(0.0, 0.0), width=self.width))
            lines[called] = ([float(step) for step in range(len(losses))], [float(loss) for loss in losses])
            numbers |= self._numbers(name, way, losses.tolist())
        title, names = (
            scene.say("loss after each step", "스텝마다의 손실"),
            (scene.say("step", "스텝"), scene.say("loss", "손실")),
        )
        panels.append(series(lines, title=title, names=names, y=Axis(1e-6, 1e3, logarithmic=True)))
        return Shown(panels, numbers)

    def _numbers(self, name: str, way: Descent, losses: list[float]) -> dict[str, Value]:
        reached = steps_to(np.array(losses), REACHED)
        return {f"{name}.steps": reached, f"{name}.last": losses[-1], f"{name}.rate": way.learning_rate}
