"""The regions of each class in the plane of two numbers."""

from __future__ import annotations

from dltrain import charts
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown
from dltrain.types import option, options


@FIGURES.entry("decision_regions")
@options
class DecisionRegions(Figure):
    """A panel a training: what it answers where, by its best weights."""

    of: list[str] = option(help="the trainings, by name")
    splits: list[str] = option(("train", "test"), help="the rows that are shown")

    def show(self, scene: Scene) -> Shown:
        parts = {
            "train": scene.say("training rows", "훈련 데이터"),
            "validation": scene.say("validation rows", "검증 데이터"),
            "test": scene.say("test rows", "시험 데이터"),
        }
        panels = []
        for name in self.of:
            from dltrain.kinds.regions import surface_of

            session = scene.trained[name].session
            surface = surface_of(session, tuple(self.splits))
            assert surface is not None
            encoding = session.dataset.encoding
            labels = charts.drawable_labels(encoding.labels)
            first, second = (feature.name for feature in encoding.features)
            panels.append(charts.regions(surface, labels, (first, second), parts, scene.called[name]))
        return Shown(panels)
