"""Straight lines within a panel."""

from __future__ import annotations

from dltrain.charts.axes import Axis


def across(line: tuple[float, float, float], x: Axis, y: Axis) -> list[dict[str, float]]:
    """The piece of the line (a, b, c), where a x + b y + c = 0, within these axes: from `x`, `y` to `x2`, `y2`, in a list, which
    is empty where there is none."""
    a, b, c = line
    ends = []
    if b:
        ends += [(at, -(a * at + c) / b) for at in (x.low, x.high)]
    if a:
        ends += [(-(b * at + c) / a, at) for at in (y.low, y.high)]
    slack = 1e-9 * (x.high - x.low + y.high - y.low)
    inside = [(p, q) for p, q in ends if x.low - slack <= p <= x.high + slack and y.low - slack <= q <= y.high + slack]
    if not inside:
        return []
    first, last = min(inside), max(inside)
    return [{"x": first[0], "y": first[1], "x2": last[0], "y2": last[1]}]
