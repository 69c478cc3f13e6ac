"""Whether two ways of training differ by more than the luck of their seeds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dltrain.statistics.comparison import mean_and_deviation


@dataclass(frozen=True)
class Gain:
    """The mean of the differences, after minus before, over seeds; its 95 % interval, and the two-sided p of Student's paired
    t-test (1908)."""

    mean: float
    low: float
    high: float
    p: float
    seeds: int


def paired_gain(before: Sequence[float], after: Sequence[float]) -> Gain:
    """The gain of `after` over `before`, seed by seed, both (seeds,) of two seeds or more; ValueError for fewer. Differences that
    are all equal leave no room for luck: p is 0, or 1 where they are 0."""
    differences = [there - here for here, there in zip(before, after, strict=True)]
    mean, deviation = mean_and_deviation(differences)
    if deviation is None:
        raise ValueError("one seed tells nothing of luck")
    if deviation == 0:
        return Gain(mean, mean, mean, 0.0 if mean else 1.0, len(differences))
    from scipy.special import stdtr, stdtrit

    freedom, error = len(differences) - 1, deviation / math.sqrt(len(differences))
    reach = float(stdtrit(freedom, 0.975)) * error
    return Gain(mean, mean - reach, mean + reach, float(2 * stdtr(freedom, -abs(mean) / error)), len(differences))
