"""Lines of values over steps, epochs or another number, on one pair of axes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from dltrain.charts.axes import Axis, value_axis
from dltrain.charts.layers import layer
from dltrain.charts.lines import Curve, thinned
from dltrain.charts.panels import WIDTH, panel
from dltrain.charts.style import COLOURS, Spec

Series = Mapping[str, tuple[Sequence[float], Sequence[float]]]  # name → x and y of each point; y may be NaN


def series(
    lines: Series,
    *,
    title: str = "",
    names: tuple[str, str] = ("", ""),
    colours: Sequence[str] = COLOURS,
    y: Axis | None = None,
    width: int = WIDTH,
    height: int = 180,
    extra: Sequence[Spec] = (),
    legend: bool = True,
) -> Spec:
    """A panel with a line for each name, told apart by colour, and from the ninth on by dashes.

    y: its vertical axis, else what the lines need, by powers where they span decades. extra: layers below the lines. legend:
    whether the names are shown.
    """
    ends = [value for xs, _ in lines.values() if len(xs) for value in (min(xs), max(xs))] or [0.0]
    across = Axis(min(ends), max(ends) if max(ends) > min(ends) else min(ends) + 1)
    up = y or value_axis([list(values) for _, values in lines.values()]) or Axis(0, 1)
    layers = list(extra)
    for index, (name, (xs, ys)) in enumerate(lines.items()):
        layers.append(_line(xs, ys, colours[index % len(colours)], dashed=index >= len(colours), name=name))
    named = [(name, colours[index % len(colours)]) for index, name in enumerate(lines)] if legend and len(lines) > 1 else []
    return panel(title, layers, x=across, y=up, names=names, width=width, height=height, legend=named)


def _line(xs: Sequence[float], ys: Sequence[float], colour: str, *, dashed: bool, name: str) -> Spec:
    short = thinned(Curve(name, colour, list(range(len(xs))), [float(value) for value in ys]))
    rows = [
        {"x": float(xs[epoch]), "y": value if math.isfinite(value) else None}
        for epoch, value in zip(short.epochs, short.values, strict=True)
    ]
    mark = {"type": "line", "stroke": colour, "strokeWidth": 2, "strokeJoin": "round", "clip": True}
    return layer(rows, mark | ({"strokeDash": [5, 3]} if dashed else {}), order={"field": "x", "type": "quantitative"})
