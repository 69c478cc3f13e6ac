"""How scores rank the rows of a class before the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Outcome, ProbabilityMetric, mean
from dltrain.tasks import LABELLED, Task
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.metrics.base import Array


@options
class RankMetric(ProbabilityMetric):
    """A measure of how scores rank the rows of a class before the others: of the last class where there are two, else the mean
    over all classes or labels, each against the rest; None where it is undefined for one of them.
    """

    tasks = LABELLED

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        columns = range(1, 2) if outcome.task.is_binary else range(probabilities.shape[1])
        truth = outcome.true == 1 if outcome.task.is_multilabel else outcome.true[:, None] == np.arange(probabilities.shape[1])
        return mean([self.of_ranking(*descending(truth[:, column], probabilities[:, column])) for column in columns])

    def undefined(self, task: Task, true: Array, classes: int) -> str | None:
        positive = true.sum(axis=0) if task.is_multilabel else np.bincount(true, minlength=classes)
        return self.undefined_for(positive[1:] if task.is_binary else positive, len(true))

    def undefined_for(self, positive: Array, rows: int) -> str | None:
        """The same, from the number of positive rows of each class, or label, that is ranked: int (classes,)."""
        return "it needs rows of every class" if (positive == 0).any() else None

    def of_ranking(self, positives: Array, rows: Array) -> float | None:
        """From the numbers of positive rows and of all rows at or above each distinct score, (scores,), from the highest to the
        lowest."""
        raise NotImplementedError


def descending(positive: Array, score: Array) -> tuple[Array, Array]:
    """The positive rows and all rows at or above each distinct score, (scores,), from the highest to the lowest."""
    order = np.argsort(-score)
    ranked = score[order]
    ends = np.append(np.flatnonzero(ranked[1:] != ranked[:-1]), len(ranked) - 1)
    return np.cumsum(positive[order])[ends], ends + 1


@METRICS.entry("roc_auc")
@options
class RocAuc(RankMetric):
    """The chance that a row of a class scores above one of another, ties counting half (Fawcett 2006, Pattern Recognition Letters
    27): of the last class where there are two, else one against the rest, the mean over classes (sklearn's multi_class="ovr") or
    labels. None where a class or label has no rows, or all.
    """

    def undefined_for(self, positive: Array, rows: int) -> str | None:
        return "it needs rows of every class" if ((positive == 0) | (positive == rows)).any() else None

    def of_ranking(self, positives: Array, rows: Array) -> float | None:
        hits, misses = np.append(0, positives), np.append(0, rows - positives)
        if not hits[-1] or not misses[-1]:
            return None
        return float(np.sum(np.diff(misses) * (hits[1:] + hits[:-1])) / 2 / (float(hits[-1]) * float(misses[-1])))


@METRICS.entry("average_precision")
@options
class AveragePrecision(RankMetric):
    """Σ (R_n - R_(n-1)) P_n over the distinct scores, the area under the precision-recall steps without interpolation
    (sklearn.metrics.average_precision_score): of the last class where there are two, else the mean over classes or labels. None
    where a class or label has no rows.
    """

    def of_ranking(self, positives: Array, rows: Array) -> float | None:
        return float(np.sum(np.diff(positives, prepend=0) * (positives / rows)) / positives[-1]) if positives[-1] else None
