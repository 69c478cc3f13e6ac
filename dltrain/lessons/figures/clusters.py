"""The clusters that several models find in the same rows, beside what is known of these."""

from __future__ import annotations

from dltrain.lessons.figures.base import FIGURES, Figure, Panel, Scene, Shown
from dltrain.types import option, options


@FIGURES.entry("clusters")
@options
class Clusters(Figure):
    """The training rows in a plane by the clusters of each training, and at last by what stands beside the rows of the last."""

    of: list[str] = option(help="the trainings: models of clusters", at_least=1)

    def show(self, scene: Scene) -> Shown:
        from dltrain.kinds.unsupervised.families import family_of
        from dltrain.kinds.unsupervised.pictures import cluster_panels
        from dltrain.runs.stored_tensors import strip_prefix
        from dltrain.training.fitting import PREFIX

        panels: list[Panel] = []
        cluster, component = scene.say("cluster", "군집"), scene.say("component", "성분")
        for index, name in enumerate(self.of):
            session = scene.trained[name].session
            part, rows = session.splits["train"]
            centers = family_of(session.resolved.kind).centers_of(strip_prefix(dict(session.engine.snapshot()), PREFIX))
            words = {"cluster": cluster, "clusters": scene.called[name], "component": component}
            found = session.engine.scores(rows).clusters
            drawn = cluster_panels(session.dataset.encoding, part, rows.inputs[0], found, centers, words.__getitem__)
            panels += drawn if index == len(self.of) - 1 else drawn[:1]
        return Shown(panels, columns=len(panels) if len(panels) <= 3 else 2)
