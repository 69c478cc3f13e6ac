"""Dates as numbers: days since the first one, and the parts of a date that vary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn
from dltrain.data.dates.advice import format_advice, stray_advice
from dltrain.data.dates.formats import pattern_of
from dltrain.data.dates.guesses import FRACTION, guesses
from dltrain.data.dates.parsing import Dates, read
from dltrain.data.encoding.feature import ConstantCells, Feature, FitData, Floats, Writer
from dltrain.data.encoding.misfits import Misfits, misfits_of_scale, repeated
from dltrain.data.options.columns import Datetime
from dltrain.data.table import Words, missing_cells
from dltrain.data.transforms import scale as scaling
from dltrain.data.transforms.scale import Scale
from dltrain.errors import listing
from dltrain.text.formatting import count as count_of

DAY = np.timedelta64(1, "D") / np.timedelta64(1, "us")
PARTS = ("year", "month", "day", "weekday", "hour", "minute")


@dataclass(frozen=True)
class DatetimeFeature(Feature):
    """Days since `origin`, the first date of the training rows, and the `parts` of the date that vary in them, all scaled.

    A missing date is `fill`, the median of each, and 1 in an input of its own if a training row lacks it. `format` is how dates
    are written, if not as ISO 8601 has them; `zoned`: whether those of the training rows have a zone; `constant`: whether they
    are all the same.
    """

    kind = "datetime"

    origin: str
    parts: tuple[str, ...]
    fill: tuple[float, ...]
    scale: Scale
    format: str | None = None
    zoned: bool = False
    constant: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        missing = [f"{self.name} missing"] if self.missing else []
        return (f"{self.name} days", *(f"{self.name} {part}" for part in self.parts), *missing)

    @property
    def marks(self) -> tuple[str | None, ...]:
        scaled = 1 + len(self.parts)
        return (*(None,) * scaled, *self.inputs[scaled:])

    @property
    def options(self) -> Datetime:
        return Datetime(format=self.format)

    def summary(self) -> str:
        return listing([f"days since {self.origin.partition('T')[0]}", *self.parts])

    def writer(self, column: TableColumn, rows: RowNumbers) -> tuple[Writer, str | None]:
        dates = moments(column, self.format, is_new=True)
        chosen = dates.moments[rows]
        absent = np.isnat(chosen)
        count = 0 if self.missing else int(absent.sum())
        notices = [f"{count_of(count, 'cell')} without a value, taken as the median date"] if count else []
        if other := int((~absent & (dates.zoned[rows] != self.zoned)).sum()):
            zone = "without a zone, where training rows have one" if self.zoned else "with a zone, where training rows have none"
            notices.append(f"{count_of(other, 'cell')} {zone}; taken as UTC")

        def write(chunk: slice, out: Floats) -> None:
            absent = np.isnat(chosen[chunk])
            numbers = numbers_of(chosen[chunk], np.datetime64(self.origin, "us"), self.parts)
            numbers[absent] = self.fill
            out[:, : numbers.shape[1]] = self.scale.apply(numbers)
            if self.missing:
                out[:, -1] = absent

        return write, "; ".join(notices) or None

    def undo(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        scaled = 1 + len(self.parts)
        return np.concatenate([self.scale.undo(numbers[:, :scaled]), numbers[:, scaled:]], axis=1)

    def constant_cells(self, column: TableColumn) -> ConstantCells | None:
        if not self.constant:
            return None
        dates = moments(column, self.format, is_new=True).moments
        origin = np.datetime64(self.origin, "us")
        return ConstantCells(str(origin).removesuffix("T00:00:00.000000"), dates, ~np.isnat(dates) & (dates != origin))

    def misfits(self) -> Misfits:
        if not _is_date(self.origin):
            yield "origin", f"a date, not '{self.origin}'"
        if self.format is not None:
            try:
                pattern_of(self.format)
            except ValueError as error:
                yield "format", f"a format of dates: {error}, in '{self.format}'"
        for number, part in enumerate(self.parts):
            if part not in PARTS:
                yield f"parts.{number}", f"one of {', '.join(PARTS)}, not '{part}'"
        yield from repeated("parts", self.parts)
        if len(self.fill) != 1 + len(self.parts):
            yield "fill", f"a list of {1 + len(self.parts)}, not of {len(self.fill)}"
        yield from misfits_of_scale(self.scale, 1 + len(self.parts))


def _is_date(text: str) -> bool:
    try:
        return not np.isnat(np.datetime64(text, "us"))
    except ValueError:
        return False


@dataclass(frozen=True)
class Moments:
    """A column of dates: datetime64[us] (rows,), NaT where missing; `zoned`: bool (rows,), where a zone is written."""

    moments: Dates
    zoned: NDArray[np.bool_]


def fit(kind: Datetime, column: TableColumn, training: FitData) -> DatetimeFeature:
    """Raises DataError where a cell is no date."""
    dates = moments(column, kind.format)
    chosen = dates.moments[training.rows]
    absent = np.isnat(chosen)
    present = chosen[~absent]
    origin = present.min()
    everything = numbers_of(present, origin, PARTS)
    varying = tuple(part for number, part in enumerate(PARTS, start=1) if np.ptp(everything[:, number]))
    numbers = numbers_of(present, origin, varying)
    fill = np.median(numbers, axis=0)
    missing = int(absent.sum())
    return DatetimeFeature(
        column.name,
        missing,
        str(origin),
        varying,
        fill=tuple(fill.tolist()),
        scale=scaling.fit(np.concatenate([numbers, np.tile(fill, (missing, 1))]), training.scale),
        format=kind.format,
        zoned=bool(dates.zoned[training.rows].any()),
        constant=bool((present == origin).all()),
    )


def moments(column: TableColumn, written: str | None, *, is_new: bool = False) -> Moments:
    """A column of dates of this format, or as ISO 8601 has them. `is_new`: it is read as the training rows were, so that it comes
    too late to change the spec. Raises DataError where a cell is no date."""
    expected = "YYYY-MM-DD, with or without a time" if written is None else f"{written!r} says"
    cells = column.cells
    if not isinstance(cells, Words):
        absent = missing_cells(cells)
        if absent.all():
            return Moments(np.full(len(absent), np.datetime64("NaT"), dtype="datetime64[us]"), np.zeros(len(absent), dtype=bool))
        raise column.error(f"holds dates as {expected}; these cells are not words")
    dates = read(cells.levels, written)
    wrong = np.isnat(dates.moments)
    if wrong.any():
        rows = np.append(wrong, False)[cells.codes]
        word = cells.levels[cells.codes[rows.argmax()]]
        more = f" ({int(rows.sum())} of {len(rows)} cells are none)" if rows.sum() > 1 else ""
        advice = "" if is_new else f"; {_advice(cells, column.name, wrong)}"
        raise column.error(f"holds dates as {expected}, but {column.row(rows)} holds '{word}'{more}{advice}")
    return Moments(np.append(dates.moments, np.datetime64("NaT"))[cells.codes], np.append(dates.zoned, False)[cells.codes])


def _advice(column: Words, name: str, wrong: NDArray[np.bool_]) -> str:
    formats = guesses(column.levels) if wrong.mean() > 1 - FRACTION else ()
    if formats:
        return format_advice(name, formats, column.levels)
    return "say how with format, such as format: '%d/%m/%Y'" if wrong.all() else stray_advice(column, wrong)


def numbers_of(moments: Dates, origin: np.datetime64, parts: tuple[str, ...]) -> NDArray[np.float64]:
    """Days since `origin` and the named parts of moments: float64 (rows, 1 + parts). Weekday 0 is Monday; NaT gives anything."""
    day, month, year = (moments.astype(f"datetime64[{unit}]") for unit in "DMY")
    since = (moments - origin).astype(np.float64) / DAY
    values: dict[str, Callable[[], NDArray[np.int64]]] = {
        "year": lambda: year.astype(np.int64) + 1970,
        "month": lambda: month.astype(np.int64) % 12 + 1,
        "day": lambda: (day - month.astype("datetime64[D]")).astype(np.int64) + 1,
        "weekday": lambda: (day.astype(np.int64) + 3) % 7,  # 1 January 1970 was a Thursday
        "hour": lambda: (moments - day).astype("timedelta64[h]").astype(np.int64),
        "minute": lambda: (moments - day).astype("timedelta64[m]").astype(np.int64) % 60,
    }
    return np.stack([since, *(values[part]() for part in parts)], axis=1)
