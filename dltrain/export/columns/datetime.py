"""A column of dates enters as the seconds since 1 January 1970, double, NaN where missing: the standard reads no dates."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn
from dltrain.data.encoding.datetime import DatetimeFeature, moments
from dltrain.data.table import Column, Words
from dltrain.export.columns.column import Input
from dltrain.export.graph import Graph

DAY = 86_400.0  # seconds
ERA = 146_097  # days of 400 years


def entering(feature: DatetimeFeature) -> Input:
    """A moment."""
    meaning = "a date as seconds since 1970-01-01T00:00 (UTC where zones are written), such as datetime.timestamp() gives"
    return Input(feature.name, "double", (), f"{meaning}; NaN is missing")


def cells(feature: DatetimeFeature, column: TableColumn) -> NDArray[np.float64]:
    """The dates of the column in seconds."""
    dates = moments(column, feature.format, is_new=True).moments
    seconds = dates.astype(np.int64) / 1e6
    return np.where(np.isnat(dates), np.nan, seconds)


def encoded(graph: Graph, feature: DatetimeFeature, value: str) -> str:
    """The days since the first date, and the parts that vary, scaled, and a mark where it is missing."""
    value = graph.as_column(value)
    absent = graph.node("IsNaN", value)
    origin = np.datetime64(feature.origin, "us").astype(np.int64) / 1e6
    present = graph.node("Where", absent, graph.constant(origin, np.float64), value)
    since = graph.node("Div", graph.node("Sub", present, graph.constant(origin, np.float64)), graph.constant(DAY, np.float64))
    parts = _parts(graph, present)
    numbers = graph.side_by_side([since, *(graph.cast(parts[part], np.float64) for part in feature.parts)])
    numbers = graph.node("Where", absent, graph.constant(feature.fill, np.float64), numbers)
    scaled = graph.scaled(numbers, np.array(feature.scale.offset), np.array(feature.scale.divisor))
    return graph.side_by_side([scaled, graph.cast(absent, np.float32)]) if feature.missing else scaled


def _parts(graph: Graph, seconds: str) -> dict[str, str]:
    """The parts of the date, int64, by the arithmetic of Hinnant's civil_from_days (2013): years begin on 1 March."""

    def number(value: int) -> str:
        return graph.constant(value, np.int64)

    def add(value: str, other: int) -> str:
        return graph.node("Add", value, number(other))

    def floor(value: str, divisor: int) -> str:
        quotient = graph.node("Div", graph.cast(value, np.float64), graph.constant(divisor, np.float64))
        return graph.cast(graph.node("Floor", quotient), np.int64)

    def times(value: str, factor: int) -> str:
        return graph.node("Mul", value, number(factor))

    def less(value: str, other: str) -> str:
        return graph.node("Sub", value, other)

    whole = graph.cast(graph.node("Floor", seconds), np.int64)
    days = floor(whole, int(DAY))
    second = less(whole, times(days, int(DAY)))
    shifted = add(days, 719_468)
    era = floor(shifted, ERA)
    of_era = less(shifted, times(era, ERA))
    corrected = graph.node("Add", less(of_era, floor(of_era, 1460)), less(floor(of_era, 36_524), floor(of_era, ERA - 1)))
    year = floor(corrected, 365)
    of_year = less(of_era, less(graph.node("Add", times(year, 365), floor(year, 4)), floor(year, 100)))
    march = floor(add(times(of_year, 5), 2), 153)
    day = add(less(of_year, floor(add(times(march, 153), 2), 5)), 1)
    is_late = graph.node("GreaterOrEqual", march, number(10))
    month = graph.node("Where", is_late, add(march, -9), add(march, 3))
    civil = graph.node("Add", graph.node("Add", year, times(era, 400)), graph.cast(is_late, np.int64))
    since_monday = add(days, 3)
    weekday = less(since_monday, times(floor(since_monday, 7), 7))
    hour = floor(second, 3600)
    minute = floor(less(second, times(hour, 3600)), 60)
    return {"year": civil, "month": month, "day": day, "weekday": weekday, "hour": hour, "minute": minute}


def made_up(feature: DatetimeFeature, random: np.random.Generator, rows: int) -> Column:
    """Dates within two and a half centuries of those of the training rows, some missing."""
    drawn = np.datetime64(feature.origin, "s") + random.integers(-90_000, 90_000, rows) * np.timedelta64(86_399, "s")
    written = [str(moment) if feature.format is None else _written(moment, feature.format) for moment in drawn]
    levels = tuple(sorted(set(written)))
    codes = [levels.index(word) for word in written]
    return Words.of(np.where(random.random(rows) < 0.1, -1, codes), levels)


def _written(moment: np.datetime64, format: str) -> str:
    """A moment in another format than ISO 8601's, in strptime's codes, or %s and %Q for seconds and milliseconds since 1970."""
    seconds = int(moment.astype(np.int64))
    known = {"%s": str(seconds), "%Q": str(1000 * seconds)}
    return known.get(format) or moment.astype(datetime).strftime(format)
