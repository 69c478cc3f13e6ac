"""Which stretch of numbers an axis shows, whether in even steps or in powers, and where labels beside it stand."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_LOG_FROM = 30.0  # ratio of the largest to the smallest value from which an axis is logarithmic


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`."""

    low: float
    high: float
    logarithmic: bool = False

    def fraction(self, value: float) -> float:
        """Where on the axis a value is: 0 at its low end, 1 at its high one; values beyond are at its ends."""
        value = min(max(value, self.low), self.high)
        if self.logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def value(self, fraction: float) -> float:
        """What stands at this fraction of the axis."""
        if self.logarithmic:
            return float(self.low * (self.high / self.low) ** fraction)
        return self.low + fraction * (self.high - self.low)

    @property
    def scale(self) -> dict[str, Any]:
        """As Vega-Lite takes it."""
        kind: dict[str, Any] = {"type": "log"} if self.logarithmic else {"zero": False}
        return {**kind, "domain": [self.low, self.high], "nice": False}

    def whole_ticks(self) -> dict[str, Any]:
        """Whole numbers alone; all of them where they are few."""
        inside = range(math.ceil(self.low), math.floor(self.high) + 1)
        return {"values": list(inside)} if len(inside) <= 12 else {"tickMinStep": 1}

    def ticks(self, most: int) -> dict[str, Any]:
        """How Vega-Lite writes and spaces its numbers."""
        largest = max(abs(self.low), abs(self.high))
        form = {} if 1e-3 <= largest < 1e6 and (not self.logarithmic or self.low > 1e-4) else {"format": "~g"}
        if not self.logarithmic:
            return {"tickCount": most, **form}
        exponents = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        between = (1,) if self.high / self.low >= 200 else (1, 2, 5)
        marks = [float(f"{mark}e{exponent}") for exponent in exponents for mark in between]
        inside = [mark for mark in marks if self.low <= mark <= self.high]
        return {"values": inside[:: -(-len(inside) // (most + 2)) or 1], "format": "~g"}


def value_axis(
    lines: Sequence[Sequence[float]], *, margin: float = 0.06, is_slim: bool = False, powers: bool | None = None
) -> Axis | None:
    """The axis of these lines, NaN where there is no value; None where there is none at all.

    margin: a fraction of the axis that is left free at both ends. powers: whether it is logarithmic where that is possible; where
    None, as the values need it.
    """
    finite = [value for line in lines for value in line if math.isfinite(value)]
    if not finite:
        return None
    low, high = min(finite), max(finite)
    # A rate that merely ends near zero (cosine) is read on a linear axis, one that falls by decades (exponential) is not.
    if powers is None:
        powers = (
            high / (typical(finite) if is_slim else low) >= _LOG_FROM and not _hides_a_rise(lines, low, high)
            if low > 0
            else False
        )
    if powers and 0 < low < high:
        free = (high / low) ** margin
        return Axis(low / free, high * free, logarithmic=True)
    if low < -1 and high <= 1 and typical(finite) <= 1:
        low = -1.0  # r2 may begin at minus thousands
    free = margin * (high - low) or margin * abs(high) or 0.1
    return Axis(low - free, high + free)


def _hides_a_rise(lines: Iterable[Sequence[float]], low: float, high: float) -> bool:
    """Whether a line that ends above its lowest value, as the validation loss of a network that overfits, rises by less of a
    logarithmic axis than of a linear one."""
    for line in lines:
        finite = [value for value in line if math.isfinite(value)]
        if finite and math.log(finite[-1] / min(finite)) / math.log(high / low) < (finite[-1] - min(finite)) / (high - low):
            return True
    return False


def epoch_axis(epochs: Iterable[int]) -> Axis:
    """The axis of time, with a margin, and without an epoch 0."""
    there = list(epochs) or [0, 1]
    first, last = min(there), max(there)
    margin = 0.015 * (last - first) or 0.5
    return Axis(first - min(margin, 0.5), last + margin)


def typical(values: Iterable[float]) -> float:
    """The median size of the values: an error's first epochs may be wild."""
    sizes = sorted(abs(value) for value in values if math.isfinite(value))
    return sizes[len(sizes) // 2] if sizes else 0.0


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Places as near as possible (least squares) to the wished ones, `gap` apart, within 0 to 1 where there is room.

    Isotonic regression by pooling adjacent violators, after subtracting the gaps (Barlow et al. 1972).
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    pools: list[list[float]] = []
    for rank, i in enumerate(order):
        pools.append([places[i] - rank * gap])
        while len(pools) > 1 and _mean(pools[-2]) >= _mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    room = max(0.0, 1 - gap * (len(places) - 1))
    levels = [min(max(_mean(pool), 0.0), room) for pool in pools for _ in pool]
    result = [0.0] * len(places)
    for rank, i in enumerate(order):
        result[i] = levels[rank] + rank * gap
    return result


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
