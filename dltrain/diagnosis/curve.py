"""The course of a loss in a number."""

from __future__ import annotations

from dltrain.lazy import NDArray, np

STRAIGHT = 0.95  # of the fall before: a fall as large as this has no end in sight


def last_quarter(losses: NDArray[np.float64]) -> float:
    """The share of the whole fall of a loss that its last quarter brought; NaN where it did not fall: (epochs,)."""
    start = max(1, len(losses) * 3 // 4)
    fall = float(losses[0] - losses[-1])
    return float(losses[start - 1] - losses[-1]) / fall if fall > 0 else float("nan")


def arrival(losses: NDArray[np.float64]) -> float:
    """Where a loss that nears its end exponentially would come to rest: if the third quarter of the epochs brought a fall of f
    and the last one r f, all that follow bring r² f / (1 - r) more. Minus infinity where it falls about as fast as before, or
    there are fewer than four epochs: (epochs,)."""
    if len(losses) < 4:
        return float("-inf")
    half, later, end = (float(losses[len(losses) * quarter // 4 - 1]) for quarter in (2, 3, 4))
    if later <= end:
        return end
    ratio = (later - end) / (half - later) if half > later else 1.0
    return end - (later - end) * ratio / (1 - ratio) if ratio < STRAIGHT else float("-inf")


def at_this_pace(losses: NDArray[np.float64], times: int) -> float:
    """Where a loss would be after so many times as many epochs if it went on as fast as in its last quarter, which is faster
    than losses do: (epochs,)."""
    start = max(1, len(losses) * 3 // 4)
    return float(losses[-1] - 4 * (times - 1) * (losses[start - 1] - losses[-1]))


def rises(losses: NDArray[np.float64]) -> float:
    """How steadily a loss rises: its rank correlation with the epochs (Spearman 1904), 1 where each is above the one before;
    (epochs,). A loss that is not finite counts as the highest."""
    ranks = np.argsort(np.argsort(np.where(np.isfinite(losses), losses, np.inf), kind="stable"))
    return float(np.corrcoef(ranks, np.arange(len(losses)))[0, 1]) if len(losses) > 1 else 0.0
