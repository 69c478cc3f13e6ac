"""Where two numbers a picture put the digits: principal components beside the codes of an autoencoder."""

from __future__ import annotations

from dltrain import charts
from dltrain.charts.layers import words
from dltrain.charts.style import COLOURS, INK
from dltrain.lazy import NDArray, np
from dltrain.lessons.coding import Floats, alike_neighbours, by_components, codes_of, digits_of
from dltrain.lessons.figures.base import FIGURES, Figure, Panel, Scene, Shown
from dltrain.types import option, options


@FIGURES.entry("codes")
@options
class Codes(Figure):
    """Left the test rows by their first two principal components, right by their codes; each is its digit.

    Numbers: `components` and `codes`, the share of test rows whose nearest neighbour is the same digit.
    """

    of: str = option(help="the training: an autoencoder of digits with codes of two numbers")

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of].session
        digits = digits_of(session.splits["test"][0])
        components, _ = by_components(session, "test", 2)
        codes = codes_of(session, "test")
        panels = [
            _panel(components, digits, scene.say("two principal components", "주성분 두 개")),
            _panel(codes, digits, scene.say("the codes of the autoencoder", "오토인코더의 코드")),
        ]
        return Shown(panels, {"components": alike_neighbours(components, digits), "codes": alike_neighbours(codes, digits)})


def _panel(coordinates: Floats, digits: NDArray[np.int64], title: str) -> Panel:
    margin = 0.04 * (coordinates.max(axis=0) - coordinates.min(axis=0))
    x, y = (charts.Axis(float(coordinates[:, k].min() - margin[k]), float(coordinates[:, k].max() + margin[k])) for k in (0, 1))
    layers = []
    for digit, colour in zip(range(10), (*COLOURS, INK), strict=True):
        rows = [{"x": a, "y": b, "text": str(digit)} for a, b in coordinates[digits == digit].tolist()]
        layers.append(words(rows, colour=colour, align="center", fontSize=10, fontWeight=600))
    return charts.panel(title, layers, x=x, y=y, width=charts.SIDE, height=charts.SIDE)
