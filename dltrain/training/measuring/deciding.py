"""Where the probability of the positive class is cut in two: the threshold above which a row is predicted as positive.

It is chosen on the validation rows, once the weights are, never on those of the test.
"""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dltrain.metrics import Metric, Outcome
from dltrain.spec.threshold_rules import USUAL
from dltrain.tasks import Task
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.targets import class_numbers

if TYPE_CHECKING:
    from dltrain.data.part import Part
    from dltrain.spec.resolve import Resolved

MAX_THRESHOLDS = 500  # thresholds that are tried


def best_threshold(metric: Metric, probabilities: NDArray[np.float64], true: NDArray[np.int64]) -> float:
    """The threshold by which a metric of the decisions is best, of all that tell rows apart; of equally good ones that which is
    nearest to 0.5. Where there are more than 500, of so many that lie evenly among the rows.

    probabilities: (rows, 2); true: (rows,), classes 0 and 1
    """
    positive = probabilities[:, 1]
    levels = np.unique(positive)
    if len(levels) > MAX_THRESHOLDS:
        levels = levels[np.linspace(0, len(levels) - 1, MAX_THRESHOLDS).round().astype(int)]
    inside = [*((levels[:-1] + levels[1:]) / 2), levels[0] / 2, (1 + levels[-1]) / 2, USUAL]
    sign = 1 if metric.direction == "max" else -1

    def worth(threshold: float) -> tuple[float, float]:
        value = metric.value(Outcome(Task.BINARY, true, (positive > threshold).astype(np.int64), probabilities))
        return (-math.inf if value is None else sign * value, -abs(threshold - USUAL))

    return max((float(one) for one in inside if 0 < one < 1), key=worth)


def chosen_metric(resolved: Resolved) -> Metric | None:
    """The metric by which the threshold is chosen; None where the spec gives it as a number."""
    threshold = resolved.experiment.threshold
    return None if isinstance(threshold, int | float) else threshold


def decided(resolved: Resolved, evaluator: Evaluator, predictions: NDArray[np.float64], part: Part) -> Evaluator:
    """The evaluator with the threshold that is best for these predictions of the validation part; as it is where none is to be
    chosen."""
    metric = chosen_metric(resolved)
    if metric is None:
        return evaluator
    return dataclasses.replace(evaluator, threshold=best_threshold(metric, predictions, class_numbers(part.target)))
