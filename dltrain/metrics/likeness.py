"""How like real rows generated ones are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Direction, Metric, Outcome
from dltrain.tasks import Task
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.metrics.base import Floats


@METRICS.entry("energy_distance")
@options
class EnergyDistance(Metric):
    """2 E‖x - y‖ - E‖x - x'‖ - E‖y - y'‖ of real rows x and generated rows y: 0 where both come from one distribution, else above
    (Székely and Rizzo 2013, J. Statist. Plan. Inference 143). The means are over pairs of different rows, so that the value does
    not depend on how many rows there are; chance may bring it just below 0. None for a single row.
    """

    tasks: ClassVar[frozenset[Task]] = frozenset({Task.GENERATION})
    direction: ClassVar[Direction] = "min"
    limits: ClassVar[tuple[float, float]] = (0.0, math.inf)

    def measure(self, outcome: Outcome) -> float | None:
        real, generated = outcome.true.astype(np.float64), outcome.predicted.astype(np.float64)
        if min(len(real), len(generated)) < 2:
            return None
        return float(2 * distances(real, generated).mean() - _mean_within(real) - _mean_within(generated))


def distances(rows: Floats, others: Floats) -> Floats:
    """The Euclidean distance of each row to each of the others: (rows, others)."""
    squares = np.square(rows).sum(axis=1)[:, None] + np.square(others).sum(axis=1) - 2 * rows @ others.T
    pairwise: Floats = np.sqrt(np.maximum(squares, 0.0))
    return pairwise


def _mean_within(rows: Floats) -> float:
    """The mean distance of two different rows."""
    pairwise = distances(rows, rows)
    np.fill_diagonal(pairwise, 0.0)
    return float(pairwise.sum() / (len(rows) * (len(rows) - 1)))
