"""The members of a sweep: each as a line through its values (parallel coordinates, Inselberg 1985), and each key against the
monitor."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dltrain.charts.axes import Axis, value_axis
from dltrain.charts.layers import layer, points, words
from dltrain.charts.names import drawable_labels, in_figures
from dltrain.charts.panels import gallery, panel
from dltrain.charts.style import BLUE, FAINT, GREY, ORANGE, SIZE, Spec, chart
from dltrain.spec.setting_columns import Column, columns_of
from dltrain.text.formatting import count

BETWEEN, HEIGHT = 165, 260  # pixels: from one axis to the next, and of an axis
MAX_AXES = 9  # and the monitor's
LABEL_COLUMNS = 18  # of a word beside an axis
ABSENT = -0.12  # where a line passes an axis that its setting has no value of


@dataclass(frozen=True)
class _Scale:
    """An axis: of numbers, or of words in their order of appearance."""

    name: str
    places: list[float | None]  # of the members, 0 at its low end to 1; None where a member has no value
    marks: list[tuple[float, str]]  # what stands beside it


def can_be_drawn(settings: Sequence[Mapping[str, Any]], values: Sequence[float | None]) -> bool:
    """Whether two members with a value of the monitor differ in a key, which both charts take."""
    return bool(columns_of([setting for setting, value in zip(settings, values, strict=True) if value is not None]))


def parallel_coordinates(
    settings: Sequence[Mapping[str, Any]], values: Sequence[float | None], *, monitor: str, maximize: bool, title: str = ""
) -> Spec:
    """A line a member: through its values, by key, to its monitor. The better a member, the bluer its line; the best is orange.

    settings: the values by key. values: of the monitor; a member without one is left out. They can be drawn: `can_be_drawn`.
    """
    kept = [(setting, value) for setting, value in zip(settings, values, strict=True) if value is not None]
    known = [value for _, value in kept]
    columns = list(columns_of([setting for setting, _ in kept]).items())[:MAX_AXES]
    scales = [_scale(name, column) for name, column in (*columns, (monitor, list[float | str | None](known)))]
    order = sorted(range(len(known)), key=lambda place: known[place], reverse=not maximize)  # the best last, above the others
    width = BETWEEN * (len(scales) - 1)
    body = {
        "width": width,
        "height": HEIGHT,
        "encoding": {"x": _hidden("x", 0, len(scales) - 1), "y": _hidden("y", ABSENT - 0.03, 1.03)},
        "layer": [*_axes(scales), *_lines(scales, order), *_marks(scales)],
    }
    told = f"{count(len(known), 'member')}; best {monitor} {in_figures(known[order[-1]])}" if known else "no member has ended"
    texts = "".join(sign for sign in json.dumps(body, ensure_ascii=False) if not sign.isascii())
    return chart(body, title=title, subtitle=[told], width=width, texts=texts)


def against_monitor(
    settings: Sequence[Mapping[str, Any]], values: Sequence[float | None], *, monitor: str, maximize: bool
) -> Spec:
    """A panel a key: its values and the monitor of each member; the best is orange. They can be drawn: `can_be_drawn`."""
    kept = [(setting, value) for setting, value in zip(settings, values, strict=True) if value is not None]
    known = [value for _, value in kept]
    best = (max if maximize else min)(range(len(known)), key=known.__getitem__) if known else -1
    columns = columns_of([setting for setting, _ in kept])
    return gallery([_panel(name, column, known, best, monitor) for name, column in columns.items()], columns=2)


def _panel(name: str, column: Column, known: Sequence[float], best: int, monitor: str) -> Spec:
    up = value_axis([known]) or Axis(0, 1)
    labels = _labels(column)
    at = [labels.index(value) if isinstance(value, str) else value for value in column]
    numbers = [value for value in at if value is not None]
    across = Axis(-0.5, len(labels) - 0.5) if labels else value_axis([numbers]) or Axis(0, 1)
    rows = [{"x": x, "y": y} for x, y in zip(at, known, strict=True) if x is not None]
    star = [{"x": at[best], "y": known[best]}] if at[best] is not None else []
    spec = panel(
        name, [points(rows, BLUE, size=40), points(star, ORANGE, size=110)], x=across, y=up, names=("", monitor), height=150
    )
    if labels:
        shown = drawable_labels(labels, max(8, 44 // len(labels)))
        ticks = {"values": list(range(len(labels))), "labelExpr": f"{json.dumps(shown, ensure_ascii=False)}[datum.value]"}
        spec["encoding"]["x"]["axis"] |= {**ticks, "format": "d", "grid": False}
    return spec


def _scale(name: str, column: Column) -> _Scale:
    if labels := _labels(column):
        last = max(len(labels) - 1, 1)
        places = [None if value is None else labels.index(str(value)) / last for value in column]
        return _Scale(name, places, [(index / last, text) for index, text in enumerate(drawable_labels(labels, LABEL_COLUMNS))])
    axis = value_axis([[float(value) for value in column if value is not None]], margin=0.02) or Axis(0, 1)
    ticks = axis.ticks(5).get("values") or _round_numbers(axis)
    places = [None if value is None else axis.fraction(float(value)) for value in column]
    return _Scale(name, places, [(axis.fraction(tick), f"{tick:g}") for tick in ticks])


def _labels(column: Column) -> list[str]:
    """The words of a column, numbers in them by their size: `[32]` before `[128, 32]`, `16` before `all`."""
    return sorted({value for value in column if isinstance(value, str)}, key=_natural)


def _natural(word: str) -> list[tuple[bool, int, str]]:
    parts = [part for part in re.split(r"([0-9]+)", word) if part]
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def _round_numbers(axis: Axis) -> list[float]:
    """Three to seven numbers of an axis that are 1, 2 or 5 times a power of ten apart."""
    power = 10.0 ** math.floor(math.log10((axis.high - axis.low) / 4))
    step = next(step for step in (power, 2 * power, 5 * power, 10 * power) if (axis.high - axis.low) / step <= 7)
    numbers = range(math.ceil(axis.low / step), math.floor(axis.high / step) + 1)
    return [float(f"{number * step:.12g}") for number in numbers]


def _hidden(field: str, low: float, high: float) -> Spec:
    return {"field": field, "type": "quantitative", "scale": {"domain": [low, high], "nice": False, "zero": False}, "axis": None}


def _axes(scales: Sequence[_Scale]) -> list[Spec]:
    mark = {"type": "rule", "stroke": GREY, "strokeWidth": 1}
    rules = [{"x": at, "y": 0, "y2": 1} for at in range(len(scales))]
    lacking = [{"x": at, "y": ABSENT, "text": "none"} for at, scale in enumerate(scales) if None in scale.places]
    return [layer(rules, mark, y2={"field": "y2"}), words(lacking, colour=GREY, dx=6, fontSize=SIZE)]


def _lines(scales: Sequence[_Scale], order: Sequence[int]) -> list[Spec]:
    """The worst first; FAINT to BLUE by rank, the best in ORANGE."""
    rows = [
        {"x": at, "y": ABSENT if (place := scale.places[member]) is None else place, "member": member, "rank": rank}
        for rank, member in enumerate(order)
        for at, scale in enumerate(scales)
    ]
    detail = {"field": "rank", "type": "ordinal"}
    colour = {"field": "rank", "type": "quantitative", "scale": {"range": [FAINT, BLUE]}, "legend": None}
    mark = {"type": "line", "strokeWidth": 1.5, "strokeJoin": "round", "opacity": 0.8}
    by_axis = {"field": "x", "type": "quantitative"}
    last = [row for row in rows if row["rank"] == len(order) - 1]
    best = layer(last, {"type": "line", "stroke": ORANGE, "strokeWidth": 3, "strokeJoin": "round"}, order=by_axis)
    return [layer(rows, mark, detail=detail, stroke=colour, order=by_axis), best]


def _marks(scales: Sequence[_Scale]) -> list[Spec]:
    """The numbers and words beside the axes, on a light ground, and the names above them."""
    beside = [{"x": at, "y": place, "text": text} for at, scale in enumerate(scales) for place, text in scale.marks]
    halo = words(beside, colour="white", dx=5, fontSize=SIZE, stroke="white", strokeWidth=4, opacity=0.8)
    names = drawable_labels([scale.name for scale in scales], 40)
    heads = [{"x": at, "y": 1.03, "text": name} for at, name in enumerate(names)]
    above: Spec = {"align": "center", "baseline": "bottom", "dy": -8, "fontWeight": 600, "limit": BETWEEN - 4}
    return [halo, words(beside, dx=5, fontSize=SIZE), words(heads, fontSize=SIZE - 1, **above)]
