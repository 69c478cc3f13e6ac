"""The course of a training: loss, metrics and learning rate over the epochs, on one axis of time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dltrain.charts.axes import Axis, epoch_axis, spread, value_axis
from dltrain.charts.lines import Panel, Record, panels_of
from dltrain.charts.names import in_figures
from dltrain.charts.style import GREY, LINE, SIZE, Spec, chart, darker

_WIDTH = 540  # of the panels
_FEW = 12  # epochs, up to which each is marked with a dot
_LABELS = 14  # lines of a panel that are named one by one

Row = dict[str, Any]


def curves(
    records: Sequence[Record],
    *,
    title: str,
    best_epochs: Sequence[int] = (),
    monitor: str = "",
    note: str = "",
    measured: Sequence[Mapping[str, float | None]] = (),
) -> Spec:
    """The curves of a run, as a description.

    `records` are the lines of metrics.jsonl (`epoch`, `train_loss`, `validation_loss`, `validation_<metric>`, `learning_rate`; of
    a gan `discriminator_loss`, beside which `train_loss` is the generator's); missing, None, NaN and infinite values are gaps.
    Those of an ensemble have `member` besides, and are a line a member; those of a stack have `members` (name → a value each),
    and are the mean with a band from the lowest to the highest. Long runs are thinned, spikes kept.

    best_epochs: whose weights were kept, one a member, by `monitor`. measured: metric → value of the training rows with these
    weights, likewise; a metric that was not recorded on the way is drawn as a point. note: what the numbers are.
    """
    time, best = _time(records, best_epochs)
    panels = panels_of(records, best_epochs, measured)
    views = [_view(panel, time, best, is_last=panel is panels[-1]) for panel in panels]
    subtitle = [*_subtitle(records, panels, best, best_epochs, monitor), note]
    return chart({"vconcat": views, "spacing": 12}, title=title, subtitle=subtitle, width=_WIDTH + 100)


def curve_panels(
    records: Sequence[Record],
    *,
    best_epochs: Sequence[int] = (),
    measured: Sequence[Mapping[str, float | None]] = (),
    names: Mapping[str, str] | None = None,
    powers: bool | None = None,
) -> list[Spec]:
    """The panels of `curves` one by one, for a page: each with its own axis of time, and a title by which it is told.

    names: what stands in place of its English words, such as "epoch". powers: whether the values are on logarithmic axes; where
    None, as they need it. A panel whose values cannot be on such an axis is left on a linear one.
    """
    time, best = _time(records, best_epochs)
    panels = [_named(panel, names or {}) for panel in panels_of(records, best_epochs, measured)]
    epoch = (names or {}).get("epoch", "epoch")
    return [_view(panel, time, best, is_last=True, powers=powers, epoch=epoch) for panel in panels]


def _named(panel: Panel, names: Mapping[str, str]) -> Panel:
    """The panel with other words for its title and lines; of a numbered line its first word."""

    def name(text: str) -> str:
        word, _, number = text.rpartition(" ")
        return f"{names[word]} {number}" if word in names else names.get(text, text)

    lines = [replace(line, name=name(line.name)) for line in panel.lines]
    points = [replace(point, name=name(point.name)) for point in panel.points]
    return replace(panel, title=name(panel.title), lines=lines, points=points)


def _time(records: Sequence[Record], best_epochs: Sequence[int]) -> tuple[Axis, int | None]:
    """The axis of the epochs, and the one best epoch where there is one."""
    epochs = [int(record.get("epoch", number)) for number, record in enumerate(records, 1)]
    return epoch_axis(epochs), best_epochs[0] if len(best_epochs) == 1 and best_epochs[0] in epochs else None


def _subtitle(
    records: Sequence[Record], panels: Sequence[Panel], best: int | None, best_epochs: Sequence[int], monitor: str
) -> list[str]:
    """What the numbers in the chart are."""
    by = f" by {monitor}" if monitor else ""
    diamonds = ["diamonds: the training rows, measured once, with the weights of the best epoch"]
    if not any(panel.points for panel in panels):
        diamonds = []
    if not records:
        return ["no epoch was finished"]
    if best is not None:
        numbers = "numbers: at the dashed line its values, at the right those of the last epoch"
        numbers = "the last one; at the right its values" if best == len(records) else numbers
        return [f"best epoch {best:,}{by}; {numbers}", *diamonds]
    if any("members" in record for record in records):
        return ["lines: mean of the seeds in training; bands: from the lowest to the highest of them"]
    if len(best_epochs) > 1:
        return [f"a line a member; dots: its best epoch{by}; at the right its values in its last epoch", *diamonds]
    return ["at the right: values in the last epoch"]


def _view(panel: Panel, time: Axis, best: int | None, *, is_last: bool, powers: bool | None = None, epoch: str = "epoch") -> Spec:
    """One panel: lines and bands, the mark of the best epoch, and the names and values of the lines."""
    is_slim = panel.height < 72
    shown = [line.values for line in panel.lines] + [list(side) for line in panel.lines for side in zip(*line.band, strict=True)]
    shown += [[point.value] for point in panel.points]
    axis = value_axis(shown, margin=min(0.2, LINE / panel.height), is_slim=is_slim, powers=powers)
    labels = _labels(panel, axis, time, best) if axis else [_nothing(time)]
    x_axis = (
        {"grid": False, "format": ",d", **time.whole_ticks()} if is_last else {"grid": False, "labels": False, "ticks": False}
    )
    x = {"type": "quantitative", "scale": time.scale, "axis": {**x_axis, "title": epoch if is_last else None}}
    axis = axis or Axis(0.0, 1.0)
    y = {"type": "quantitative", "scale": axis.scale, "axis": {"title": None, **axis.ticks(max(2, panel.height // 36))}}
    return {
        "width": _WIDTH,
        "height": panel.height,
        "title": {"text": panel.title, "anchor": "start", "fontSize": SIZE, "frame": "group", "offset": 6},
        "encoding": {"x": {"field": "epoch", **x}, "y": {"field": "value", **y}, "color": {"field": "colour", "scale": None}},
        "layer": [*_rule(best, axis), *_bands(panel), *_lines(panel), *_marks(panel), *labels],
    }


def _nothing(time: Axis) -> Spec:
    return _texts([{"epoch": time.value(0.5), "value": 0.5, "text": "no values", "colour": GREY}], align="center")


def _rule(best: int | None, axis: Axis) -> list[Spec]:
    rows = [{"epoch": best, "value": axis.low, "high": axis.high, "colour": GREY}]
    mark = {"type": "rule", "strokeDash": [4, 3], "strokeWidth": 1, "clip": True}
    return [_layer(rows, mark, y2={"field": "high"})] if best is not None else []


def _lines(panel: Panel) -> list[Spec]:
    rows = [
        {"line": number, "epoch": epoch, "value": value if math.isfinite(value) else None, "colour": line.colour}
        for number, line in enumerate(panel.lines)
        for epoch, value in zip(line.epochs, line.values, strict=True)
    ]
    is_light = len(panel.lines) > 3 or any(len(line.epochs) > 400 for line in panel.lines)
    mark = {"type": "line", "strokeWidth": 1.3 if is_light else 2, "strokeJoin": "round", "clip": True}
    return [_layer(rows, mark, detail={"field": "line"})] if rows else []


def _bands(panel: Panel) -> list[Spec]:
    rows = [
        {"line": number, "epoch": epoch, "value": low, "high": high, "colour": line.colour}
        for number, line in enumerate(panel.lines)
        for epoch, (low, high) in zip(line.epochs, line.band, strict=False)
        if math.isfinite(low)
    ]
    mark = {"type": "area", "opacity": 0.2, "clip": True}
    return [_layer(rows, mark, y2={"field": "high"}, detail={"field": "line"})] if rows else []


def _marks(panel: Panel) -> list[Spec]:
    """Dots at the best epoch, at each of few epochs, and at values that no line shows; a diamond for what was measured once."""
    rows = []
    for line in panel.lines:
        for index, (epoch, value) in enumerate(zip(line.epochs, line.values, strict=True)):
            is_best = bool(line.name) and epoch == line.best
            if math.isfinite(value) and (is_best or len(line.epochs) <= _FEW or _is_alone(line.values, index)):
                rows.append({"epoch": epoch, "value": value, "colour": line.colour, "size": 50 if is_best else 20})
    rows += [{"epoch": p.epoch, "value": p.value, "colour": p.colour, "size": 70, "shape": "diamond"} for p in panel.points]
    mark = {"type": "point", "filled": True, "opacity": 1, "stroke": "white", "strokeWidth": 1, "clip": True}
    raw = {"type": "nominal", "scale": None}
    shape = {"shape": {"field": "shape", **raw}} if panel.points else {}
    rows = [{"shape": "circle", **row} for row in rows] if panel.points else rows
    return [_layer(rows, mark, size={"field": "size", "type": "quantitative", "scale": None}, **shape)] if rows else []


def _is_alone(series: Sequence[float], index: int) -> bool:
    """Whether a value stands between two gaps."""
    return not any(0 <= i < len(series) and math.isfinite(series[i]) for i in (index - 1, index + 1))


def _labels(panel: Panel, axis: Axis, time: Axis, best: int | None) -> list[Spec]:
    """The value of each line where it ends, with its name, and at the best epoch; moved apart where they would overlap."""
    ends, kept = [], []
    for line in panel.lines:
        there = {epoch: value for epoch, value in zip(line.epochs, line.values, strict=True) if math.isfinite(value)}
        if not there or not line.name:
            continue
        last = max(there)
        name = line.name if last == line.epochs[-1] else f"{line.name} at epoch {last:,}"
        ends.append(_label(name, line.colour, last, there[last]))
        if best in there and best != last:
            kept.append(_label("", line.colour, best, there[best]))
    if len(panel.points) == 1:
        kept += [_label(point.name, point.colour, point.epoch, point.value) for point in panel.points]
    if len(ends) > _LABELS:
        ends = _of_groups(panel)
    is_left = best is not None and time.fraction(best) > 0.75
    placed = _placed(ends, axis, panel.height)
    beside = [_at_the_right(_texts(placed, dx=8))] if placed else []
    side: Row = {"align": "right", "dx": -8} if is_left else {"dx": 8}
    return beside + (_with_halo(_texts(_placed(kept, axis, panel.height, apart=9), **side)) if kept else [])


def _label(name: str, colour: str, epoch: int, value: float) -> Row:
    return {"epoch": epoch, "value": value, "text": f"{in_figures(value)}  {name}".strip(), "colour": darker(colour)}


def _of_groups(panel: Panel) -> list[Row]:
    """One label for all lines of a colour: from the lowest to the highest value at their ends."""
    labels = []
    for colour in dict.fromkeys(line.colour for line in panel.lines):
        lines = [line for line in panel.lines if line.colour == colour]
        ends = [next((value for value in reversed(line.values) if math.isfinite(value)), math.nan) for line in lines]
        finite = sorted(value for value in ends if math.isfinite(value))
        if finite:
            text = f"{in_figures(finite[0])} to {in_figures(finite[-1])}  {lines[0].name.rsplit(' ', 1)[0]}"
            labels.append({"epoch": 0, "value": finite[len(finite) // 2], "text": text, "colour": darker(colour)})
    return labels


def _placed(labels: list[Row], axis: Axis, height: int, apart: int = 0) -> list[Row]:
    """The labels a line of text apart, the upper half of them moved up by `apart` pixels and the lower half down."""
    lower = sorted(range(len(labels)), key=lambda i: labels[i]["value"])[: len(labels) // 2]
    wished = [axis.fraction(label["value"]) + (-apart if i in lower else apart) / height for i, label in enumerate(labels)]
    inside = 1 - LINE / height  # the middle of a label is half a line from the ends of the axis
    places = spread([(place - 0.5) / inside + 0.5 for place in wished], LINE / height / inside)
    return [label | {"value": axis.value((place - 0.5) * inside + 0.5)} for label, place in zip(labels, places, strict=True)]


def _texts(rows: list[Row], **look: Any) -> Spec:
    return _layer(rows, {"type": "text", "align": "left", "baseline": "middle", **look}, text={"field": "text"})


def _at_the_right(texts: Spec) -> Spec:
    """Texts beside the panel, whatever stretch of time it shows."""
    return texts | {"mark": texts["mark"] | {"clip": False}, "encoding": texts["encoding"] | {"x": {"value": "width"}}}


def _with_halo(texts: Spec) -> list[Spec]:
    """Texts that are read where lines pass behind them."""
    return [texts | {"mark": texts["mark"] | {"stroke": "white", "strokeWidth": 4, "strokeOpacity": 0.85}}, texts]


def _layer(rows: list[Row], mark: Row, **encoding: Any) -> Spec:
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}
