"""Panels: single axes, which a page shows one by one, as wide as a phone, and a picture side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dltrain.charts.axes import Axis
from dltrain.charts.layers import layer
from dltrain.charts.names import columns
from dltrain.charts.style import GREY, LABEL, Spec, chart

SIDE = 270  # of a panel whose axes are alike
WIDTH = 290  # of the axes of a panel: with their numbers beside them, what a phone shows
_LINE = 44  # columns of text in a line above a panel

Named = Sequence[tuple[str, str]]


def panel(
    title: str,
    layers: Sequence[Spec],
    *,
    x: Axis | None = None,
    y: Axis | None = None,
    names: tuple[str, str] = ("", ""),
    width: int = WIDTH,
    height: int = 180,
    legend: Named = (),
    shapes: Named = (),
) -> Spec:
    """Layers of rows with `x` and `y` on common axes, which show just these stretches; nothing is drawn of an axis that is not
    given, and goes from 0 to 1.

    names: what is on the axes. legend: names with the colour of each, shapes: with the shape of each, where the panel itself does
    not say it.
    """
    keys = [_key(legend, "fill"), _key(shapes, "shape")]
    heading = {"text": title, "anchor": "start", "fontSize": LABEL + 1, "fontWeight": 600, "frame": "group", "offset": 8}
    return {
        "width": width,
        "height": height,
        **({"title": heading} if title else {}),
        "encoding": {"x": _axis("x", x, names[0], max(2, width // 55)), "y": _axis("y", y, names[1], max(2, height // 40))},
        "layer": [*(key for key in keys if key), *layers],
        "resolve": {"scale": {"fill": "independent", "shape": "independent"}},
    }


def _axis(field: str, axis: Axis | None, name: str, ticks: int) -> Spec:
    if axis is None:
        return {"field": field, "type": "quantitative", "scale": {"domain": [0, 1], "nice": False, "zero": False}, "axis": None}
    style = {"title": name or None, **axis.ticks(ticks), "labelFontSize": LABEL, "titleFontSize": LABEL}
    return {"field": field, "type": "quantitative", "scale": axis.scale, "axis": style}


def _key(entries: Named, channel: str) -> Spec | None:
    """Names beside their colours or shapes, above the panel. It draws no marks: what is drawn has its look by itself."""
    if not entries:
        return None
    names, looks = zip(*entries, strict=True)
    in_line = max(1, min(len(names), _LINE // (max(map(columns, names)) + 4)))
    style = {"title": None, "orient": "top", "columns": in_line, "labelLimit": 0, "labelFontSize": LABEL, "symbolSize": 80}
    scale = {"domain": list(names), "range": list(looks)}
    legend = {"field": "name", "type": "nominal", "scale": scale, "legend": {**style, "symbolStrokeWidth": 0}}
    nowhere = {"type": "point", "filled": True, "size": 0, "opacity": 1, **({"fill": GREY} if channel == "shape" else {})}
    return layer([{"name": name, "x": None, "y": None} for name in names], nowhere, **{channel: legend})


def as_chart(one: Spec) -> Spec:
    """A panel as a chart of its own, for a page: without a background."""
    return _whole(one, [one]) | {"background": None, "padding": 4}


def gallery(panels: Sequence[Spec], columns: int = 2) -> Spec:
    """Panels side by side, so many in a line, as one chart for a picture."""
    return _whole({"concat": list(panels), "columns": columns, "spacing": 28, "align": "none"}, panels)


def _whole(body: Spec, panels: Sequence[Spec]) -> Spec:
    texts = "".join(sign for sign in json.dumps(panels, ensure_ascii=False) if not sign.isascii())
    whole = chart(body, title="", subtitle=[], width=WIDTH, texts=texts)
    return whole if "title" in body else {key: value for key, value in whole.items() if key != "title"}
