"""The course of a training: loss, validation metrics and learning rate over the epochs, on one axis of time."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from dltrain.pictures.canvas import COLOURS, GREY, INK, darker, drawable_title, drawing, empty_figure, in_figures, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_POINTS = 2000  # more than a screen has columns
_WIDTH = 7.2  # of the panels, inches
_FEW = 12  # epochs, up to which each is marked with a dot
_LOG_FROM = 30.0  # ratio of the largest to the smallest value from which an axis is logarithmic
_LINE = 0.19  # height of a line of labels, inches


@dataclass(frozen=True)
class Series:
    """A line: its name as the user knows it, and a value an epoch, NaN where there is none."""

    name: str
    values: list[float]
    colour: str
    dashes: str = "-"


@dataclass(frozen=True)
class Panel:
    """One set of axes: what is on its vertical axis, its lines and its height in inches."""

    name: str
    series: list[Series]
    height: float


def curves(records: Sequence[Mapping[str, float]], *, best_epoch: int | None, title: str) -> bytes:
    """A PNG of the curves of a run.

    `records` are the lines of metrics.jsonl (`epoch`, `train_loss`, `validation_loss`, `validation_<metric>`, `learning_rate`; of
    a gan `discriminator_loss`, beside which `train_loss` is the generator's);
    missing, None, NaN and infinite values are gaps. Long runs are thinned to at most 2,000 points a line, spikes kept.
    The numbers beside the lines are the values at `best_epoch`, at the last epoch where that is None.
    """
    epochs = [int(record.get("epoch", number)) for number, record in enumerate(records, 1)]
    panels = _panels(records)
    with drawing(title):
        gap = 0.22
        height = sum(panel.height for panel in panels) + gap * (len(panels) - 1)
        figure = empty_figure(_WIDTH, height)
        grid = figure.add_gridspec(
            len(panels),
            height_ratios=[panel.height for panel in panels],
            left=0,
            right=1,
            bottom=0,
            top=1,
            hspace=gap * len(panels) / sum(panel.height for panel in panels),
        )
        shown = best_epoch if best_epoch in epochs else epochs[-1] if epochs else None
        top: Axes | None = None
        for row, panel in enumerate(panels):
            axes = figure.add_subplot(grid[row], sharex=top)
            top = top or axes
            _draw(axes, panel, epochs, shown)
            if best_epoch in epochs:
                axes.axvline(best_epoch, color=GREY, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
            if row < len(panels) - 1:
                axes.tick_params(axis="x", labelbottom=False, length=0)
            else:
                axes.set_xlabel("epoch")
        assert top is not None
        _time_axis(top, epochs)
        _headings(top, drawable_title(title), epochs, best_epoch if best_epoch in epochs else None)
        return png(figure)


def _panels(records: Sequence[Mapping[str, float]]) -> list[Panel]:
    """Loss first; then the metrics that are shares of one and those that are not, apart; then a learning rate that changes."""
    names = list(dict.fromkeys(name for record in records for name in record))

    def values(name: str) -> list[float]:
        return [_number(record.get(name)) for record in records]

    labels = {"train_loss": "training", "validation_loss": "validation"}
    if "discriminator_loss" in names:
        labels = {"train_loss": "generator", "discriminator_loss": "discriminator"}
    losses = [Series(label, values(name), COLOURS[i]) for i, (name, label) in enumerate(labels.items()) if name in names]
    panels = [Panel("loss", losses, 2.8)]
    metrics = {name: values(name) for name in names if name.startswith("validation_") and name != "validation_loss"}
    shares = [name for name in metrics if _typical(metrics[name]) <= 1]
    looks = {name: (COLOURS[i % len(COLOURS)], _dashes(i // len(COLOURS))) for i, name in enumerate(metrics, 2)}
    for group in (shares, [name for name in metrics if name not in shares]):
        series = [Series(name.removeprefix("validation_"), metrics[name], *looks[name]) for name in group]
        if series:
            panels.append(Panel("validation metrics", series, max(2.0, 0.4 + _LINE * len(series))))
    rates = values("learning_rate")
    if len({rate for rate in rates if math.isfinite(rate)}) > 1:
        panels.append(Panel("learning\nrate", [Series("", rates, GREY)], 0.75))
    return panels


def _number(value: float | None) -> float:
    return float(value) if value is not None and math.isfinite(value) else math.nan


def _typical(values: list[float]) -> float:
    """The median size of the values: an error's first epochs may be wild."""
    sizes = sorted(abs(value) for value in values if math.isfinite(value))
    return sizes[len(sizes) // 2] if sizes else 0.0


def _dashes(turn: int) -> str:
    return ("-", "--", "-.", ":")[turn % 4]


def _draw(axes: Axes, panel: Panel, epochs: list[int], shown: int | None) -> None:
    axes.set_ylabel(panel.name, labelpad=8)
    axes.grid(axis="y")
    for series in panel.series:
        x, y = thinned(epochs, series.values)
        width = 1.8 if len(epochs) <= 500 else 1.2
        axes.plot(x, y, color=series.colour, linestyle=series.dashes, linewidth=width)
        alone = range(len(x)) if len(epochs) <= _FEW else _alone(y)
        axes.plot([x[i] for i in alone], [y[i] for i in alone], linestyle="none", marker="o", markersize=4, color=series.colour)
        if shown is not None and series.name:
            value = series.values[epochs.index(shown)]
            axes.plot([shown], [value], "o", markersize=6, color=series.colour, markeredgecolor="white", zorder=4)
    finite = [value for series in panel.series for value in series.values if math.isfinite(value)]
    if not finite:
        axes.set_yticks([])
        axes.text(0.5, 0.5, "no values" if epochs else "no epoch was finished", transform=axes.transAxes, ha="center", color=GREY)
        return
    _value_axis(axes, panel, finite)
    _name_lines(axes, panel, epochs, shown)


def _value_axis(axes: Axes, panel: Panel, finite: list[float]) -> None:
    from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

    low, high = min(finite), max(finite)
    slim = panel.height < 1
    # A rate that merely ends near zero (cosine) is read on a linear axis, one that falls by decades (exponential) is not.
    if low > 0 and high / (_typical(finite) if slim else low) >= _LOG_FROM:
        axes.set_yscale("log")
        subs = (1.0, 2.0, 5.0) if high / low < 300 and not slim else (1.0,)
        axes.yaxis.set_major_locator(LogLocator(subs=subs, numticks=4 if slim else 9))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        margin = (high / low) ** 0.06
        axes.set_ylim(low / margin, high * margin)
        return
    if low < -1 and high <= 1 and _typical(finite) <= 1:
        low = -1.0  # r2 may begin at minus thousands
    margin = 0.06 * (high - low) or 0.06 * abs(high) or 0.1
    axes.set_ylim(low - margin, high + margin)
    axes.yaxis.set_major_locator(MaxNLocator(2 if slim else 6, steps=[1, 2, 2.5, 5, 10]))
    if 1e-3 <= max(abs(low), abs(high)) < 1e6:
        ticks = axes.yaxis.get_major_locator()()
        places = max((len(f"{abs(tick):.10g}".partition(".")[2]) for tick in ticks), default=0)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.{places}f}"))
    else:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))


def _time_axis(axes: Axes, epochs: list[int]) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    first, last = (epochs[0], epochs[-1]) if epochs else (0, 1)
    margin = 0.015 * (last - first) or 0.5
    axes.set_xlim(first - margin, last + margin)
    axes.xaxis.set_major_locator(MaxNLocator(9, integer=True, min_n_ticks=1, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _headings(axes: Axes, title: str, epochs: list[int], best_epoch: int | None) -> None:
    """The title, the label of the best epoch on its line, and what the column of numbers beside the lines holds."""
    if title:
        axes.annotate(title, (0, 1), (0, 26), xycoords="axes fraction", textcoords="offset points", fontsize=13, color=INK)
    above: dict[str, Any] = {"textcoords": "offset points", "fontsize": 9, "color": GREY}
    if best_epoch is not None:
        low, high = axes.get_xlim()
        place = (best_epoch - low) / (high - low)
        side = "left" if place < 0.1 else "right" if place > 0.9 else "center"
        axes.annotate(
            f"best epoch {best_epoch:,}", (place, 1), (0, 6), xycoords="axes fraction", ha=side, annotation_clip=False, **above
        )
    if epochs:
        when = f"at epoch {best_epoch or epochs[-1]:,}"
        axes.annotate(when, (1, 1), (16, 6), xycoords="axes fraction", annotation_clip=False, **above)


def _name_lines(axes: Axes, panel: Panel, epochs: list[int], shown: int | None) -> None:
    """Each line's name and value beside its end, moved apart where they would overlap."""
    low, high = axes.get_ylim()
    logarithmic = axes.get_yscale() == "log"

    def place(value: float) -> float:
        if logarithmic:
            low_, high_, value = math.log(low), math.log(high), math.log(value)
            return (value - low_) / (high_ - low_)
        return (min(max(value, low), high) - low) / (high - low)

    named = [series for series in panel.series if series.name and any(map(math.isfinite, series.values))]
    ends = [place(next(value for value in reversed(series.values) if math.isfinite(value))) for series in named]
    at: dict[str, Any] = {"xycoords": "axes fraction", "textcoords": "offset points", "va": "center"}
    for series, end, level in zip(named, ends, spread(ends, _LINE / panel.height), strict=True):
        axes.plot([1.003, 1.017], [end, level], transform=axes.transAxes, clip_on=False, color=series.colour, linewidth=0.8)
        value = series.values[epochs.index(shown)] if shown is not None else math.nan
        axes.annotate(in_figures(value), (1, level), (58, 0), ha="right", color=darker(series.colour), **at)
        axes.annotate(series.name, (1, level), (65, 0), color=darker(series.colour), **at)


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
