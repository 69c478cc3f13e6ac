"""Rows in the plane of their first two components, and what share of the variance each component has."""

from __future__ import annotations

from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.runs.names import COMPONENTS
from dltrain.types import option, options

KOREAN = {
    "component": "성분",
    "rows": "행",
    "each": "각각",
    "all up to it": "그것까지 모두",
    "share of the variance": "분산의 비율",
}


@FIGURES.entry("components")
@options
class Components(Figure):
    """The training rows, in the colours of what stands beside them, and the shares. Numbers: `kept`, how many components there
    are, and `share.1`, `share.2`, ... of each."""

    of: str = option(help="the training: a model of two components or more")

    def show(self, scene: Scene) -> Shown:
        from dltrain.kinds.unsupervised.pictures import component_panel, scree_panel

        trained = scene.trained[self.of]
        session, found = trained.session, dict(trained.run.read_outcome(COMPONENTS) or {})
        part, rows = session.splits["train"]
        shares = [one["share"] for one in found["components"]]
        components = session.engine.scores(rows).components

        def say(word: str) -> str:
            return scene.say(word, KOREAN.get(word, word))

        panels = [*component_panel(session.dataset.encoding, part, components, shares, say), scree_panel(found, say)]
        numbers: dict[str, Value] = {"kept": len(shares)}
        return Shown(panels, numbers | {f"share.{number}": value for number, value in enumerate(shares, 1)})
