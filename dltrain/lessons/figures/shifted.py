"""What becomes of the test accuracy where the pictures are moved."""

from __future__ import annotations

from dltrain.charts.series import series
from dltrain.charts.tiles import shades, tiles
from dltrain.lazy import np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.lessons.pictures import Floats, accuracy_on, first_of, in_own_units, pictures_of, scaled
from dltrain.types import option, options


@FIGURES.entry("shifted")
@options
class Shifted(Figure):
    """A test picture moved to the left and to the right, and a line a training: the accuracy on all test pictures moved so.

    Numbers, by the name of the training: `still`, the accuracy where nothing is moved, and `moved`, the mean of one pixel to the
    left and one to the right.
    """

    of: list[str] = option(help="the trainings, by name: all of the same square pictures")
    label: int = option(help="the class of which the first test picture is shown")
    farthest: int = option(2, help="by how many pixels they are moved at most", at_least=1)

    def show(self, scene: Scene) -> Shown:
        distances = list(range(-self.farthest, self.farthest + 1))
        lines, numbers = {}, dict[str, Value]()
        for name in self.of:
            session = scene.trained[name].session
            pictures = in_own_units(session, pictures_of(session.splits["test"][0]))
            accuracy = [accuracy_on(session, scaled(session, moved(pictures, distance))) for distance in distances]
            lines[scene.called[name]] = ([float(distance) for distance in distances], accuracy)
            middle = self.farthest
            numbers |= {f"{name}.still": accuracy[middle], f"{name}.moved": (accuracy[middle - 1] + accuracy[middle + 1]) / 2}
        index = first_of(session, self.label)
        one = shades(np.concatenate([moved(pictures[index : index + 1], distance) for distance in distances]), 16.0)
        caption = scene.say("moved by " + ", ".join(map(str, distances)), "옮긴 거리: " + ", ".join(map(str, distances)))
        names = (scene.say("pixels to the right", "오른쪽으로 옮긴 픽셀"), "")
        title = scene.say("test accuracy", "시험 정확도")
        return Shown([tiles({caption.replace("-", "−"): one}, side=48), series(lines, title=title, names=names)], numbers)


def moved(pictures: Floats, distance: int) -> Floats:
    """Pictures (rows, height, width) moved to the right by so many pixels, or to the left; what comes in is 0."""
    result = np.zeros_like(pictures)
    width = pictures.shape[2]
    if distance >= 0:
        result[:, :, distance:] = pictures[:, :, : width - distance]
    else:
        result[:, :, :distance] = pictures[:, :, -distance:]
    return result
