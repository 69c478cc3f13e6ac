"""Values by name, as bars from zero with their deviations."""

from __future__ import annotations

import json
from collections.abc import Sequence

from dltrain.charts.style import BLUE, INK, LABEL, ORANGE, Spec

_BAR = 20  # pixels of a bar with the room below it


def bars(values: Sequence[tuple[str, float, float]], *, title: str, width: int = 290) -> Spec:
    """A panel of bars one below another: (name, value, deviation) of each. Orange where a value is below zero."""
    rows = [
        {
            "place": index,
            "value": value,
            "low": value - deviation,
            "high": value + deviation,
            "colour": ORANGE if value < 0 else BLUE,
        }
        for index, (_, value, deviation) in enumerate(values)
    ]
    names = json.dumps([name for name, _, _ in values], ensure_ascii=False)
    axis = {
        "title": None,
        "labelExpr": f"{names}[datum.value]",
        "labelFontSize": LABEL,
        "labelColor": INK,
        "labelLimit": 0,
        "labelOverlap": False,
        "domain": False,
        "ticks": False,
        "grid": False,
    }
    x = {"type": "quantitative", "axis": {"title": title, "tickCount": 5, "labelFontSize": LABEL, "titleFontSize": LABEL}}
    y = {"field": "place", "type": "ordinal", "scale": {"domain": [row["place"] for row in rows]}, "axis": axis}
    raw = {"field": "colour", "type": "nominal", "scale": None}
    whisker = {"type": "rule", "stroke": INK, "strokeWidth": 1.2}
    return {
        "width": width,
        "height": _BAR * len(rows),
        "data": {"values": rows},
        "encoding": {"y": y},
        "layer": [
            {"mark": {"type": "bar", "height": {"band": 0.7}}, "encoding": {"x": {"field": "value", **x}, "fill": raw}},
            {"mark": whisker, "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}}},
        ],
    }
