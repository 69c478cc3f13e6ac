"""The course of a training: loss, validation metrics and learning rate over the epochs, on one axis of time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from dltrain.charts import ticks
from dltrain.charts.canvas import COLOURS, EDGE, FAINT, GREY, Box, Canvas, Point, darker, text_width
from dltrain.charts.words import drawable_title, in_figures

# Lengths are points.
_WIDTH = 518.0  # of the panels
_GAP = 16.0  # between them
_LINE = 13.7  # height of a line of labels
_TICK = 3.5
_POINTS = 2000  # of a line: more than a screen has columns
_FEW = 12  # epochs, up to which each is marked with a dot
_LOG_FROM = 30.0  # ratio of the largest to the smallest value from which an axis is logarithmic


@dataclass(frozen=True)
class Series:
    """A line: its name as the user knows it, and a value an epoch, NaN where there is none."""

    name: str
    values: list[float]
    colour: str
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True)
class Panel:
    """One set of axes: what is on its vertical axis, its lines and its height."""

    name: str
    series: list[Series]
    height: float


@dataclass(frozen=True)
class Axis:
    """From `low` to `high`, with marks."""

    low: float
    high: float
    ticks: list[float]
    words: list[str]
    logarithmic: bool = False

    def place(self, value: float) -> float:
        """Where on the axis a value is: 0 at its low end, 1 at its high one."""
        if self.logarithmic:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def places(self) -> list[float]:
        return [self.place(tick) for tick in self.ticks]


@dataclass(frozen=True)
class _Drawn:
    panel: Panel
    axis: Axis


@dataclass(frozen=True)
class Frame:
    """Where on the sheet a panel is."""

    top: float
    bottom: float
    time: Axis
    values: Axis

    @property
    def box(self) -> Box:
        return 0.0, self.top, _WIDTH, self.bottom

    def point(self, epoch: int, value: float) -> Point:
        level = min(max(self.values.place(value), -9.0), 9.0) if math.isfinite(value) else math.nan
        return self.time.place(epoch) * _WIDTH, self.bottom - level * (self.bottom - self.top)


def curves(records: Sequence[Mapping[str, float]], *, best_epoch: int | None, title: str) -> bytes:
    """A PNG of the curves of a run.

    `records` are the lines of metrics.jsonl (`epoch`, `train_loss`, `validation_loss`, `validation_<metric>`, `learning_rate`; of
    a gan `discriminator_loss`, beside which `train_loss` is the generator's);
    missing, None, NaN and infinite values are gaps. Long runs are thinned to at most 2,000 points a line, spikes kept.
    The numbers beside the lines are the values at `best_epoch`, at the last epoch where that is None.
    """
    epochs = [int(record.get("epoch", number)) for number, record in enumerate(records, 1)]
    best = best_epoch if best_epoch in epochs else None
    canvas = Canvas()
    panels = [_Drawn(panel, _value_axis(panel)) for panel in _panels(records)]
    time = _time_axis(epochs)
    aside = 14 + max((text_width(words) for drawn in panels for words in drawn.axis.words), default=0.0)
    top = 0.0
    for drawn in panels:
        bottom = top + drawn.panel.height
        _draw(canvas, drawn, Frame(top, bottom, time, drawn.axis), epochs, best, aside)
        top = bottom + _GAP
    bottom = top - _GAP
    for words, place in zip(time.words, time.places(), strict=True):
        x = place * _WIDTH
        canvas.box((x - 0.4, bottom, x + 0.4, bottom + _TICK), EDGE)
        canvas.text((x, bottom + 7), words, colour=GREY, align="centre", level="top")
    canvas.text((_WIDTH / 2, bottom + 22), "epoch", colour=GREY, align="centre", level="top")
    if heading := drawable_title(title):
        canvas.text((0, -26), heading, size=13)
    if best is not None:
        place = time.place(best)
        align: Any = "left" if place < 0.1 else "right" if place > 0.9 else "centre"
        canvas.text((place * _WIDTH, -6), f"best epoch {best:,}", size=9, colour=GREY, align=align)
    if epochs:
        canvas.text((_WIDTH + 16, -6), f"at epoch {best or epochs[-1]:,}", size=9, colour=GREY)
    return canvas.png()


def _panels(records: Sequence[Mapping[str, float]]) -> list[Panel]:
    """Loss first; then the metrics that are shares of one and those that are not, apart; then a learning rate that changes."""
    names = list(dict.fromkeys(name for record in records for name in record))

    def values(name: str) -> list[float]:
        return [_number(record.get(name)) for record in records]

    labels = {"train_loss": "training", "validation_loss": "validation"}
    if "discriminator_loss" in names:
        labels = {"train_loss": "generator", "discriminator_loss": "discriminator"}
    losses = [Series(label, values(name), COLOURS[i]) for i, (name, label) in enumerate(labels.items()) if name in names]
    panels = [Panel("loss", losses, 200.0)]
    metrics = {name: values(name) for name in names if name.startswith("validation_") and name != "validation_loss"}
    shares = [name for name in metrics if _typical(metrics[name]) <= 1]
    looks = {name: (COLOURS[i % len(COLOURS)], _dashes(i // len(COLOURS))) for i, name in enumerate(metrics, 2)}
    for group in (shares, [name for name in metrics if name not in shares]):
        series = [Series(name.removeprefix("validation_"), metrics[name], *looks[name]) for name in group]
        if series:
            panels.append(Panel("validation metrics", series, max(144.0, 29.0 + _LINE * len(series))))
    rates = values("learning_rate")
    if len({rate for rate in rates if math.isfinite(rate)}) > 1:
        panels.append(Panel("learning\nrate", [Series("", rates, GREY)], 54.0))
    return panels


def _number(value: float | None) -> float:
    return float(value) if value is not None and math.isfinite(value) else math.nan


def _typical(values: list[float]) -> float:
    """The median size of the values: an error's first epochs may be wild."""
    sizes = sorted(abs(value) for value in values if math.isfinite(value))
    return sizes[len(sizes) // 2] if sizes else 0.0


def _dashes(turn: int) -> tuple[float, ...]:
    return ((), (3.7, 2.6), (6.4, 2.6, 1.0, 2.6), (1.0, 2.2))[turn % 4]


def _draw(canvas: Canvas, drawn: _Drawn, frame: Frame, epochs: list[int], best: int | None, aside: float) -> None:
    """One panel: grid and axes, lines, the mark of the best epoch, and each line's name and value beside its end."""
    panel, axis = drawn.panel, drawn.axis
    for words, level in zip(axis.words, axis.places(), strict=True):
        y = frame.bottom - level * panel.height
        canvas.box((0, y - 0.4, _WIDTH, y + 0.4), FAINT)
        canvas.box((-_TICK, y - 0.4, 0, y + 0.4), EDGE)
        canvas.text((-7, y), words, colour=GREY, align="right", level="middle")
    canvas.box((-0.4, frame.top, 0.4, frame.bottom), EDGE)
    canvas.box((-0.4, frame.bottom - 0.4, _WIDTH, frame.bottom + 0.4), EDGE)
    middle = (frame.top + frame.bottom) / 2
    for number, words in enumerate(reversed(panel.name.split("\n"))):
        canvas.text((-aside - 12 * number, middle), words, colour=GREY, align="centre", turned=True)
    if not axis.ticks:
        words = "no values" if epochs else "no epoch was finished"
        canvas.text((_WIDTH / 2, middle), words, colour=GREY, align="centre", level="middle")
    if best is not None:
        x = frame.time.place(best) * _WIDTH
        for start in range(round(frame.top), round(frame.bottom), 7):
            canvas.box((x - 0.5, start, x + 0.5, min(start + 4, frame.bottom)), GREY)
    for series in panel.series:
        _draw_line(canvas, series, frame, epochs, best)
    if axis.ticks:
        _name_lines(canvas, panel, frame, series_at(epochs, best))


def series_at(epochs: list[int], best: int | None) -> int | None:
    """The place among the epochs of the values that are named: those of the best, else of the last; None where there are none."""
    return epochs.index(best) if best is not None else len(epochs) - 1 if epochs else None


def _draw_line(canvas: Canvas, series: Series, frame: Frame, epochs: list[int], best: int | None) -> None:
    kept_epochs, values = thinned(epochs, series.values)
    points = [frame.point(epoch, value) for epoch, value in zip(kept_epochs, values, strict=True)]
    width = 1.8 if len(epochs) <= 500 else 1.2
    canvas.line(points, series.colour, width, dashes=series.dashes, within=frame.box)
    alone = range(len(points)) if len(epochs) <= _FEW else _alone(values)
    canvas.dots([points[place] for place in alone], series.colour, 2, within=frame.box)
    shown = series_at(epochs, best)
    if shown is not None and series.name:
        mark = [frame.point(epochs[shown], series.values[shown])]
        canvas.dots(mark, "#ffffff", 3.5, within=frame.box)
        canvas.dots(mark, series.colour, 2.5, within=frame.box)


def _value_axis(panel: Panel) -> Axis:
    finite = [value for series in panel.series for value in series.values if math.isfinite(value)]
    if not finite:
        return Axis(0.0, 1.0, [], [])
    low, high = min(finite), max(finite)
    slim = panel.height < 72
    # A rate that merely ends near zero (cosine) is read on a linear axis, one that falls by decades (exponential) is not.
    if low > 0 and high / (_typical(finite) if slim else low) >= _LOG_FROM:
        margin = (high / low) ** 0.06
        low, high, between = low / margin, high * margin, high / low < 300 and not slim
        marks = ticks.decades(low, high, 4 if slim else 9, between=between)
        return Axis(low, high, marks, [f"{mark:g}" for mark in marks], logarithmic=True)
    if low < -1 and high <= 1 and _typical(finite) <= 1:
        low = -1.0  # r2 may begin at minus thousands
    margin = 0.06 * (high - low) or 0.06 * abs(high) or 0.1
    marks = ticks.linear(low - margin, high + margin, 2 if slim else 6)
    return Axis(low - margin, high + margin, marks, ticks.written(marks))


def _time_axis(epochs: list[int]) -> Axis:
    first, last = (epochs[0], epochs[-1]) if epochs else (0, 1)
    margin = 0.015 * (last - first) or 0.5
    marks = ticks.whole(first, last, 9)
    return Axis(first - margin, last + margin, [float(mark) for mark in marks], [f"{mark:,}" for mark in marks])


def _name_lines(canvas: Canvas, panel: Panel, frame: Frame, shown: int | None) -> None:
    """Each line's name and value beside its end, moved apart where they would overlap."""
    named = [series for series in panel.series if series.name and any(map(math.isfinite, series.values))]
    last = [next(value for value in reversed(series.values) if math.isfinite(value)) for series in named]
    ends = [min(max(frame.values.place(value), 0.0), 1.0) for value in last]
    for series, end, level in zip(named, ends, spread(ends, _LINE / panel.height), strict=True):
        from_, to = (frame.bottom - place * panel.height for place in (end, level))
        canvas.line([(1.003 * _WIDTH, from_), (1.017 * _WIDTH, to)], series.colour, 0.8)
        value = in_figures(series.values[shown]) if shown is not None else in_figures(math.nan)
        canvas.text((_WIDTH + 58, to), value, colour=darker(series.colour), align="right", level="middle")
        canvas.text((_WIDTH + 65, to), series.name, colour=darker(series.colour), level="middle")


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Places as near as possible (least squares) to the wished ones, `gap` apart, within 0 to 1 where there is room.

    Isotonic regression by pooling adjacent violators, after subtracting the gaps (Barlow et al. 1972).
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    pools: list[list[float]] = []
    for rank, i in enumerate(order):
        pools.append([places[i] - rank * gap])
        while len(pools) > 1 and _mean(pools[-2]) >= _mean(pools[-1]):
            pools[-2:] = [pools[-2] + pools[-1]]
    room = max(0.0, 1 - gap * (len(places) - 1))
    levels = [min(max(_mean(pool), 0.0), room) for pool in pools for _ in pool]
    result = [0.0] * len(places)
    for rank, i in enumerate(order):
        result[i] = levels[rank] + rank * gap
    return result


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def thinned(x: Sequence[int], y: Sequence[float]) -> tuple[list[int], list[float]]:
    """At most about 2,000 points of the line: of each stretch the lowest and the highest, in their order; ends and gaps kept."""
    if len(x) <= _POINTS:
        return list(x), list(y)
    edges = [round(i * len(x) / (_POINTS // 2 - 1)) for i in range(_POINTS // 2)]
    keep = {0, len(x) - 1}
    for start, stop in pairwise(edges):
        finite = [i for i in range(start, stop) if math.isfinite(y[i])]
        if finite:
            keep |= {min(finite, key=y.__getitem__), max(finite, key=y.__getitem__)}
        else:
            keep.add(start)
    kept = sorted(keep)
    return [x[i] for i in kept], [y[i] for i in kept]


def _alone(y: Sequence[float]) -> list[int]:
    """Where a value stands between two gaps, so that no line shows it."""
    there = [False, *map(math.isfinite, y), False]
    return [i for i in range(len(y)) if there[i + 1] and not there[i] and not there[i + 2]]
