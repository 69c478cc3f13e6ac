"""What a generator makes of noise in the plane, and where the discriminator would be taken in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dltrain import charts
from dltrain.charts.layers import image, points
from dltrain.charts.style import BLUE, GREY
from dltrain.charts.tiles import signed
from dltrain.lazy import np
from dltrain.lessons.adversaries import Floats, clouds_reached, generated_by, real_rows, taken_for_real
from dltrain.lessons.figures.base import FIGURES, Figure, Panel, Scene, Shown, Value
from dltrain.types import option, options

GRID = 60  # points on a side at which the discriminator is asked
EDGE = 3.0  # of the axes


@FIGURES.entry("generated")
@options
class Generated(Figure):
    """Real points grey and generated ones blue; behind them what the discriminator says, the more orange, the surer it is that a
    point there is real. A panel for each of the `epochs` of a training, or for the best weights of each training.

    Numbers, by the name of the training, or by e and the epoch: `clouds`, how many of the clouds hold at least a tenth of their
    share of the generated points, and `near`, the share of generated points that lie in one.
    """

    of: list[str] = option(help="the trainings, by name: a gan on a ring of blobs of radius 2")
    epochs: list[int] = option((), help="after which epochs; 0 is before the first. Of one training alone", at_least=0)
    clouds: int = option(8, help="how many clouds the ring has", at_least=2)
    width: int = option(172, help="the width of a panel", at_least=80)

    def show(self, scene: Scene) -> Shown:
        panels, numbers = [], dict[str, Value]()
        for key, title, session in self.moments(scene):
            made = generated_by(session)
            numbers[f"{key}.clouds"], numbers[f"{key}.near"] = clouds_reached(made, self.clouds)
            panels.append(self.panel(session, made, title))
        return Shown(panels, numbers, columns=3 if len(panels) > 2 else 2)

    def moments(self, scene: Scene) -> Iterator[tuple[str, str, Any]]:
        """The key of the numbers, the title and the session of each panel, one after another."""
        if not self.epochs:
            yield from ((name, scene.called[name], scene.trained[name].session) for name in self.of)
            return
        for step, session in scene.trained[self.of[0]].steps():
            epoch, begun = divmod(step, session.engine.steps_per_epoch)
            if not begun and epoch in self.epochs:
                yield f"e{epoch}", scene.say(f"after epoch {epoch}", f"에포크 {epoch} 뒤"), session

    def panel(self, session: Any, made: Floats, title: str) -> Panel:
        """The points and what the discriminator says."""
        at = np.linspace(-EDGE, EDGE, GRID)
        asked = np.array([[x, y] for y in at[::-1] for x in at])
        real = taken_for_real(session, asked).reshape(GRID, GRID)
        layers = [image(signed(real, 2.0), self.width, self.width)]
        for rows, colour in ((real_rows(session)[:300], GREY), (made[:300], BLUE)):
            layers.append(points([{"x": x, "y": y} for x, y in rows.tolist()], colour, size=11, edge=colour))
        axis = charts.Axis(-EDGE, EDGE)
        return charts.panel(title, layers, x=axis, y=axis, width=self.width, height=self.width)
