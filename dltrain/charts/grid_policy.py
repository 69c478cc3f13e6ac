"""A world of cells with what each is worth, and where a policy goes from it."""

from __future__ import annotations

from collections.abc import Sequence

from dltrain.charts.layers import layer
from dltrain.charts.panels import panel
from dltrain.charts.style import Spec
from dltrain.charts.tiles import signed
from dltrain.lazy import NDArray, np

SHAPES = {"up": "triangle-up", "right": "triangle-right", "down": "triangle-down", "left": "triangle-left"}
_WALL, _GOAL, _PIT = "#5b5b5b", "#2e9e5b", "#b3261e"
_DARK, _LIGHT = "#111111", "#fdfdfd"
_SIDE, _MAX_SIDE = 64, 520  # of a cell, and of the longer side of the panel, in pixels


def grid_policy(layout: Sequence[str], values: NDArray[np.float64], moves: Sequence[str], title: str = "") -> Spec:
    """A panel of cells: orange where it is good to be, blue where it is bad, with the number; a triangle points where to go.

    layout: the rows of a map, of walls (#), goals (G), pits (P) and other cells. values, moves: of each cell, row after row
    """
    height, width = len(layout), len(layout[0])
    side = min(_SIDE, _MAX_SIDE // max(height, width))
    kinds = "".join(layout)
    inner = np.array([value if kind not in "#GP" else 0.0 for value, kind in zip(values.tolist(), kinds, strict=True)])
    shades = signed(inner, float(np.abs(inner).max()) * 1.4)
    cells, numbers, arrows = [], [], []
    for index, kind in enumerate(kinds):
        row, column = divmod(index, width)
        red, green, blue = shades[index].tolist()
        colour = {"#": _WALL, "G": _GOAL, "P": _PIT}.get(kind, f"#{red:02x}{green:02x}{blue:02x}")
        box = {"x": column / width, "x2": (column + 1) / width, "y": 1 - row / height, "y2": 1 - (row + 1) / height}
        cells.append(box | {"colour": colour})
        middle = (column + 0.5) / width
        if kind in "GP":
            numbers.append({"x": middle, "y": 1 - (row + 0.5) / height, "text": {"G": "goal", "P": "pit"}[kind], "ink": _LIGHT})
        elif kind != "#":
            numbers.append({"x": middle, "y": 1 - (row + 0.72) / height, "text": _short(values[index]), "ink": _DARK})
            if moves[index] in SHAPES:
                arrows.append({"x": middle, "y": 1 - (row + 0.36) / height, "shape": SHAPES[moves[index]]})
    corners = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    fill = {"field": "colour", "type": "nominal", "scale": None}
    layers = [layer(cells, {"type": "rect", "stroke": "#b0b0b0", "strokeWidth": 0.5}, fill=fill, **corners)]
    if arrows:
        mark = {"type": "point", "filled": True, "size": (side * 0.26) ** 2, "color": _DARK, "opacity": 1}
        layers.append(layer(arrows, mark, shape={"field": "shape", "type": "nominal", "scale": None}))
    letters = {"field": "ink", "type": "nominal", "scale": None}
    text = {"type": "text", "fontSize": max(7, side // 5), "align": "center", "baseline": "middle"}
    layers.append(layer(numbers, text, text={"field": "text"}, color=letters))
    return panel(title, layers, width=width * side, height=height * side)


def _short(value: float) -> str:
    return f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00")
