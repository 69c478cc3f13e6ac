"""McNemar's test: do two classifiers that saw the same rows differ in how often they are right?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dltrain.statistics.comparison import Comparison
from dltrain.statistics.student import Measure

_EXACT_UP_TO = 10_000


@dataclass(frozen=True)
class McNemar:
    """The discordant pairs, `b` (only A is right) and `c` (only B is right), and the two-sided p value."""

    b: int
    c: int
    p: float


def mcnemar(b: int, c: int) -> McNemar:
    """The test of b against c (McNemar 1947): were both classifiers equally good, each discordant row would be a fair coin.

    Exact up to b + c = 10,000: twice the binomial tail, p = 2 Σ_{k ≤ min(b, c)} C(b + c, k) / 2^(b + c), at most 1. Beyond
    that chi-squared with one degree of freedom, with continuity correction (Edwards 1948): (|b - c| - 1)² / (b + c).
    """
    n, smaller = b + c, min(b, c)
    if n <= _EXACT_UP_TO:
        logarithms = (
            math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) - n * math.log(2) for k in range(smaller + 1)
        )
        return McNemar(b, c, min(1.0, 2 * math.fsum(map(math.exp, logarithms))))
    z = max(abs(b - c) - 1, 0) / math.sqrt(n)
    return McNemar(b, c, math.erfc(z / math.sqrt(2)))


def compare_right(a_right: npt.NDArray[np.bool_], b_right: npt.NDArray[np.bool_], measure: Measure) -> Comparison:
    """McNemar's test of two predictions of the same rows, which are independent; which of them are right: both (rows,).

    The difference is B's share of right rows minus A's; its 95 % interval is that of paired proportions with Bonett and Price's
    correction (2012), which holds for few rows as well. Raises ValueError where there are no rows.
    """
    rows = len(a_right)
    if not rows:
        raise ValueError("no rows to compare on")
    a_alone, b_alone = int(np.sum(a_right & ~b_right)), int(np.sum(b_right & ~a_right))
    difference = (b_alone - a_alone) / rows
    return Comparison(
        "McNemar",
        mcnemar(a_alone, b_alone).p,
        difference,
        _interval(a_alone, b_alone, rows),
        rows,
        "test row",
        measure.name,
        deviation=math.sqrt(max(0.0, (a_alone + b_alone) / rows - difference**2)),
        a_alone=a_alone,
        b_alone=b_alone,
    )


def _interval(a_alone: int, b_alone: int, rows: int) -> tuple[float, float]:
    """Bonett and Price 2012, equation 2: one row is added to each kind of discordant pair."""
    first, second = (a_alone + 1) / (rows + 2), (b_alone + 1) / (rows + 2)
    middle = second - first
    half = 1.959963984540054 * math.sqrt((first + second - middle**2) / (rows + 2))
    return max(-1.0, middle - half), min(1.0, middle + half)
