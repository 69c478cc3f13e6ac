"""The verdict on two models that predicted the same rows, and the correction for asking more than once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Comparison:
    """What tells model B from model A on the same rows.

    `difference` is B's minus A's: of accuracy for McNemar's test, of mean error for the bootstrap; `interval` is its 95 %
    interval, None where there is none. `a_alone` and `b_alone` count the rows on which only that model is right.
    """

    method: Literal["McNemar", "paired bootstrap"]
    p: float
    difference: float
    interval: tuple[float, float] | None
    rows: int
    a_alone: int = 0
    b_alone: int = 0
    error: str = ""

    @property
    def better(self) -> Literal["a", "b"] | None:
        """The model that did better on these rows, by luck or not; None where they are level."""
        gain = self.difference if self.method == "McNemar" else -self.difference
        return None if gain == 0 else "b" if gain > 0 else "a"

    def in_words(self, name_a: str, name_b: str, alpha: float = 0.05, *, p: float | None = None) -> str:
        """The verdict as a sentence, significant where p is at most `alpha`; `p` replaces the p value by a corrected one."""
        p = self.p if p is None else p
        tested = f"{self.method} p {p_in_words(p)}"
        if p > alpha or self.better is None:
            return f"not distinguishable from luck ({tested}): {self._facts(name_a, name_b)}"
        winner, loser = (name_b, name_a) if self.better == "b" else (name_a, name_b)
        if self.method == "McNemar":
            facts = f"right on {self._alone('the other')}"
        else:
            facts = f"its {self.error} is {abs(self.difference):.4g} lower{self._interval()}"
        return f"{winner} is better than {loser}: {facts} ({tested}): more than luck"

    def _facts(self, name_a: str, name_b: str) -> str:
        """What was found, of the run that did better, by luck or not, against the other."""
        first, second = (name_a, name_b) if self.better == "a" else (name_b, name_a)
        if self.method == "McNemar":
            return f"{first} is right on {self._alone(second)}"
        if self.difference == 0:
            return f"the {self.error}s are equal on {_rows(self.rows)}"
        return f"the {self.error} of {first} is {abs(self.difference):.4g} lower than {second}'s{self._interval()}"

    def _alone(self, other: str) -> str:
        """`14 rows that the other misses, wrong on 3 that it gets right`."""
        more, fewer = sorted((self.a_alone, self.b_alone), reverse=True)
        return f"{_rows(more)} that {other} misses, wrong on {fewer:,} that it gets right"

    def _interval(self) -> str:
        """Of the difference of the better one's error and the other's."""
        if self.interval is None:
            return ""
        low, high = self.interval if self.better == "b" else (-self.interval[1], -self.interval[0])
        return f" (95 % interval of the difference: {low:.4g} to {high:.4g})"


def p_in_words(p: float) -> str:
    """`= 0.013`, `= 0.61`, `< 0.0001`."""
    if p < 1e-4:
        return "< 0.0001"
    return f"= {p:.2f}" if p >= 0.1 else f"= {p:.2g}"


def _rows(count: int) -> str:
    return f"{count:,} row" if count == 1 else f"{count:,} rows"


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
    return mean, math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))
