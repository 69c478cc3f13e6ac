"""The course of a loss in a number."""

from __future__ import annotations

from dltrain.lazy import NDArray, np


def last_quarter(losses: NDArray[np.float64]) -> float:
    """The share of the whole fall of a loss that its last quarter brought; NaN where it did not fall: (epochs,)."""
    start = max(1, len(losses) * 3 // 4)
    fall = float(losses[0] - losses[-1])
    return float(losses[start - 1] - losses[-1]) / fall if fall > 0 else float("nan")
