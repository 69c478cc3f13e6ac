"""How probable the truth was."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Direction, Outcome, ProbabilityMetric
from dltrain.tasks import LABELLED
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.metrics.base import Array


@METRICS.entry("log_loss")
@options
class LogLoss(ProbabilityMetric):
    """The mean of -ln p of the true class, p kept at least the precision of its number type away from 0 and 1
    (sklearn.metrics.log_loss); with several labels the mean of each one's.
    """

    tasks = LABELLED
    direction: ClassVar[Direction] = "min"
    limits: ClassVar[tuple[float, float]] = (0.0, math.inf)

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        if outcome.task.is_multilabel:
            p = np.where(outcome.true == 1, probabilities, 1 - probabilities)
        else:
            p = np.take_along_axis(probabilities, outcome.true[:, None], axis=1)
        eps = np.finfo(p.dtype).eps
        return -float(np.mean(np.log(np.clip(p, eps, 1 - eps), dtype=np.float64)))
