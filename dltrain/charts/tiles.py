"""Small pictures side by side, in rows with a name above each, and pictures with the number of every pixel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from dltrain.charts.layers import as_url, layer, words
from dltrain.charts.panels import panel
from dltrain.charts.style import GREY, ORANGE, Spec
from dltrain.lazy import NDArray, np

Floats: TypeAlias = "NDArray[np.float64]"
Pixels: TypeAlias = "NDArray[np.uint8]"

_GAP = 5  # between two pictures
_NAME = 22  # of room above a row
_POSITIVE, _NEGATIVE = (213, 94, 0), (0, 114, 178)  # orange and blue
_DARK, _LIGHT = "#111111", "#fdfdfd"  # letters on light and on dark cells, whatever the page's own colours


def tiles(rows: Mapping[str, Pixels], *, title: str = "", side: int = 46) -> Spec:
    """A panel of pictures, uint8 (pictures, height, width) or (pictures, height, width, 3) for each row's name, all as wide."""
    most = max(map(len, rows.values()))
    width, height = most * (side + _GAP), len(rows) * (side + _NAME)
    pictures, names = [], []
    for number, (name, images) in enumerate(rows.items()):
        top = number * (side + _NAME)
        names.append({"x": 0.0, "y": 1 - (top + _NAME / 2) / height, "text": name})
        for index, one in enumerate(images):
            x, y = index * (side + _GAP) + side / 2, top + _NAME + side / 2
            pictures.append({"x": x / width, "y": 1 - y / height, "url": as_url(one)})
    mark = {"type": "image", "width": side, "height": side, "aspect": False, "smooth": False}
    shown = layer(pictures, mark, url={"field": "url", "type": "nominal", "scale": None})
    return panel(title, [shown, words(names, colour=GREY)], width=width, height=height)


def shades(values: Floats, high: float) -> Pixels:
    """Ink on paper: 0 is white, `high` and what is above is black; of any shape."""
    return np.asarray((255 * (1 - values / (high or 1.0))).clip(0, 255).round(), np.uint8)


def signed(values: Floats, most: float) -> Pixels:
    """Orange where positive, blue where negative, white at 0, full at `most`: one axis more, of red, green and blue."""
    share = (np.abs(values) / (most or 1.0)).clip(0, 1)[..., None]
    colour = np.where(values[..., None] < 0, np.array(_NEGATIVE), np.array(_POSITIVE))
    return np.asarray((255 + share * (colour - 255.0)).round(), np.uint8)


def number_grid(
    values: Floats,
    colours: Pixels,
    *,
    title: str = "",
    marked: tuple[int, int, int, int] | None = None,
    side: int = 31,
) -> Spec:
    """A panel of cells (height, width) with the number in each, in these colours, uint8 (height, width) or with 3 more; a frame
    around the `marked` ones: the first row and column, and how many of both."""
    height, width = values.shape
    cells, numbers = [], []
    for row in range(height):
        for column in range(width):
            red, green, blue = np.broadcast_to(colours[row, column], 3).tolist()
            box = {"x": column / width, "x2": (column + 1) / width, "y": 1 - row / height, "y2": 1 - (row + 1) / height}
            cells.append(box | {"colour": f"#{red:02x}{green:02x}{blue:02x}"})
            middle = {"x": (column + 0.5) / width, "y": 1 - (row + 0.5) / height}
            ink = _DARK if 0.3 * red + 0.59 * green + 0.11 * blue > 120 else _LIGHT
            numbers.append(middle | {"text": f"{values[row, column]:g}".replace("-", "−"), "ink": ink})
    corners = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    fill = {"field": "colour", "type": "nominal", "scale": None}
    layers = [layer(cells, {"type": "rect", "stroke": "#b0b0b0", "strokeWidth": 0.5}, fill=fill, **corners)]
    letters = {"field": "ink", "type": "nominal", "scale": None}
    text = {"type": "text", "fontSize": 12, "align": "center", "baseline": "middle"}
    layers.append(layer(numbers, text, text={"field": "text"}, color=letters))
    if marked is not None:
        top, left, rows, columns = marked
        frame = {"x": left / width, "x2": (left + columns) / width, "y": 1 - top / height, "y2": 1 - (top + rows) / height}
        layers.append(layer([frame], {"type": "rect", "fill": None, "stroke": ORANGE, "strokeWidth": 3}, **corners))
    return panel(title, layers, width=width * side, height=height * side)
