"""Charts as a page takes them: their descriptions, which the page's own copy of Vega-Lite draws in the reader's browser."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dltrain import charts
from dltrain.charts.style import Spec
from dltrain.report.markup import Child, Markup, joined, tag

ZOOM = "zoom"  # the name of the selection that moves the horizontal axis


def figure(
    description: Spec,
    *,
    label: str,
    caption: Child = None,
    other: Spec | None = None,
    beside: int | None = None,
    zoom: bool = False,
) -> Markup:
    """A panel of a chart as a figure.

    label: what is seen, for those who do not see it. other: the same on the other kind of axis, linear or logarithmic, to which
    the reader may turn. beside: pixels that stand beside its axes, where these become as wide as the page. zoom: whether the
    reader may move and stretch the horizontal axis.
    """
    drawn = [_in_page(one, beside, zoom) for one in (description, other) if one is not None]
    data = Markup(json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))
    script = Markup(f'<script type="application/json">{data}</script>')
    shown = tag("div", class_="drawing", role="img", aria_label=label)
    told = tag("figcaption", caption) if caption is not None else None
    return tag("figure", shown, script, told, class_="chart wide" if beside is not None else "chart")


def _in_page(description: Spec, beside: int | None, zoom: bool) -> Spec:
    whole = charts.as_chart(_zoomed(description) if zoom else description)
    known = {"beside": beside, "zoom": zoom or None}
    return whole | {"usermeta": {key: value for key, value in known.items() if value is not None}}


def _zoomed(panel: Spec) -> Spec:
    """The panel with a selection that is bound to its horizontal axis: dragged by a mouse, stretched by its wheel with Ctrl, so
    that a page is scrolled as ever."""
    mouse = "[pointerdown[event.pointerType === 'mouse'], window:pointerup] > window:pointermove!"
    select = {"type": "interval", "encodings": ["x"], "translate": mouse, "zoom": "wheel![event.ctrlKey]"}
    first, *others = panel["layer"]
    params = [{"name": ZOOM, "select": select, "bind": "scales"}]
    return panel | {"layer": [first | {"params": params}, *others]}


def side_by_side(figures: Sequence[Markup]) -> Markup:
    """Figures in a line as long as there is room."""
    return tag("div", joined(*figures), class_="side")
