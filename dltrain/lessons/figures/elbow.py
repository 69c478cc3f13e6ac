"""How good other numbers of clusters are."""

from __future__ import annotations

from typing import Any

from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.runs.names import CLUSTERS
from dltrain.types import option, options

KOREAN = {"clusters": "군집 수", "inertia": "이너셔", "silhouette": "실루엣", "bic": "BIC"}


@FIGURES.entry("elbow")
@options
class Elbow(Figure):
    """A panel a measure, over the number of clusters. Numbers: `kept`, the number that the training has, and by the name of the
    measure and the number of clusters each value, as `inertia.3`."""

    of: str = option(help="the training: a model of clusters")

    def show(self, scene: Scene) -> Shown:
        from dltrain.kinds.unsupervised.pictures import elbow_panels

        found: Any = scene.trained[self.of].run.read_outcome(CLUSTERS)
        tried = found["tried"]
        numbers: dict[str, Value] = {"kept": len(found["clusters"])}
        for name in ("inertia", "silhouette", "bic"):
            numbers |= {f"{name}.{count}": value for count, value in zip(tried["clusters"], tried.get(name, ()), strict=False)}
        return Shown(elbow_panels(found, lambda word: scene.say(word, KOREAN.get(word, word))), numbers)
