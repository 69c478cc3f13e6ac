"""How the numbers of each layer are spread: a histogram a layer, one above the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from dltrain.charts.axes import Axis
from dltrain.charts.layers import layer, words
from dltrain.charts.panels import panel
from dltrain.charts.style import BLUE, GREY, Spec
from dltrain.lazy import NDArray, np

Floats: TypeAlias = "NDArray[np.float64]"

_BINS = 40
_TALLEST = 0.62  # of the room of a layer


def ridges(numbers: Mapping[str, Floats], x: Axis, *, title: str, notes: Mapping[str, str], width: int = 172) -> Spec:
    """A panel of a histogram for each name, the first at the bottom; numbers beyond the axis are in its outermost bins, and those
    that are not finite in the last. notes: what is written at the right of each."""
    layers = []
    edges = np.linspace(x.low, x.high, _BINS + 1)
    for row, (name, values) in enumerate(numbers.items()):
        there = np.nan_to_num(np.asarray(values, np.float64).ravel(), nan=x.high, posinf=x.high, neginf=x.low)
        counts, _ = np.histogram(there.clip(x.low, x.high), edges)
        heights = _TALLEST * counts / max(1, counts.max())
        bars = [
            {"x": float(edges[k]), "x2": float(edges[k + 1]), "y": float(row), "y2": float(row + heights[k])}
            for k in range(_BINS)
            if counts[k]
        ]
        mark = {"type": "rect", "fill": BLUE, "clip": True}
        layers.append(layer(bars, mark, x2={"field": "x2"}, y2={"field": "y2"}))
        line = [{"x": x.low, "x2": x.high, "y": row, "y2": row}]
        layers.append(layer(line, {"type": "rule", "stroke": GREY, "strokeWidth": 0.7}, x2={"field": "x2"}, y2={"field": "y2"}))
        layers.append(words([{"x": x.low, "y": row + 0.82, "text": f" {name}"}], colour=GREY, fontSize=10))
        layers.append(words([{"x": x.high, "y": row + 0.82, "text": f"{notes[name]} "}], align="right", fontSize=10))
    one = panel(title, layers, x=x, y=Axis(0, max(1, len(numbers))), width=width, height=40 * len(numbers))
    one["encoding"]["y"]["axis"] = None
    return one
