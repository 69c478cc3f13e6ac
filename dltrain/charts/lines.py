"""The lines of a run's chart out of its records: which panel each is in, its name, its colour and its values."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from dltrain.charts.style import BLUE, GREY, ORANGE

Record = Mapping[str, Any]

_POINTS = 1000  # of a line: about as many as a screen has columns
_PANELS = 8  # of metrics

# What is drawn of a split: its prefix in the records, its name in a chart, its colour.
_SPLITS = (("train_", "training", BLUE), ("validation_", "validation", ORANGE))


@dataclass(frozen=True)
class Line:
    """A line of values, NaN where there is none; of several members at once with the lowest and highest of them."""

    name: str
    colour: str
    epochs: list[int]
    values: list[float]
    band: list[tuple[float, float]] = field(default_factory=list)
    best: int | None = None  # the epoch whose weights were kept


@dataclass(frozen=True)
class Point:
    """A value that was measured once, with the best weights."""

    name: str
    colour: str
    epoch: int
    value: float


@dataclass(frozen=True)
class Panel:
    """One set of axes: what is on its vertical axis, its lines, and its height in pixels."""

    title: str
    lines: list[Line]
    height: int
    points: list[Point] = field(default_factory=list)


def panels_of(
    records: Sequence[Record], best_epochs: Sequence[int], measured: Mapping[str, Mapping[str, float | None]]
) -> list[Panel]:
    """Loss first, then a panel a metric, then a learning rate that changes. See `curves.curves`."""
    names = list(dict.fromkeys(name for record in records for name in record))
    stacked = next((list(record["members"]) for record in records if "members" in record), [])
    trainings = _trainings(records)

    def lines(name: str, label: str, colour: str) -> list[Line]:
        return [
            _line(record, name, f"{label} {number}" if len(trainings) > 1 else label, colour, best)
            for (number, record), best in zip(trainings.items(), _padded(best_epochs, len(trainings)), strict=True)
        ]

    metrics = dict.fromkeys(name.removeprefix(prefix) for name in names for prefix, _, _ in _SPLITS if name.startswith(prefix))
    metrics.pop("loss", None)
    panels = []
    for metric in ["loss", *list(metrics)[:_PANELS]]:
        own = [one for prefix, label, colour in _SPLITS if prefix + metric in names for one in lines(prefix + metric, label, colour)]
        points = []
        if metric != "loss" and f"train_{metric}" not in names and len(best_epochs) == 1 and best_epochs[0] and not stacked:
            value = measured.get("train", {}).get(metric)
            points = [Point("training", BLUE, best_epochs[0], value)] if value is not None and math.isfinite(value) else []
        panels.append(Panel(metric, own, 200 if metric == "loss" else 110, points))
    if "discriminator_loss" in names:
        both = [*lines("train_loss", "generator", BLUE), *lines("discriminator_loss", "discriminator", ORANGE)]
        panels[0] = Panel("loss", both, 200)
    rates = lines("learning_rate", "", GREY)[:1]
    if any(len({value for value in rate.values if math.isfinite(value)}) > 1 for rate in rates):
        panels.append(Panel("learning rate", rates, 54))
    return panels


def _trainings(records: Sequence[Record]) -> dict[int, list[Record]]:
    """The records of each training by its member's number; the one of an ordinary run, or of a stack, by 0.

    Those of the folds that a combiner learns from are left out.
    """
    trainings: dict[int, list[Record]] = {}
    for record in records:
        if "fold" not in record:
            trainings.setdefault(int(record.get("member", 0)), []).append(record)
    return trainings or {0: []}


def _padded(best_epochs: Sequence[int], count: int) -> list[int | None]:
    return [*best_epochs, *[None] * count][:count]


def _line(records: Sequence[Record], name: str, label: str, colour: str, best: int | None) -> Line:
    epochs = [int(record.get("epoch", number)) for number, record in enumerate(records, 1)]
    values = [_number(record.get(name)) for record in records]
    band: list[tuple[float, float]] = []
    if any("members" in record for record in records):
        members = [[_number(value) for value in record["members"].get(name, [])] for record in records]
        band = [_extremes([value for value in own if math.isfinite(value)]) for own in members]
    return thinned(Line(label, colour, epochs, values, band, best if best in epochs else None))


def _extremes(values: Sequence[float]) -> tuple[float, float]:
    return (min(values), max(values)) if values else (math.nan, math.nan)


def _number(value: float | None) -> float:
    return float(value) if value is not None and math.isfinite(value) else math.nan


def thinned(line: Line) -> Line:
    """At most about 1,000 points of the line: of each stretch the lowest and the highest, in their order; ends, gaps and the
    best epoch kept."""
    y = line.values
    if len(y) <= _POINTS:
        return line
    edges = [round(i * len(y) / (_POINTS // 2 - 2)) for i in range(_POINTS // 2 - 1)]
    keep = {0, len(y) - 1, *([line.epochs.index(line.best)] if line.best is not None else [])}
    for start, stop in pairwise(edges):
        finite = [i for i in range(start, stop) if math.isfinite(y[i])]
        keep |= {min(finite, key=y.__getitem__), max(finite, key=y.__getitem__)} if finite else {start}
    kept = sorted(keep)
    band = [line.band[i] for i in kept] if line.band else []
    return Line(line.name, line.colour, [line.epochs[i] for i in kept], [y[i] for i in kept], band, line.best)
