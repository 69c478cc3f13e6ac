"""The layers that panels are put together of: pictures behind the axes, points, lines, areas and words."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from dltrain.charts.style import GREY, INK, LABEL, Spec
from dltrain.lazy import NDArray, np

Rows = Sequence[Mapping[str, Any]]


def image(pixels: NDArray[np.uint8], width: int, height: int) -> Spec:
    """A picture, uint8 (height, width, 3 or 4), over the whole of a panel."""
    mark = {"type": "image", "width": width, "height": height, "aspect": False, "smooth": False}
    place = {"x": {"value": width / 2}, "y": {"value": height / 2}}
    return layer([{"url": as_url(pixels)}], mark, url={"field": "url", "type": "nominal"}, **place)


def as_url(pixels: NDArray[np.uint8]) -> str:
    """A picture, uint8 (height, width, 3 or 4), within a URL."""
    from PIL import Image

    data = BytesIO()
    Image.fromarray(pixels).save(data, format="png")
    return f"data:image/png;base64,{base64.b64encode(data.getvalue()).decode()}"


def line(rows: Rows, colour: str, *, width: float = 2, dash: Sequence[int] = (), opacity: float = 1.0) -> Spec:
    """One line through the points x, y of the rows, in their order."""
    mark = {"type": "line", "stroke": colour, "strokeWidth": width, "strokeJoin": "round", "opacity": opacity, "clip": True}
    numbered = [{**row, "order": number} for number, row in enumerate(rows)]
    order = {"field": "order", "type": "quantitative"}
    return layer(numbered, mark | ({"strokeDash": [*dash]} if dash else {}), order=order)


def points(rows: Rows, colour: str, *, shape: str = "circle", size: float = 45, edge: str = "white") -> Spec:
    """A mark at each of the points x, y of the rows."""
    mark = {"type": "point", "filled": True, "opacity": 1, "shape": shape, "size": size, "clip": True}
    return layer(rows, mark | {"fill": colour, "stroke": edge, "strokeWidth": 1})


def words(rows: Rows, *, colour: str = INK, **look: Any) -> Spec:
    """The `text` of each row at its x, y."""
    mark = {"type": "text", "fontSize": LABEL, "fill": colour, "align": "left", "baseline": "middle", **look}
    return layer(rows, mark, text={"field": "text"})


def rule(rows: Rows, colour: str = GREY, *, dash: Sequence[int] = (4, 3), width: float = 1) -> Spec:
    """A straight piece from x, y to x2, y2 of each row."""
    mark = {"type": "rule", "stroke": colour, "strokeWidth": width, "strokeDash": [*dash], "clip": True}
    return layer(rows, mark, x2={"field": "x2"}, y2={"field": "y2"})


def layer(rows: Rows, mark: Spec, **encoding: Any) -> Spec:
    """Marks of rows, on the axes of the panel."""
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}
