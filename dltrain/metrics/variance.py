"""How much of what varies is given back."""

from __future__ import annotations

import math
from typing import ClassVar

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Metric, Outcome
from dltrain.tasks import Task
from dltrain.types import options


@METRICS.entry("explained_variance")
@options
class ExplainedVariance(Metric):
    """1 - Σ (x - x̂)² / Σ (x - x̄)² over all numbers of all rows, with x̂ what is given back and x̄ the mean of each number: 1 where
    the rows are given back as they are, 0 where only their mean is (sklearn.metrics.r2_score, variance_weighted; Pearson 1901).
    None where nothing varies."""

    tasks: ClassVar[frozenset[Task]] = frozenset({Task.RECONSTRUCTION})
    limits: ClassVar[tuple[float, float]] = (-math.inf, 1.0)

    def measure(self, outcome: Outcome) -> float | None:
        true = outcome.true.astype(np.float64)
        whole = float(np.square(true - true.mean(axis=0)).sum())
        left = float(np.square(true - outcome.predicted).sum())
        return 1.0 - left / whole if whole > 0 else None
