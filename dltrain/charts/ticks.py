"""Where the marks of an axis stand, and how they are written."""

from __future__ import annotations

import math


def linear(low: float, high: float, most: int, steps: tuple[float, ...] = (1, 2, 2.5, 5, 10)) -> list[float]:
    """Round numbers from `low` to `high`, evenly spaced by one of `steps` times a power of ten, with at most `most` gaps."""
    rough = (high - low) / most
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(step for step in steps if step * power >= rough * (1 - 1e-9))
    return [number * step for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def whole(low: int, high: int, most: int) -> list[int]:
    """As `linear`, of whole numbers."""
    if low == high:
        return [low]
    return [round(tick) for tick in linear(low, high, min(most, high - low), (1, 2, 5, 10))]


def decades(low: float, high: float, most: int, *, between: bool) -> list[float]:
    """Powers of ten from `low` to `high`, with `between` their doubles and fives too, so many left out that `most` are left."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    marks = [mark * 10.0**power for power in range(first, last + 1) for mark in ((1, 2, 5) if between else (1,))]
    inside = [mark for mark in marks if low <= mark <= high]
    return inside[:: -(-len(inside) // most) or 1]


def written(ticks: list[float]) -> list[str]:
    """The marks with as many decimals as the longest of them needs."""
    largest = max(map(abs, ticks), default=0.0)
    if not 1e-3 <= largest < 1e6:
        return [f"{tick:g}" for tick in ticks]
    places = max(len(f"{abs(tick):.10g}".partition(".")[2]) for tick in ticks)
    return [f"{tick:,.{places}f}" for tick in ticks]
