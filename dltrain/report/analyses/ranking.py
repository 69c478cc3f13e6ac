"""How the probabilities of a class rank its rows before the others: the curves whose areas are roc_auc and average_precision."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.lazy import NDArray, np
from dltrain.metrics.ranking import AveragePrecision, RocAuc, descending

Points = tuple[list[float], list[float]]  # x and y of each

MAX_POINTS = 200  # points of a curve


@dataclass(frozen=True)
class Ranking:
    """The curves of one class against the rest. roc: false and true positive rate; precision: recall and precision."""

    roc: Points
    precision: Points
    roc_auc: float
    average_precision: float


def ranking(positive: NDArray[np.bool_], score: NDArray[np.float64]) -> Ranking | None:
    """The curves of the rows of a class, (rows,), by their scores; None where all rows are of it, or none."""
    hits, rows = descending(positive, score)
    area, average = RocAuc().of_ranking(hits, rows), AveragePrecision().of_ranking(hits, rows)
    if area is None or average is None:
        return None
    misses = rows - hits
    roc = _points(np.append(0.0, misses / misses[-1]), np.append(0.0, hits / hits[-1]))
    # The curve begins at recall 0 with the precision of the highest score (scikit-learn draws it to precision 1).
    precision = _points(np.append(0.0, hits / hits[-1]), np.append(hits[0] / rows[0], hits / rows))
    return Ranking(roc, precision, area, average)


def _points(x: NDArray[np.float64], y: NDArray[np.float64]) -> Points:
    """At most MAX_POINTS of the points, evenly along the curve, both ends kept."""
    if len(x) > MAX_POINTS:
        along = np.append(0.0, np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y))))
        kept = np.unique(np.searchsorted(along, np.linspace(0, along[-1], MAX_POINTS)).clip(0, len(x) - 1))
        kept[-1] = len(x) - 1
        x, y = x[kept], y[kept]
    return x.tolist(), y.tolist()
