"""How numbers are spread over time or over layers: a band from the 5th to the 95th percentile, a darker one between the
quartiles, and the median as a line."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dltrain.charts.axes import Axis, value_axis
from dltrain.charts.layers import layer, line
from dltrain.charts.panels import panel
from dltrain.charts.style import BLUE, Spec

_OUTER, _INNER = 0.18, 0.4  # opacity
_OUTER_COLOUR, _INNER_COLOUR = "#d1e3f0", "#80b6d8"  # on white, the darker one over the other
_FAR = 30.0  # ratio of the last to the first place from which these are shown by powers
_DECADES = 12  # of an axis of sizes at most, below its highest


@dataclass(frozen=True)
class Bands:
    """The percentiles 5, 25, 50, 75 and 95 of some numbers at each of the places `x`, NaN where they are not known."""

    title: str
    x: Sequence[float]
    quantiles: Sequence[Sequence[float]]


def bands(one: Bands, *, across: str, y: Axis, height: int = 130, is_first: bool = True) -> Spec:
    """A panel of bands over `across`, which is named below it. Of several the first says what they are."""
    floor = y.low if y.logarithmic else -math.inf
    rows = [
        {"x": float(x), **{f"y{index or ''}": max(float(value), floor) for index, value in enumerate(values)}}
        for x, values in zip(one.x, one.quantiles, strict=True)
        if all(map(math.isfinite, values))
    ]
    areas = [
        _area([{"x": row["x"], "y": row[low], "y2": row[high]} for row in rows], opacity)
        for low, high, opacity in (("y", "y4", _OUTER), ("y1", "y3", _INNER))
    ]
    median = line([{"x": row["x"], "y": row["y2"]} for row in rows], BLUE)
    legend = [("5 to 95 %", _OUTER_COLOUR), ("25 to 75 %", _INNER_COLOUR), ("median", BLUE)] if is_first else []
    return panel(one.title, [*areas, median], x=_across(one.x), y=y, names=(across, ""), height=height, legend=legend)


def _area(rows: Sequence[dict[str, float]], opacity: float) -> Spec:
    mark = {"type": "area", "fill": BLUE, "opacity": opacity, "clip": True}
    return layer(rows, mark, y2={"field": "y2"})


def _across(places: Sequence[float]) -> Axis:
    low, high = min(places), max(places)
    if low > 0 and high / low >= _FAR:
        return Axis(low, high, logarithmic=True)
    return Axis(low, high if high > low else low + 1)


def axis_of_values(several: Sequence[Bands]) -> Axis:
    """The axis on which all of these bands are seen."""
    return value_axis([list(column) for one in several for column in zip(*one.quantiles, strict=True)]) or Axis(0, 1)


def axis_of_sizes(several: Sequence[Bands]) -> Axis:
    """The axis, by powers, on which all of these bands of numbers without their signs are seen. What is 0 lies at its foot."""
    sizes = [value for one in several for values in one.quantiles for value in values if math.isfinite(value) and value > 0]
    if not sizes:
        return Axis(0, 1)
    high = max(sizes)
    low = max(min(sizes), high * 10.0**-_DECADES)
    return Axis(low / 1.5, high * 1.5, logarithmic=True)
