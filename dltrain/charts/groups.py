"""Rows in a plane by the group that each belongs to, and how good other numbers of groups, or of components, would be."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Sequence
from typing import TypeAlias

from dltrain.charts.axes import Axis, value_axis
from dltrain.charts.layers import line, points, rule, words
from dltrain.charts.names import drawable_labels
from dltrain.charts.panels import SIDE, panel
from dltrain.charts.style import BLUE, COLOURS, GREY, INK, ORANGE, Spec, darker
from dltrain.lazy import NDArray, np

Floats: TypeAlias = "NDArray[np.float64]"

MAX_NAMED = 20  # groups in a legend
MARGIN = 0.05  # of the axes, beyond the points


def palette(count: int) -> list[str]:
    """So many colours: those that everybody tells apart, or where they are too few the hues of the rainbow."""
    if count <= len(COLOURS):
        return list(COLOURS[:count])
    wheel = [colorsys.hls_to_rgb(number / count, 0.35 + 0.2 * (number % 2), 0.75) for number in range(count)]
    return ["#" + "".join(f"{round(255 * part):02x}" for part in one) for one in wheel]


def groups(
    coordinates: Floats,
    codes: NDArray[np.int64],
    labels: Sequence[object],
    *,
    title: str,
    names: tuple[str, str],
    centers: Floats | None = None,
    side: int = SIDE,
) -> Spec:
    """A panel of rows (rows, 2) in the colour of their group, whose number is their code; below 0 grey, of no group. labels: the
    names of the groups; centers: (groups, 2), drawn as crosses."""
    colours, shown = palette(len(labels)), drawable_labels(list(labels))
    axes = [_axis(coordinates[:, place], [] if centers is None else centers[:, place]) for place in (0, 1)]
    size = 40 if len(coordinates) < 100 else 24 if len(coordinates) < 500 else 12
    layers = [_dots(coordinates[codes < 0], "#c8c8c8", size)] if (codes < 0).any() else []
    layers += [
        _dots(coordinates[codes == number], colour, size) for number, colour in enumerate(colours) if (codes == number).any()
    ]
    if centers is not None:
        crosses = [{"x": x, "y": y} for x, y in centers.tolist()]
        layers.append(points(crosses, INK, shape="cross", size=110))
    legend = list(zip(shown, colours, strict=True)) if 1 < len(labels) <= MAX_NAMED else []
    drawn = drawable_labels(list(names), 40)
    return panel(title, layers, x=axes[0], y=axes[1], names=(drawn[0], drawn[1]), width=side, height=side, legend=legend)


def _dots(coordinates: Floats, colour: str, size: int) -> Spec:
    return points([{"x": x, "y": y} for x, y in coordinates.tolist()], colour, size=size)


def _axis(values: Floats, others: Sequence[float] | Floats) -> Axis:
    """From the lowest to the highest value, with a margin; a single value stands in the middle."""
    low = min(float(values.min()), *map(float, others)) if len(others) else float(values.min())
    high = max(float(values.max()), *map(float, others)) if len(others) else float(values.max())
    margin = MARGIN * (high - low) or 1.0
    return Axis(low - margin, high + margin)


def by_number(
    numbers: Sequence[int], values: Sequence[float], *, title: str, name: str, chosen: int | None, colour: str = BLUE
) -> Spec:
    """A panel of a value for each number of clusters, NaN where there is none, with a dashed line at the number that is kept."""
    known = [(number, value) for number, value in zip(numbers, values, strict=True) if math.isfinite(value)]
    up = value_axis([[value for _, value in known]], powers=False) or Axis(0, 1)
    across = Axis(min(numbers) - 0.5, max(numbers) + 0.5)
    rows = [{"x": number, "y": value} for number, value in known]
    layers = [line(rows, colour), points(rows, colour, size=50)]
    if chosen is not None and across.low < chosen < across.high:
        layers.insert(0, rule([{"x": chosen, "x2": chosen, "y": up.low, "y2": up.high}], GREY))
    return panel(title, layers, x=across, y=up, names=(name, ""))


def scree(shares: Sequence[float], *, title: str, names: tuple[str, str, str], kept: int) -> Spec:
    """A panel of the share of the variance that each component has, and of all up to it, with a dashed line after those kept.
    names: of the axis, of each and of all up to it."""
    numbers = range(1, len(shares) + 1)
    cumulative = np.cumsum(shares).tolist()
    across, up = Axis(0.5, len(shares) + 0.5), Axis(0.0, 1.05)
    layers = [rule([{"x": kept + 0.5, "x2": kept + 0.5, "y": 0.0, "y2": 1.05}], GREY)] if kept < len(shares) else []
    for values, colour in ((list(shares), BLUE), (cumulative, ORANGE)):
        rows = [{"x": number, "y": value} for number, value in zip(numbers, values, strict=True)]
        layers += [line(rows, colour), points(rows, colour, size=36 if len(rows) <= 30 else 14)]
    at = min(kept, len(shares))
    told = {"x": at, "y": min(cumulative[at - 1], 1.0), "text": f"{cumulative[at - 1]:.1%}"}
    index = {"dx": -8, "dy": -10, "align": "right"} if at > len(shares) / 2 else {"dx": 8, "dy": 12}
    layers.append(words([told], colour=darker(ORANGE), **index))
    legend = [(names[1], BLUE), (names[2], ORANGE)]
    return panel(title, layers, x=across, y=up, names=(names[0], ""), legend=legend)
