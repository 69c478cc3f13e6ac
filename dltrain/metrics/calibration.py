"""Whether probabilities come true as often as they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Direction, Outcome, ProbabilityMetric
from dltrain.tasks import CLASSES
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.metrics.base import Array


@METRICS.entry("expected_calibration_error")
@options
class ExpectedCalibrationError(ProbabilityMetric):
    """Σ (rows of a bin / rows) · |accuracy - mean confidence in the bin|, the confidence being the largest probability of a row,
    in bins of equal width, each closed above (Guo et al. 2017, arXiv:1706.04599).
    """

    tasks = CLASSES
    direction: ClassVar[Direction] = "min"

    bins: int = option(15, help="how many bins of equal width the confidences 0 to 1 are sorted into", at_least=1, most=1_000_000)

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        confidence = probabilities.max(axis=1).astype(np.float64)
        right = outcome.true == outcome.predicted
        inner_edges = np.arange(1, self.bins) / self.bins
        excess = np.bincount(np.searchsorted(inner_edges, confidence, side="left"), weights=right - confidence)
        return float(np.abs(excess).sum() / len(confidence))
