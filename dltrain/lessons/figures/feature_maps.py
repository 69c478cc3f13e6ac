"""The filters that a convolution layer has learned, and what they make of pictures."""

from __future__ import annotations

from dltrain.charts.tiles import shades, signed, tiles
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.pictures import convolved, first_of, pictures_of
from dltrain.lessons.trained import weights_of
from dltrain.types import option, options


@FIGURES.entry("feature_maps")
@options
class FeatureMaps(Figure):
    """The filters of the first convolution of a network, and below them test pictures, each with its feature maps after ReLU.

    Numbers: `filters`, how many there are, and `weights`, how many numbers they have with their biases.
    """

    of: str = option(help="the training: its first convolution has one channel and padding: same")
    labels: list[int] = option(help="the classes of which the first test picture is shown")

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of].session
        named = weights_of(session)
        weight = next(array.astype(np.float64) for array in named.values() if array.ndim == 4)[:, 0]
        bias = next(named[name.removesuffix("weight") + "bias"] for name, array in named.items() if array.ndim == 4)
        blank = np.full((1, *weight.shape[1:], 3), 255, np.uint8)
        learned = np.concatenate([blank, signed(weight, float(np.abs(weight).max()))])
        rows = {scene.say("the filters: orange is positive, blue negative", "필터: 주황은 양수, 파랑은 음수"): learned}
        pictures = pictures_of(session.splits["test"][0])
        for label in self.labels:
            index = first_of(session, label)
            picture = pictures[index : index + 1]
            maps = [np.maximum(convolved(picture, k, float(b), len(k) // 2)[0], 0) for k, b in zip(weight, bias, strict=True)]
            most = max(float(one.max()) for one in maps)
            name = scene.say(f"a {label} and its feature maps", f"숫자 {label}과 그 특징 맵")
            rows[name] = np.stack([shades(picture[0], 1.0), *(shades(one, most) for one in maps)])
        numbers: dict[str, Value] = {"filters": len(weight), "weights": int(weight.size + bias.size)}
        return Shown([tiles(rows, side=52)], numbers, columns=1)
