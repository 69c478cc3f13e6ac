"""Shares of rows that are right, or nearly so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Metric, Outcome, ProbabilityMetric
from dltrain.tasks import CLASSES, LABELLED, Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.metrics.base import Array


@METRICS.entry("accuracy")
@options
class Accuracy(Metric):
    """Rows predicted right / rows; with several labels a row is right where all of them are (sklearn.metrics.accuracy_score). Of
    a text, the tokens that were the likeliest."""

    tasks = LABELLED | {Task.LANGUAGE_MODELING}

    def measure(self, outcome: Outcome) -> float | None:
        right = outcome.true == outcome.predicted
        return int(np.count_nonzero(right if right.ndim == 1 else right.all(axis=1))) / len(right)


@METRICS.entry("balanced_accuracy")
@options
class BalancedAccuracy(Metric):
    """The mean recall of the classes that occur (Brodersen et al. 2010, ICPR; sklearn.metrics.balanced_accuracy_score)."""

    tasks = CLASSES

    def measure(self, outcome: Outcome) -> float | None:
        matrix = outcome.matrix
        rows = matrix.sum(axis=1)
        return float(np.mean(matrix.diagonal()[rows > 0] / rows[rows > 0]))


@METRICS.entry("top_k_accuracy")
@options
class TopKAccuracy(ProbabilityMetric):
    """Rows whose true class is among the k most probable / rows (Russakovsky et al. 2015, arXiv:1409.0575).

    Of equal probabilities the lower class index comes first, as in the prediction itself (scikit-learn's takes the higher), so
    that k = 1 is the accuracy.
    """

    tasks = CLASSES

    k: int = option(5, help="how many of the most probable classes may hold the true one", at_least=1)

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        true = outcome.true[:, None]
        of_true = np.take_along_axis(probabilities, true, axis=1)
        before = (probabilities > of_true) | ((probabilities == of_true) & (np.arange(probabilities.shape[1]) < true))
        return float(np.mean(before.sum(axis=1) < self.k))

    def caveat(self, task: Task, true: Array, classes: int) -> str | None:
        if self.k < classes:
            return None
        advice = f"k: {classes - 1} or less" if classes > 2 else "accuracy"
        return f"with k: {self.k} is always 1, since there are {classes} classes; write {advice}"
