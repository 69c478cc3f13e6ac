"""Pictures, and what is made of their codes."""

from __future__ import annotations

from dltrain.charts.tiles import shades, tiles
from dltrain.lazy import np
from dltrain.lessons.coding import by_components, codes_of, decoded, digits_of
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown
from dltrain.lessons.pictures import as_squares
from dltrain.types import option, options


@FIGURES.entry("reconstructions")
@options
class Reconstructions(Figure):
    """The first test picture of each digit, and below it what as many principal components as a code has numbers, and what each
    autoencoder make of it."""

    of: list[str] = option(help="the trainings, by name: autoencoders of digits")
    components: int = option(2, help="how many principal components stand beside them", at_least=1)

    def show(self, scene: Scene) -> Shown:
        session = scene.trained[self.of[0]].session
        part = session.splits["test"][0]
        digits = digits_of(part)
        chosen = [int(np.flatnonzero(digits == digit)[0]) for digit in range(10)]
        _, again = by_components(session, "test", self.components)
        rows = {scene.say("test pictures", "시험 그림"): part.target}
        rows[scene.say(f"{self.components} principal components", f"주성분 {self.components}개")] = again
        for name in self.of:
            one = scene.trained[name].session
            rows[scene.called[name]] = decoded(one, codes_of(one, "test"))
        return Shown([tiles({name: shades(as_squares(one[chosen]), 1.0) for name, one in rows.items()}, side=50)], columns=1)
