"""The metrics: how good predictions are, in numpy alone.

Each number is what scikit-learn gives for the same predictions, unless its page says otherwise. Where a metric is undefined
(no rows, a ranking of one class, no probabilities, or none that are numbers) its value is None; no metric warns.
"""

from __future__ import annotations

import dataclasses
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from dltrain.lazy import Lazy
from dltrain.types import Choices, option, page

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[Any]
    Floats = npt.NDArray[np.float64]
else:
    np = Lazy("numpy")

Direction = Literal["max", "min"]

CLASSES = frozenset({"binary", "multiclass"})
LABELLED = CLASSES | {"multilabel"}
NUMBERS = frozenset({"regression", "reconstruction"})
GENERATION = frozenset({"generation"})


@dataclass(frozen=True)
class Outcome:
    """What was true and what was predicted, row by row.

    | task | true, predicted | probabilities |
    |---|---|---|
    | binary, multiclass | int (rows,) class index | (rows, classes), rows sum to 1; two columns for binary |
    | multilabel | int (rows, labels) of 0 and 1 | (rows, labels) |
    | regression | float (rows, targets), in the target's own unit | None |
    | generation | float (rows, numbers): real rows, and as many generated ones that belong to no one of them | None |
    | reconstruction | float (rows, numbers of the input), scaled as the network sees them | None |
    """

    task: str
    true: Array
    predicted: Array
    probabilities: Array | None = None

    @functools.cached_property
    def matrix(self) -> npt.NDArray[np.int64]:
        """The confusion matrix over the classes that have a probability, else over those up to the last that occurs."""
        given = self.probabilities
        classes = int(max(self.true.max(), self.predicted.max())) + 1 if given is None else given.shape[1]
        return confusion_matrix(self.true, self.predicted, classes)


@page
class Metric:
    """A metric of one set of rows; `direction` says whether the best value is the largest or the smallest."""

    tasks: ClassVar[frozenset[str]]
    direction: ClassVar[Direction] = "max"

    def value(self, outcome: Outcome) -> float | None:
        """The metric as a Python float, never NaN; None where it is undefined."""
        if not len(outcome.true):
            return None
        with np.errstate(all="ignore"):
            value = self.measure(outcome)
        return None if value is None or math.isnan(value) else float(value)

    def measure(self, outcome: Outcome) -> float | None:
        """The value for one row or more."""
        raise NotImplementedError


METRICS: Choices[Metric] = Choices("metric")


def default_metrics(task: str) -> list[Metric]:
    """What is measured where a spec names no metrics."""
    if task == "generation":
        return [EnergyDistance()]
    if task == "reconstruction":
        return [MeanSquaredError(), MeanAbsoluteError()]
    return [RootMeanSquaredError(), MeanAbsoluteError(), R2()] if task == "regression" else [Accuracy(), F1()]


def metric_names(metrics: Sequence[Metric]) -> list[str]:
    """The name of each: its type, followed by the options that differ from their defaults where the type occurs more than once.

    >>> metric_names([Accuracy(), F1(), F1("micro")])
    ['accuracy', 'f1', 'f1_micro']
    """
    types = [type(metric) for metric in metrics]
    return [
        "_".join([METRICS.name_of(metric), *(changed_options(metric) if types.count(type(metric)) > 1 else [])])
        for metric in metrics
    ]


def changed_options(metric: Metric) -> list[str]:
    values = [(getattr(metric, field.name), field.default) for field in dataclasses.fields(metric)]
    return [f"{value}" for value, default in values if value != default]


def confusion_matrix(true: Array, predicted: Array, classes: int) -> npt.NDArray[np.int64]:
    """How many rows of each true class (row of the matrix) were predicted as each class (column), class indices from 0."""
    cells = true * np.int64(classes) + predicted
    return np.bincount(cells, minlength=classes * classes).reshape(classes, classes)


def ratio(part: Array, whole: Array) -> Floats:
    """part / whole, 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros(np.shape(whole)), where=np.asarray(whole) != 0)


def mean(values: Sequence[float | None]) -> float | None:
    """The mean; None where one of the values is."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if len(known) == len(values) else None


@page
class ProbabilityMetric(Metric):
    """A metric of the probabilities; None where there are none, or not all are numbers."""

    def measure(self, outcome: Outcome) -> float | None:
        if outcome.probabilities is None or np.isnan(outcome.probabilities).any():
            return None
        return self.of_probabilities(outcome, outcome.probabilities)

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        """The value for one row or more."""
        raise NotImplementedError


@METRICS.entry("accuracy")
@page
class Accuracy(Metric):
    """Rows predicted right / rows; with several labels a row is right where all of them are (sklearn.metrics.accuracy_score)."""

    tasks = LABELLED

    def measure(self, outcome: Outcome) -> float | None:
        right = outcome.true == outcome.predicted
        return int(np.count_nonzero(right if right.ndim == 1 else right.all(axis=1))) / len(right)


@METRICS.entry("balanced_accuracy")
@page
class BalancedAccuracy(Metric):
    """The mean recall of the classes that occur (Brodersen et al. 2010, ICPR; sklearn.metrics.balanced_accuracy_score)."""

    tasks = CLASSES

    def measure(self, outcome: Outcome) -> float | None:
        matrix = outcome.matrix
        rows = matrix.sum(axis=1)
        return float(np.mean(matrix.diagonal()[rows > 0] / rows[rows > 0]))


@METRICS.entry("top_k_accuracy")
@page
class TopKAccuracy(ProbabilityMetric):
    """Rows whose true class is among the k most probable / rows (Russakovsky et al. 2015, arXiv:1409.0575).

    Of equal probabilities the lower class index comes first, as in the prediction itself (scikit-learn's takes the higher), so
    that k = 1 is the accuracy.
    """

    tasks = CLASSES

    k: int = option(5, help="how many of the most probable classes may hold the true one", at_least=1)

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        true = outcome.true[:, None]
        own = np.take_along_axis(probabilities, true, axis=1)
        before = (probabilities > own) | ((probabilities == own) & (np.arange(probabilities.shape[1]) < true))
        return float(np.mean(before.sum(axis=1) < self.k))


@page
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
        """From the rows of each class that were rightly predicted as it, predicted as it, and truly it."""
        raise NotImplementedError


def counts(outcome: Outcome) -> tuple[Array, Array, Array]:
    """Of each class that occurs, or each label: how many rows were rightly predicted as it, predicted as it, and truly it."""
    if outcome.task == "multilabel":
        true, predicted = outcome.true.astype(bool), outcome.predicted.astype(bool)
        return (true & predicted).sum(axis=0), predicted.sum(axis=0), true.sum(axis=0)
    matrix = outcome.matrix
    right, predicted, true = matrix.diagonal(), matrix.sum(axis=0), matrix.sum(axis=1)
    occurs = predicted + true > 0
    if occurs.all():
        return right, predicted, true
    return right[occurs], predicted[occurs], true[occurs]


@METRICS.entry("precision")
@page
class Precision(CountMetric):
    """Rightly predicted as a class / predicted as it (sklearn.metrics.precision_score)."""

    def of_counts(self, right: Array, predicted: Array, true: Array) -> Floats:
        return ratio(right, predicted)


@METRICS.entry("recall")
@page
class Recall(CountMetric):
    """Rightly predicted as a class / rows of it (sklearn.metrics.recall_score)."""

    def of_counts(self, right: Array, predicted: Array, true: Array) -> Floats:
        return ratio(right, true)


@METRICS.entry("f1")
@page
class F1(CountMetric):
    """2 · precision · recall / (precision + recall) (van Rijsbergen 1979; sklearn.metrics.f1_score)."""

    def of_counts(self, right: Array, predicted: Array, true: Array) -> Floats:
        both: Floats = 2 * right / np.maximum(predicted + true, 1)
        return both


@page
class RankMetric(ProbabilityMetric):
    """A measure of how scores rank the rows of a class before the others: of the last class where there are two, else the mean
    over all classes or labels, each against the rest; None where it is undefined for one of them.
    """

    tasks = LABELLED

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        columns = range(1, 2) if outcome.task == "binary" else range(probabilities.shape[1])
        truth = outcome.true == 1 if outcome.task == "multilabel" else outcome.true[:, None] == np.arange(probabilities.shape[1])
        return mean([self.of_ranking(*descending(truth[:, column], probabilities[:, column])) for column in columns])

    def of_ranking(self, found: Array, passed: Array) -> float | None:
        """From the numbers of positive rows and of all rows at or above each distinct score, from the highest to the lowest."""
        raise NotImplementedError


def descending(positive: Array, score: Array) -> tuple[Array, Array]:
    """The positive rows and all rows at or above each distinct score, from the highest score to the lowest."""
    order = np.argsort(-score)
    ranked = score[order]
    ends = np.append(np.flatnonzero(ranked[1:] != ranked[:-1]), len(ranked) - 1)
    return np.cumsum(positive[order])[ends], ends + 1


@METRICS.entry("roc_auc")
@page
class RocAuc(RankMetric):
    """The chance that a row of a class scores above one of another, ties counting half (Fawcett 2006, Pattern Recognition Letters
    27): of the last class where there are two, else one against the rest, the mean over classes (sklearn's multi_class="ovr") or
    labels. None where a class or label has no rows, or all.
    """

    def of_ranking(self, found: Array, passed: Array) -> float | None:
        hits, misses = np.append(0, found), np.append(0, passed - found)
        if not hits[-1] or not misses[-1]:
            return None
        return float(np.sum(np.diff(misses) * (hits[1:] + hits[:-1])) / 2 / (float(hits[-1]) * float(misses[-1])))


@METRICS.entry("average_precision")
@page
class AveragePrecision(RankMetric):
    """Σ (R_n - R_(n-1)) P_n over the distinct scores, the area under the precision-recall steps without interpolation
    (sklearn.metrics.average_precision_score): of the last class where there are two, else the mean over classes or labels. None
    where a class or label has no rows.
    """

    def of_ranking(self, found: Array, passed: Array) -> float | None:
        return float(np.sum(np.diff(found, prepend=0) * (found / passed)) / found[-1]) if found[-1] else None


@METRICS.entry("log_loss")
@page
class LogLoss(ProbabilityMetric):
    """The mean of -ln p of the true class, p kept at least the precision of its number type away from 0 and 1
    (sklearn.metrics.log_loss); with several labels the mean of each one's.
    """

    tasks = LABELLED
    direction: ClassVar[Direction] = "min"

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        if outcome.task == "multilabel":
            p = np.where(outcome.true == 1, probabilities, 1 - probabilities)
        else:
            p = np.take_along_axis(probabilities, outcome.true[:, None], axis=1)
        eps = np.finfo(p.dtype).eps
        return -float(np.mean(np.log(np.clip(p, eps, 1 - eps), dtype=np.float64)))


@METRICS.entry("matthews")
@page
class Matthews(Metric):
    """(c s - t·p) / √((s² - p·p) (s² - t·t)), with s rows, c of them right, and t, p the numbers of rows of each class truly and
    as predicted: the correlation of the two for any number of classes (Gorodkin 2004, Comput. Biol. Chem. 28).

    0 where all rows are, or are predicted as, one class (sklearn.metrics.matthews_corrcoef).
    """

    tasks = CLASSES

    def measure(self, outcome: Outcome) -> float | None:
        matrix = outcome.matrix.astype(np.float64)
        rows, right, true, predicted = matrix.sum(), np.trace(matrix), matrix.sum(axis=1), matrix.sum(axis=0)
        spread = np.sqrt(rows**2 - predicted @ predicted) * np.sqrt(rows**2 - true @ true)
        return float(ratio(right * rows - true @ predicted, spread))


@METRICS.entry("cohen_kappa")
@page
class CohenKappa(Metric):
    """(accuracy - a) / (1 - a), a the agreement expected by chance from how often each class occurs as true and as predicted
    (Cohen 1960, Educ. Psychol. Meas. 20). None where both are one and the same class throughout.
    """

    tasks = CLASSES

    def measure(self, outcome: Outcome) -> float | None:
        matrix = outcome.matrix.astype(np.float64)
        rows, chance = matrix.sum(), matrix.sum(axis=1) @ matrix.sum(axis=0)
        return float((rows * np.trace(matrix) - chance) / (rows**2 - chance)) if rows**2 > chance else None


@METRICS.entry("expected_calibration_error")
@page
class ExpectedCalibrationError(ProbabilityMetric):
    """Σ (rows of a bin / rows) · |accuracy - mean confidence in the bin|, the confidence being the largest probability of a row,
    in bins of equal width, each closed above (Guo et al. 2017, arXiv:1706.04599).
    """

    tasks = CLASSES
    direction: ClassVar[Direction] = "min"

    bins: int = option(15, help="how many bins of equal width the confidences 0 to 1 are sorted into", at_least=1)

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        confidence = probabilities.max(axis=1).astype(np.float64)
        right = outcome.true == outcome.predicted
        inner_edges = np.arange(1, self.bins) / self.bins
        excess = np.bincount(np.searchsorted(inner_edges, confidence, side="left"), weights=right - confidence)
        return float(np.abs(excess).sum() / len(confidence))


@page
class RegressionMetric(Metric):
    """A metric of each target, averaged over them."""

    tasks = NUMBERS
    direction: ClassVar[Direction] = "min"

    def measure(self, outcome: Outcome) -> float | None:
        columns = zip(*(table.T.astype(np.float64, order="C") for table in (outcome.true, outcome.predicted)), strict=True)
        return mean([self.of_target(true, predicted) for true, predicted in columns])

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        """The value of one target, from the truth and the prediction of each row, (rows,)."""
        raise NotImplementedError


@METRICS.entry("mean_squared_error")
@page
class MeanSquaredError(RegressionMetric):
    """Mean (prediction - truth)², in the square of the target's unit (sklearn.metrics.mean_squared_error)."""

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        return float(np.mean(np.square(predicted - true)))


@METRICS.entry("root_mean_squared_error")
@page
class RootMeanSquaredError(RegressionMetric):
    """√ mean (prediction - truth)², in the target's unit; of several targets the mean of their roots
    (sklearn.metrics.root_mean_squared_error).
    """

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        return float(np.sqrt(np.mean(np.square(predicted - true))))


@METRICS.entry("mean_absolute_error")
@page
class MeanAbsoluteError(RegressionMetric):
    """Mean |prediction - truth|, in the target's unit (sklearn.metrics.mean_absolute_error)."""

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        return float(np.mean(np.abs(predicted - true)))


@METRICS.entry("r2")
@page
class R2(RegressionMetric):
    """1 - Σ (prediction - truth)² / Σ (truth - its mean)²: the share of the variance that is explained; 0 for always predicting
    the mean, negative for worse (Wright 1921; sklearn.metrics.r2_score). None where a target is constant, so with one row too.
    """

    direction: ClassVar[Direction] = "max"

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        if (true == true[0]).all():
            return None
        return float(1 - np.sum(np.square(predicted - true)) / np.sum(np.square(true - true.mean())))


@METRICS.entry("median_absolute_error")
@page
class MedianAbsoluteError(RegressionMetric):
    """Median |prediction - truth|, in the target's unit (sklearn.metrics.median_absolute_error)."""

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        return float(np.median(np.abs(predicted - true)))


@METRICS.entry("mean_absolute_percentage_error")
@page
class MeanAbsolutePercentageError(RegressionMetric):
    """Mean |prediction - truth| / |truth| as a fraction, not in percent; a truth of 0 counts as 2.2e-16, so that a row with it
    makes the value huge (sklearn.metrics.mean_absolute_percentage_error).
    """

    def of_target(self, true: Floats, predicted: Floats) -> float | None:
        return float(np.mean(np.abs(predicted - true) / np.maximum(np.abs(true), np.finfo(np.float64).eps)))


@METRICS.entry("energy_distance")
@page
class EnergyDistance(Metric):
    """2 E‖x - y‖ - E‖x - x'‖ - E‖y - y'‖ of real rows x and generated rows y: 0 where both come from one distribution, else above
    (Székely and Rizzo 2013, J. Statist. Plan. Inference 143). The means are over pairs of different rows, so that the value does
    not depend on how many rows there are; chance may bring it just below 0. None for a single row.
    """

    tasks: ClassVar[frozenset[str]] = GENERATION
    direction: ClassVar[Direction] = "min"

    def measure(self, outcome: Outcome) -> float | None:
        real, generated = outcome.true.astype(np.float64), outcome.predicted.astype(np.float64)
        if min(len(real), len(generated)) < 2:
            return None
        return float(2 * distances(real, generated).mean() - _mean_within(real) - _mean_within(generated))


def distances(rows: Floats, others: Floats) -> Floats:
    """The Euclidean distance of each row to each of the others: (rows, others)."""
    squares = np.square(rows).sum(axis=1)[:, None] + np.square(others).sum(axis=1) - 2 * rows @ others.T
    apart: Floats = np.sqrt(np.maximum(squares, 0.0))
    return apart


def _mean_within(rows: Floats) -> float:
    """The mean distance of two different rows."""
    apart = distances(rows, rows)
    np.fill_diagonal(apart, 0.0)
    return float(apart.sum() / (len(rows) * (len(rows) - 1)))
