"""Ratios of counts of each class or label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Metric, Outcome, ratio
from dltrain.tasks import LABELLED
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.metrics.base import Array, Floats


@options
class CountMetric(Metric):
    """A ratio of counts of each class or label, averaged.

    Classes that occur neither as true nor as predicted are left out, labels never; 0 / 0 is 0.
    """

    tasks = LABELLED

    average: Literal["macro", "micro", "weighted"] = option(
        "macro", help="macro: the mean over classes; weighted: by their rows; micro: of the counts of all classes together"
    )

    def measure(self, outcome: Outcome) -> float | None:
        right, predicted, true = counts(outcome)
        if self.average == "micro":
            return float(self.of_counts(right.sum(), predicted.sum(), true.sum()))
        values = self.of_counts(right, predicted, true)
        if self.average == "weighted" and true.any():
            return float((values * true).sum() / true.sum())
        return float(values.sum() / len(values))

    def of_counts(self, right: Array, predicted: Array, true: Array) -> Floats:
        """From the rows of each class that were rightly predicted as it, predicted as it, and truly it: (classes,), or a scalar
        each."""
        raise NotImplementedError


def counts(outcome: Outcome) -> tuple[Array, Array, Array]:
    """Of each class that occurs, or each label: how many rows were rightly predicted as it, predicted as it, and truly it: int
    (classes,)."""
    if outcome.task.is_multilabel:
        true, predicted = outcome.true.astype(bool), outcome.predicted.astype(bool)
        return (true & predicted).sum(axis=0), predicted.sum(axis=0), true.sum(axis=0)
    matrix = outcome.matrix
    right, predicted, true = matrix.diagonal(), matrix.sum(axis=0), matrix.sum(axis=1)
    occurs = predicted + true > 0
    if occurs.all():
        return right, predicted, true
    return right[occurs], predicted[occurs], true[occurs]


@METRICS.entry("precision")
@options
class Precision(CountMetric):
    """Rightly predicted as a class / predicted as it (sklearn.metrics.precision_score)."""

    def of_counts(self, right: Array, predicted: Array, true: Array) -> Floats:
        return ratio(right, predicted)


@METRICS.entry("recall")
@options
class Recall(CountMetric):
    """Rightly predicted as a class / rows of it (sklearn.metrics.recall_score)."""

    def of_counts(self, right: Array, predicted: Array, true: Array) -> Floats:
        return ratio(right, true)


@METRICS.entry("f1")
@options
class F1(CountMetric):
    """2 · precision · recall / (precision + recall) (van Rijsbergen 1979; sklearn.metrics.f1_score)."""

    def of_counts(self, right: Array, predicted: Array, true: Array) -> Floats:
        both: Floats = 2 * right / np.maximum(predicted + true, 1)
        return both
