"""k-means step by step: each row goes to its nearest centre, and each centre to the mean of its rows."""

from __future__ import annotations

from dltrain import charts
from dltrain.lazy import NDArray, np
from dltrain.lessons.figures.base import FIGURES, Figure, Scene, Shown, Value
from dltrain.randomness import numpy_generator
from dltrain.types import option, options

ENOUGH = 100  # steps, after which surely nothing moves any more


@FIGURES.entry("cluster_steps")
@options
class ClusterSteps(Figure):
    """The rows in their plane: at first, after the first assignment, after the first update, and at the end. Numbers: `steps`
    until nothing moved, and `inertia.0`, `inertia.1`, ... with the centres before each."""

    of: str = option(help="the training: k-means of rows of two numbers")
    seed: int = option(0, help="the seed of the rows that are the first centres", at_least=0)

    def show(self, scene: Scene) -> Shown:
        from dltrain.kinds.unsupervised.found import squares_to
        from dltrain.kinds.unsupervised.plane import plane_of

        session = scene.trained[self.of].session
        rows = session.splits["train"][1].inputs[0].astype(np.float64)
        plane, count = plane_of(session.dataset.encoding, rows), len(session.engine.snapshot()["model.centers"])
        assert plane is not None
        centers = rows[np.sort(numpy_generator(self.seed, "first centres").permutation(len(rows))[:count])]
        nobody = np.full(len(rows), -1)
        moments = [(scene.say("at first: rows by lot", "처음: 제비로 뽑은 행"), nobody, centers)]
        inertia: list[float] = []
        for step in range(ENOUGH):
            squares = squares_to(rows, centers)
            clusters = squares.argmin(axis=1)
            inertia.append(float(squares.min(axis=1).sum()))
            moved = _means(rows, clusters, centers)
            if step == 0:
                moments.append((scene.say("assignment: to the nearest", "배정: 가장 가까운 중심으로"), clusters, centers))
                moments.append((scene.say("update: to the mean", "갱신: 행들의 평균으로"), clusters, moved))
            if np.array_equal(moved, centers):
                break
            centers = moved
        end = scene.say(f"the end, after {len(inertia)} steps", f"끝: {len(inertia)}스텝 뒤")
        moments.append((end, clusters, centers))
        labels = [f"{scene.say('cluster', '군집')} {number}" for number in range(count)]
        panels = [
            charts.groups(plane.coordinates(rows), codes, labels, title=title, names=plane.names, centers=plane.coordinates(at))
            for title, codes, at in moments
        ]
        numbers: dict[str, Value] = {"steps": len(inertia)}
        return Shown(panels, numbers | {f"inertia.{step}": value for step, value in enumerate(inertia)})


def _means(rows: NDArray[np.float64], clusters: NDArray[np.int64], centers: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean of the rows of each cluster; of one without rows the centre as it was."""
    there = [rows[clusters == number] for number in range(len(centers))]
    return np.stack([own.mean(axis=0) if len(own) else center for own, center in zip(there, centers, strict=True)])
