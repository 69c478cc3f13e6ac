"""What a decoder makes of all codes of a plane."""

from __future__ import annotations

from dltrain import charts
from dltrain.charts.layers import image, points
from dltrain.charts.tiles import shades
from dltrain.lazy import np
from dltrain.lessons.coding import codes_of, decoded
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown
from dltrain.lessons.pictures import as_squares
from dltrain.types import option, options

SIDE = 420  # pixels


@FIGURES.entry("code_map")
@options
class CodeMap(Figure):
    """The plane of the codes, and at each place the picture that the decoder makes of the code there."""

    of: str = option(help="the training: an autoencoder of square pictures with codes of two numbers")
    across: int = option(14, help="how many pictures on a side", at_least=2)

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of].session
        codes = codes_of(session, "test")
        (left, low), (right, high) = np.quantile(codes, [0.01, 0.99], axis=0)
        shares = (np.arange(self.across) + 0.5) / self.across
        xs, ys = left + shares * (right - left), high + shares * (low - high)
        grid = np.array([[x, y] for y in ys for x in xs])
        pictures = as_squares(decoded(session, grid))
        height, width = pictures.shape[1:]
        sheet = pictures.reshape(self.across, self.across, height, width).transpose(0, 2, 1, 3)
        pixels = np.repeat(shades(sheet.reshape(self.across * height, self.across * width), 1.0)[..., None], 3, axis=2)
        names = (scene.say("first number of the code", "코드의 첫째 수"), scene.say("second number", "둘째 수"))
        x, y = charts.Axis(float(left), float(right)), charts.Axis(float(low), float(high))
        corner = points([{"x": float(left), "y": float(low)}], "white", size=0)  # axes are drawn where a layer uses them
        panel = charts.panel("", [image(pixels, SIDE, SIDE), corner], x=x, y=y, names=names, width=SIDE, height=SIDE)
        return Shown([panel], columns=1)
