"""One filter, given by hand, on one picture, with every number."""

from __future__ import annotations

from dltrain.charts.tiles import number_grid, shades, signed
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.pictures import convolved, first_of, in_own_units, pictures_of
from dltrain.types import option, options


@FIGURES.entry("filter_by_hand")
@options
class FilterByHand(Figure):
    """The pixels of a test picture, the weights of a filter, and what it makes of the picture; a frame around one window and
    around the number that comes of it.

    Numbers: `value`, that number; `sum`, how it comes about; `negative` and `positive`, the smallest and the largest number.
    """

    of: str = option(help="the training, whose rows are square pictures")
    label: int = option(help="the class of which the first test picture is shown")
    kernel: list[list[float]] = option(help="the weights of the filter, line by line")
    row: int = option(0, help="the first row of the window in the frame", at_least=0)
    column: int = option(0, help="the first column of the window in the frame", at_least=0)

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of].session
        index = first_of(session, self.label)
        picture = in_own_units(session, pictures_of(session.splits["test"][0])[index : index + 1]).round()
        kernel = np.array(self.kernel, np.float64)
        (made,) = convolved(picture, kernel)
        high, wide = kernel.shape
        window = picture[0, self.row : self.row + high, self.column : self.column + wide]
        titles = (scene.say("the picture", "그림"), scene.say("the filter", "필터"), scene.say("the feature map", "특징 맵"))
        panels = [
            number_grid(picture[0], shades(picture[0], 16), title=titles[0], marked=(self.row, self.column, high, wide), side=28),
            number_grid(kernel, signed(kernel, 2 * float(np.abs(kernel).max())), title=titles[1], side=28),
            number_grid(
                made, signed(made, float(np.abs(made).max())), title=titles[2], marked=(self.row, self.column, 1, 1), side=34
            ),
        ]
        numbers: dict[str, Value] = {"value": f"{made[self.row, self.column]:g}".replace("-", "−")}
        terms = [f"{a:g} · {b:g}" for a, b in zip(window.ravel(), kernel.ravel(), strict=True) if b > 0]
        less = [f"{a:g} · {-b:g}" for a, b in zip(window.ravel(), kernel.ravel(), strict=True) if b < 0]
        numbers["sum"] = " + ".join(terms) + "".join(f" − {one}" for one in less)
        numbers |= {"positive": f"{made.max():g}", "negative": f"{made.min():g}".replace("-", "−")}
        return Shown(panels, numbers, columns=3)
