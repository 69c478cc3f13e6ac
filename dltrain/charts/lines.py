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
class Curve:
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
    lines: list[Curve]
    height: int
    points: list[Point] = field(default_factory=list)


def panels_of(
    records: Sequence[Record], best_epochs: Sequence[int], measured: Sequence[Mapping[str, float | None]]
) -> list[Panel]:
    """Loss first, then a panel a metric, then a learning rate that changes. See `curves.curves`."""
    names = list(dict.fromkeys(name for record in records for name in record))
    trainings = _trainings(records)
    best_of = dict(zip(trainings, best_epochs, strict=False))

    def lines(name: str, label: str, colour: str) -> list[Curve]:
        return [
            _line(training, name, f"{label} {number}" if len(trainings) > 1 else label, colour, best_of.get(number))
            for number, training in (trainings.items() if name in names else ())
        ]

    def of_splits(metric: str) -> list[Curve]:
        return [line for prefix, label, colour in _SPLITS for line in lines(prefix + metric, label, colour)]

    losses = of_splits("loss")
    if "discriminator_loss" in names:
        losses = [*lines("train_loss", "generator", BLUE), *lines("discriminator_loss", "discriminator", ORANGE)]
    panels = [Panel("loss", losses, 200)]
    metrics = [name.removeprefix(prefix) for name in names for prefix, _, _ in _SPLITS if name.startswith(prefix)]
    for metric in [metric for metric in dict.fromkeys(metrics) if metric != "loss"][:_PANELS]:
        points = [
            Point("training", BLUE, best, value)
            for best, values in zip(best_epochs, measured, strict=False)
            if best and (value := values.get(metric)) is not None and f"train_{metric}" not in names
        ]
        panels.append(Panel(metric, of_splits(metric), 110, points))
    rates = lines("learning_rate", "", GREY)[:1]
    if any(len({value for value in rate.values if math.isfinite(value)}) > 1 for rate in rates):
        panels.append(Panel("learning rate", rates, 54))
    return panels


def mean_records(runs: Sequence[Sequence[Record]]) -> list[Record]:
    """The records of several runs of one spec as those of a stack: the means of the runs in training, and `members`."""
    stack: list[Record] = []
    for epoch in range(max(map(len, runs), default=0)):
        here = [run[epoch] for run in runs if epoch < len(run)]
        members = {name: [_number(record.get(name)) for record in here] for name in here[0]}
        finite = {name: [value for value in column if math.isfinite(value)] for name, column in members.items()}
        stack.append({name: sum(column) / len(column) for name, column in finite.items() if column} | {"members": members})
    return stack


def _trainings(records: Sequence[Record]) -> dict[int, list[Record]]:
    """The records of each training by its member's number; the one of an ordinary run, or of a stack, by 0.

    Those of the folds that a combiner learns from are left out.
    """
    trainings: dict[int, list[Record]] = {}
    for record in records:
        if "fold" not in record:
            trainings.setdefault(int(record.get("member", 0)), []).append(record)
    return trainings or {0: []}


def _line(records: Sequence[Record], name: str, label: str, colour: str, best: int | None) -> Curve:
    epochs = [int(record.get("epoch", number)) for number, record in enumerate(records, 1)]
    values = [_number(record.get(name)) for record in records]
    band: list[tuple[float, float]] = []
    if any("members" in record for record in records):
        members = [[_number(value) for value in record["members"].get(name, [])] for record in records]
        band = [_extremes([value for value in column if math.isfinite(value)]) for column in members]
    return thinned(Curve(label, colour, epochs, values, band, best if best in epochs else None))


def _extremes(values: Sequence[float]) -> tuple[float, float]:
    return (min(values), max(values)) if values else (math.nan, math.nan)


def _number(value: float | None) -> float:
    return float(value) if value is not None and math.isfinite(value) else math.nan


def thinned(line: Curve) -> Curve:
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
    return Curve(line.name, line.colour, [line.epochs[i] for i in kept], [y[i] for i in kept], band, line.best)
