"""McNemar's test: do two classifiers that saw the same rows differ in how often they are right?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dltrain.statistics.comparison import Comparison

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


def compare_classes(true: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike) -> Comparison:
    """McNemar's test of two predictions of the same rows; `true`, `a` and `b` are labels (rows,) or (rows, labels).

    With several labels a row is right where all of them are. The difference is B's accuracy minus A's; its 95 % interval is
    that of paired proportions with Bonett and Price's correction (2012), which holds for few rows as well.
    Raises ValueError where the shapes differ or there are no rows.
    """
    labels, first, second = np.asarray(true), np.asarray(a), np.asarray(b)
    if not labels.shape == first.shape == second.shape or not labels.size:
        raise ValueError(
            f"labels of shape {labels.shape}, predictions of {first.shape} and {second.shape}: the same rows are needed"
        )
    rows = len(labels)
    a_right, b_right = ((labels == predicted).reshape(rows, -1).all(axis=1) for predicted in (first, second))
    a_alone, b_alone = int(np.sum(a_right & ~b_right)), int(np.sum(b_right & ~a_right))
    return Comparison(
        "McNemar",
        mcnemar(a_alone, b_alone).p,
        (b_alone - a_alone) / rows,
        _interval(a_alone, b_alone, rows),
        rows,
        a_alone=a_alone,
        b_alone=b_alone,
    )


def _interval(a_alone: int, b_alone: int, rows: int) -> tuple[float, float]:
    """Bonett and Price 2012, equation 2: one row is added to each kind of discordant pair."""
    first, second = (a_alone + 1) / (rows + 2), (b_alone + 1) / (rows + 2)
    middle = second - first
    half = 1.959963984540054 * math.sqrt((first + second - middle**2) / (rows + 2))
    return max(-1.0, middle - half), min(1.0, middle + half)
