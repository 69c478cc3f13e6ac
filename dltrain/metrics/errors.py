"""How far predicted numbers are from the true ones."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Direction, Metric, Outcome, mean
from dltrain.tasks import NUMBERS, Task
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.metrics.base import Array, Floats


@options
class RegressionMetric(Metric):
    """A metric of each target, averaged over them."""

    tasks = NUMBERS
    direction: ClassVar[Direction] = "min"
    limits: ClassVar[tuple[float, float]] = (0.0, math.inf)

    def measure(self, outcome: Outcome) -> float | None:
        columns = zip(*(table.T.astype(np.float64, order="C") for table in (outcome.true, outcome.predicted)), strict=True)
        return mean([self.of_target(true, predicted) for true, predicted in columns])

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        """The value of one target, from the truth and the prediction of each row, (rows,)."""
        raise NotImplementedError


@METRICS.entry("mean_squared_error")
@options
class MeanSquaredError(RegressionMetric):
    """Mean (prediction - truth)², in the square of the target's unit (sklearn.metrics.mean_squared_error)."""

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        return float(np.mean(np.square(predicted - true)))


@METRICS.entry("root_mean_squared_error")
@options
class RootMeanSquaredError(RegressionMetric):
    """√ mean (prediction - truth)², in the target's unit; of several targets the mean of their roots
    (sklearn.metrics.root_mean_squared_error).
    """

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        return float(np.sqrt(np.mean(np.square(predicted - true))))


@METRICS.entry("mean_absolute_error")
@options
class MeanAbsoluteError(RegressionMetric):
    """Mean |prediction - truth|, in the target's unit (sklearn.metrics.mean_absolute_error)."""

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        return float(np.mean(np.abs(predicted - true)))


@METRICS.entry("r2")
@options
class R2(RegressionMetric):
    """1 - Σ (prediction - truth)² / Σ (truth - its mean)²: the share of the variance that is explained; 0 for always predicting
    the mean, negative for worse (Wright 1921; sklearn.metrics.r2_score). None where a target is constant, so with one row too.
    """

    direction: ClassVar[Direction] = "max"
    limits: ClassVar[tuple[float, float]] = (-math.inf, 1.0)

    def undefined(self, task: Task, true: Array, classes: int) -> str | None:
        return "it needs targets that differ" if (true == true[0]).all(axis=0).any() else None

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        if (true == true[0]).all():
            return None
        return float(1 - np.sum(np.square(predicted - true)) / np.sum(np.square(true - true.mean())))


@METRICS.entry("median_absolute_error")
@options
class MedianAbsoluteError(RegressionMetric):
    """Median |prediction - truth|, in the target's unit (sklearn.metrics.median_absolute_error)."""

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        return float(np.median(np.abs(predicted - true)))


@METRICS.entry("mean_absolute_percentage_error")
@options
class MeanAbsolutePercentageError(RegressionMetric):
    """Mean |prediction - truth| / |truth| as a fraction, not in percent; a truth of 0 counts as 2.2e-16, so that a row with it
    makes the value huge (sklearn.metrics.mean_absolute_percentage_error).
    """

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        return float(np.mean(np.abs(predicted - true) / np.maximum(np.abs(true), np.finfo(np.float64).eps)))

    def caveat(self, task: Task, true: Array, classes: int) -> str | None:
        # Targets were scaled in float32 and scaled back, so that a zero may be a millionth of the others.
        zeros = int((np.abs(true) <= 1e-6 * np.abs(true).max(axis=0)).any(axis=1).sum())
        return f"is huge where the target is 0, as in {zeros} of {len(true)} rows; write mean_absolute_error" if zeros else None
