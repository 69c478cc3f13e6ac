"""Whether a network is right as often as it says."""

from __future__ import annotations

from dataclasses import dataclass

from dltrain.lazy import NDArray, np

BINS = 15  # as the metric expected_calibration_error has by default


@dataclass(frozen=True)
class Reliability:
    """Of each bin of the confidences that has rows: how many, their mean confidence, and the share of them that is right.

    error: Σ (rows of a bin / rows) · |share right - mean confidence|, the expected calibration error (Guo et al. 2017).
    """

    rows: tuple[int, ...]
    confidence: tuple[float, ...]
    right: tuple[float, ...]
    error: float


def reliability(confidence: NDArray[np.float64], right: NDArray[np.bool_], bins: int = BINS) -> Reliability:
    """Sorts rows into bins of equal width from 0 to 1, each closed above, by how sure the network is of its answer: (rows,)."""
    index = np.searchsorted(np.arange(1, bins) / bins, confidence, side="left")
    rows = np.bincount(index, minlength=bins)
    sure, hits = (np.bincount(index, weights=values, minlength=bins) for values in (confidence, right.astype(np.float64)))
    there = rows > 0
    error = float(np.abs(hits - sure).sum() / len(confidence))
    return Reliability(
        tuple(rows[there].tolist()),
        tuple((sure[there] / rows[there]).tolist()),
        tuple((hits[there] / rows[there]).tolist()),
        error,
    )
