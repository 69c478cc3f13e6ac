"""What a test says of two models, and the correction for asking more than once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Comparison:
    """What tells model B from model A.

    method: the test; p: its two-sided p value. difference: B's minus A's of `measure`, which is the better the larger it is
    where `maximize`; interval: its 95 % interval. count, unit: of what both were measured on, or how often, such as 10 `seed`.
    deviation: of the difference of one unit; samples: 2 where the units of A are not those of B. together: units that vary as one
    (the length of a block). a_alone, b_alone: rows on which only that model is right. may_grow: whether more units would tell
    more. is_share: whether the measure is a share of rows or the like, told in points of a hundred.
    """

    method: str
    p: float
    difference: float
    interval: tuple[float, float]
    count: int
    unit: str
    measure: str = "accuracy"
    maximize: bool = True
    is_share: bool = True
    deviation: float = 0.0
    samples: Literal[1, 2] = 1
    together: int = 1
    a_alone: int = 0
    b_alone: int = 0
    may_grow: bool = True

    @property
    def better(self) -> Literal["a", "b"] | None:
        """The model that did better, by luck or not; None where they are level."""
        gain = self.difference if self.maximize else -self.difference
        return None if gain == 0 else "b" if gain > 0 else "a"

    def is_more_than_luck(self, p: float | None = None, alpha: float = 0.05) -> bool:
        """Whether the difference is significant; `p` replaces the p value by a corrected one."""
        return self.better is not None and (self.p if p is None else p) <= alpha


def p_in_words(p: float) -> str:
    """`= 0.013`, `= 0.61`, `< 0.0001`."""
    if p < 1e-4:
        return "< 0.0001"
    return f"= {p:.2f}" if p >= 0.1 else f"= {p:.2g}"


def holm(p_values: Sequence[float]) -> list[float]:
    """The p values of several tests, corrected so that any false alarm among them keeps its chance (Holm 1979).

    The k-th smallest of m is multiplied by m - k + 1, kept at least as large as the one before it, and at most 1.
    """
    corrected = [0.0] * len(p_values)
    floor = 0.0
    for rank, i in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        floor = max(floor, min(1.0, (len(p_values) - rank) * p_values[i]))
        corrected[i] = floor
    return corrected


def mean_and_deviation(values: Sequence[float]) -> tuple[float, float | None]:
    """The mean and the sample standard deviation (divisor n - 1), which a single value does not have.

    Raises ValueError where there is no value.
    """
    if not values:
        raise ValueError("the mean of no values is not defined")
    mean = math.fsum(values) / len(values)
    if len(values) == 1:
        return mean, None
    if min(values) == max(values):
        return values[0], 0.0  # not what rounding makes of it
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))
