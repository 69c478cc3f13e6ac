"""How often a true difference is found, and how much must be measured to find it."""

from __future__ import annotations

import math

from dltrain.statistics.comparison import Comparison

POWER = 0.8
MAX_UNITS = 100_000  # units, beyond which nobody will measure


def power(effect: float, count: int, *, samples: int = 1, alpha: float = 0.05) -> float:
    """How often Student's two-sided t-test of `count` units (in each of two `samples`) finds a true difference, `effect`
    deviations of one unit's difference large (of two samples: of √(σ_A² + σ_B²)).

    The test's t has the noncentral t distribution with noncentrality effect · √count (Cohen 1988, chapter 2).
    """
    from scipy.special import nctdtr, stdtr, stdtrit

    freedom = samples * (count - 1)
    critical, shift = float(stdtrit(freedom, 1 - alpha / 2)), abs(effect) * math.sqrt(count)
    found = 1 - float(nctdtr(freedom, shift, critical)) + float(nctdtr(freedom, shift, -critical))
    if math.isnan(found):  # far out, where the normal distribution is as good
        found = 1 - float(stdtr(freedom, critical - shift))
    return found


def needed(effect: float, *, samples: int = 1, alpha: float = 0.05, wanted: float = POWER) -> int | None:
    """The least number of units with which a difference of this size is found `wanted` of the time; None beyond 100,000."""
    if not effect:
        return None
    low, high = 1, 2
    while power(effect, high, samples=samples, alpha=alpha) < wanted:
        low, high = high, 2 * high
        if low > MAX_UNITS:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if power(effect, middle, samples=samples, alpha=alpha) < wanted else (low, middle)
    return high


def more_needed(comparison: Comparison, alpha: float = 0.05) -> int | None:
    """How many more units would show a difference of the size that was found, with a power of 80 %; None where more would not,
    or too many would be needed."""
    if not comparison.may_grow or not comparison.deviation or comparison.better is None:
        return None
    effect = comparison.difference / comparison.deviation
    independent = needed(effect, samples=comparison.samples, alpha=alpha)
    return None if independent is None else max(1, independent * comparison.together - comparison.count)
