"""The paired bootstrap: is the difference of two models' mean scores on the same rows more than luck?

Rows are drawn anew one by one, in whole groups, or in blocks of neighbours: what is drawn together may depend on each other.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.statistics.comparison import Comparison
from dltrain.statistics.student import Measure

_RESAMPLES = 10_000
_DRAWN_UP_TO = 10_000  # units
_CHUNK = 500_000  # units drawn at a time

Floats = NDArray[np.float64]


def compare_rows(differences: Floats, measure: Measure, unit: str = "test row") -> Comparison:
    """The mean of `differences` (rows,), B's score minus A's of each row, where the rows are independent of each other.

    Ten thousand times as many rows are drawn with replacement, by a fixed seed (Efron and Tibshirani 1993, chapters 13 and 15).
    The interval is the expanded percentile interval of Hesterberg (2015): the bootstrap's own is too narrow for few rows, by
    √((n - 1) / n) and by the normal quantile in place of Student's, so its ends are taken at the shares
    Φ(-√(n / (n - 1)) t(n - 1)). p is of the same distribution. Of more than 10,000 rows the mean is as good as normal.
    Raises ValueError where there are no rows.
    """
    return _compared(differences, np.ones(len(differences)), len(differences), measure, unit, "paired bootstrap")


def compare_groups(differences: Floats, groups: NDArray[Any], measure: Measure, unit: str = "test row") -> Comparison:
    """The same where rows (rows,) of one group (`groups`: (rows,) of any names) depend on each other and groups do not: whole
    groups are drawn (the cluster bootstrap; Davison and Hinkley 1997, section 3.8). Raises ValueError for fewer than two groups.
    """
    _, members = np.unique(groups, return_inverse=True)
    sizes = np.bincount(members)
    if len(sizes) < 2:
        raise ValueError("rows of one group alone tell nothing of luck")
    sums = np.bincount(members, weights=differences)
    return _compared(np.asarray(sums, np.float64), sizes.astype(np.float64), len(sizes), measure, "group", "bootstrap of groups")


def _compared(sums: Floats, sizes: Floats, count: int, measure: Measure, unit: str, method: str) -> Comparison:
    """The test of `count` units that are drawn whole: sums of differences and sizes in rows, both (units,)."""
    if not count:
        raise ValueError("no rows to compare on")
    mean = float(sums.sum() / sizes.sum())
    residuals = (sums - mean * sizes) / sizes.mean()  # of a ratio of means, to the first order
    deviation = float(np.sqrt(np.square(residuals).sum() / max(1, count - 1)))
    means = None if count > _DRAWN_UP_TO else drawn_means(sums, sizes, count)
    p, interval = tested(mean, deviation / math.sqrt(count), means, count)
    return Comparison(
        method, p, mean, interval, count, unit, measure.name, measure.maximize, measure.is_share, deviation
    )  # fmt: skip


def drawn_means(sums: Floats, sizes: Floats, count: int) -> Floats:
    """The means of 10,000 samples of `count` units each: (10_000,)."""
    generator = np.random.default_rng(0)
    step = max(1, _CHUNK // count)
    are_alike = bool((sizes == sizes[0]).all())
    means = []
    for start in range(0, _RESAMPLES, step):
        drawn = generator.integers(len(sums), size=(min(step, _RESAMPLES - start), count), dtype=np.int32)
        means.append(sums[drawn].sum(axis=1) / (count * sizes[0] if are_alike else sizes[drawn].sum(axis=1)))
    return np.concatenate(means)


def tested(mean: float, error: float, means: Floats | None, units: float) -> tuple[float, tuple[float, float]]:
    """p and the 95 % interval: of the means that were drawn, else of the normal distribution with this standard error.

    units: how many were drawn that are independent of each other, for the correction of Hesterberg (2015).
    """
    from scipy.special import ndtr, ndtri, stdtr, stdtrit

    if means is None:
        p = math.erfc(abs(mean) / (error * math.sqrt(2))) if error > 0 else float(mean == 0)
        return p, (mean - 1.959963984540054 * error, mean + 1.959963984540054 * error)
    if error <= 1e-12 * abs(mean):  # all differences are equal: the sign test
        return (2.0 ** (1 - min(units, 1000)) if mean else 1.0), (mean, mean)
    widening, freedom = math.sqrt(units / max(units - 1, 1e-9)), max(units - 1, 1e-9)
    low, high = np.quantile(means, [end := float(ndtr(-widening * stdtrit(freedom, 0.975))), 1 - end])
    below, level = float(np.sum(means < 0)), float(np.sum(means == 0))
    share = (min(below, len(means) - below - level) + level / 2 + 0.5) / (len(means) + 1)
    t = max(0.0, -float(ndtri(share))) / widening
    return min(1.0, 2 * float(stdtr(freedom, -t))), (float(low), float(high))
