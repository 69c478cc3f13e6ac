"""Feature encodings: what each column became, fitted on the training rows alone, and the same again for any other rows."""

from __future__ import annotations

import dataclasses
import textwrap
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dltrain.data import scale as scaling
from dltrain.data.columns import Place, numbers, shape_of, text, text_advice, values
from dltrain.data.encoding_dates import DatetimeFeature, fit_dates
from dltrain.data.encoding_text import TextFeature, fit_text
from dltrain.data.feature import Feature, Floats, Rows, Writer
from dltrain.data.options import Boolean, Categorical, ColumnKind, Datetime, Numeric, Text
from dltrain.data.scale import Pixels, Scale
from dltrain.data.table import Array, Booleans, Column, Numbers, missing_cells
from dltrain.errors import listing
from dltrain.typed_json import Count

WIDEST_ONE_HOT = 10_000


@dataclass(frozen=True)
class NumericFeature(Feature):
    """A scaled number. A missing one is `fill`, and 1 in a second input if `indicator`. `only`: that of all training rows."""

    kind = "numeric"

    policy: Literal["median", "mean", "zero", "error"]
    fill: float
    indicator: bool
    scale: Scale
    only: float | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        return (self.name, f"{self.name} missing") if self.indicator else (self.name,)

    @property
    def page(self) -> Numeric:
        return Numeric(missing=self.policy)

    def summary(self) -> str:
        return f"a number, {self.policy} {self.fill:g} where missing" if self.missing else "a number"

    def writer(self, column: Column, rows: Rows, place: Place) -> tuple[Writer, str | None]:
        given = column if isinstance(column, Numbers) else Numbers(numbers(column, place), whole=False)
        count = int(given.missing[rows].sum())
        if count and self.policy == "error":
            raise place.error(f"has no value in {place.row(missing_cells(column))}, and says missing: error")

        def write(stretch: slice, out: Floats) -> None:
            found = given.at(rows[stretch])
            absent = np.isnan(found) if count or self.indicator else None
            if absent is not None:
                found = np.where(absent, self.fill, found)
            with np.errstate(over="ignore"):
                out[:, 0] = self.scale.apply(found[:, None])[:, 0]
            if not np.isfinite(out[:, 0]).all():
                row = int(rows[stretch][(~np.isfinite(out[:, 0])).argmax()])
                raise place.error(f"holds a number too large for float32 in {place.table.line_of(row)}")
            if self.indicator:
                out[:, 1] = absent

        return (
            write,
            None if self.missing or not count else f"{_cells(count)} without a value, taken as {self.policy} {self.fill:g}",
        )

    def undo(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([self.scale.undo(numbers[:, :1]), numbers[:, 1:]], axis=1)


@dataclass(frozen=True)
class CategoryFeature(Feature):
    """One of `levels`, those of the training rows in sorted order; after them missing (if a training row was) and unseen."""

    kind = "categorical"

    levels: tuple[str, ...]
    encoding: Literal["one_hot", "embedding"]
    dimensions: Count

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(f"{self.name} {level}" for level in [*(f"= {level}" for level in self.levels), *self._own()])

    def _own(self) -> list[str]:
        return ["missing", "unseen"] if self.missing else ["unseen"]

    @property
    def page(self) -> Categorical:
        return Categorical(encoding=self.encoding, dimensions=self.dimensions or "auto")

    @property
    def values(self) -> int:
        return len(self.levels)

    @property
    def codes(self) -> int:
        """How many codes there are: levels, missing if there is one, unseen."""
        return len(self.levels) + len(self._own())

    def summary(self) -> str:
        return f"a learned vector of {self.dimensions}" if self.dimensions else "one-hot"

    def encode(self, column: Column, rows: Rows, place: Place) -> tuple[NDArray[np.int64], str | None]:
        """Codes: int64 (rows,), with a notice where a value is one that no training row has."""
        codes, notice = self._coded(column, rows, place)
        return codes.astype(np.int64), notice

    def _coded(self, column: Column, rows: Rows, place: Place) -> tuple[NDArray[Any], str | None]:
        """The same in the fewest bytes."""
        found = values(column, place)
        own = {level: code for code, level in enumerate(self.levels)}
        unseen = self.codes - 1
        renamed = np.array([own.get(text(label), unseen) for label in found.labels] + [unseen - bool(self.missing)])
        chosen = found.codes[rows]
        codes = renamed.astype(np.min_scalar_type(unseen))[chosen]
        new = chosen[codes == unseen]
        if not len(new):
            return codes, None
        words = [f"'{textwrap.shorten(str(found.labels[code]), 40)}'" if code >= 0 else "no value" for code in np.unique(new)]
        return codes, f"{_cells(len(new))} with values that no training row has ({listing(words, 3)})"

    def writer(self, column: Column, rows: Rows, place: Place) -> tuple[Writer, str | None]:
        codes, notice = self._coded(column, rows, place)

        def write(stretch: slice, out: Floats) -> None:
            out[np.arange(len(out)), codes[stretch]] = 1.0

        return write, notice


@dataclass(frozen=True)
class BooleanFeature(Feature):
    """0 for the first of `levels`, 1 for the last. Missing: `fill`, and 1 in a second input if a training row lacks it.

    `only`: the level of all training rows.
    """

    kind = "boolean"

    levels: tuple[str, ...]
    fill: float
    only: str | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        return (self.name, f"{self.name} missing") if self.missing else (self.name,)

    @property
    def page(self) -> Boolean:
        return Boolean()

    @property
    def values(self) -> int:
        return len(self.levels)

    def summary(self) -> str:
        return " and ".join(f"{code} for {level}" for code, level in enumerate(self.levels))

    def writer(self, column: Column, rows: Rows, place: Place) -> tuple[Writer, str | None]:
        found = self.zero_one(column, place)[rows]
        count = 0 if self.missing else int(np.isnan(found).sum())

        def write(stretch: slice, out: Floats) -> None:
            absent = np.isnan(found[stretch])
            out[:, 0] = np.where(absent, self.fill, found[stretch])
            if self.missing:
                out[:, 1] = absent

        return write, f"{_cells(count)} without a value, taken as {self.levels[int(self.fill)]}" if count else None

    def zero_one(self, column: Column, place: Place) -> NDArray[np.float64]:
        """float64 (rows,), NaN where missing. Raises DataError where a cell is neither."""
        if isinstance(column, Booleans):
            return column.values
        found = values(column, place)
        known = {level: float(code) for code, level in enumerate(self.levels)}
        coded = np.array([known.get(text(label), np.inf) for label in found.labels] + [np.nan])[found.codes]
        if np.isinf(coded).any():
            wrong = np.isinf(coded)
            label = found.labels[found.codes[wrong.argmax()]]
            raise place.error(f"is boolean, {' or '.join(self.levels)}, but {place.row(wrong)} holds '{label}'")
        return np.asarray(coded)


@dataclass(frozen=True)
class ArrayFeature(Feature):
    """An array a row, scaled per number (rank 1), per feature of a step (steps, features) or per channel (channels, ...)."""

    kind = "array"

    shape: tuple[int, ...]
    scale: Scale

    @property
    def flat(self) -> bool:
        """Whether its numbers join the flat block of features."""
        return len(self.shape) == 1

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{number}" for number in range(self.shape[0])) if self.flat else ()

    @property
    def page(self) -> None:
        return None

    def summary(self) -> str:
        return f"{' × '.join(map(str, self.shape))} numbers"

    def pixels(self) -> Pixels:
        """What makes numbers of pixels, as `encode` leaves them."""
        dimensions = 1 + len(self.shape)
        return Pixels.of(self.scale, dimensions, channel_axis(dimensions))

    def encode(self, column: Column, rows: Rows, place: Place) -> NDArray[Any]:
        """The arrays as a block: float32 (rows, *shape); uint8 as they are, a quarter of that, to be scaled batch by batch."""
        given = self._given(column, place)
        if given.dtype == np.uint8:
            return given[rows]
        block = np.empty((len(rows), *self.shape), dtype=np.float32)
        self.write(column, rows, block, place)
        return block

    def writer(self, column: Column, rows: Rows, place: Place) -> tuple[Writer, str | None]:
        """Here the writer takes float32 (rows, *shape)."""
        given = self._given(column, place)
        axis = channel_axis(given.ndim)
        step = max(1, scaling.CHUNK // max(1, given[:1].size))

        def write(stretch: slice, out: Floats) -> None:
            chosen = rows[stretch]
            for start in range(0, len(chosen), step):
                out[start : start + step] = self.scale.apply(given[chosen[start : start + step]].astype(np.float64), axis)

        return write, None

    def _given(self, column: Column, place: Place) -> NDArray[Any]:
        given = _array(column, place)
        if given.shape[1:] != self.shape:
            had = " × ".join(map(str, self.shape))
            raise place.error(f"holds arrays of shape {shape_of(Array(given))}; those of the training rows are {had}")
        return given

    def undo(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        shaped = numbers.reshape(len(numbers), *self.shape)
        return self.scale.undo(shaped, channel_axis(shaped.ndim)).reshape(len(numbers), -1)


FEATURES: dict[str, type[Feature]] = {
    page.kind: page for page in (NumericFeature, CategoryFeature, BooleanFeature, DatetimeFeature, TextFeature, ArrayFeature)
}


def fit(kind: ColumnKind | None, column: Column, train: Rows, how: str, place: Place) -> Feature:
    """The encoding of a column of this kind, fitted on the rows `train` alone; numbers scaled as `how` says. Raises DataError."""
    absent = missing_cells(column)
    missing = int(absent[train].sum())
    if missing == len(train):
        raise place.error(f"has no value in any of the {len(train)} training rows; leave it out with exclude: [{place.name}]")
    if isinstance(kind, Numeric):
        return _fit_numeric(kind, column, train, missing, how, place)
    if isinstance(kind, Categorical):
        return _fit_categorical(kind, column, train, missing, place)
    if isinstance(kind, Boolean):
        return _fit_boolean(column, train, missing, place)
    if isinstance(kind, Datetime):
        return fit_dates(kind, column, train, how, place)
    if isinstance(kind, Text):
        return fit_text(kind, column, train, missing, place)
    given = _array(column, place)
    training = given[train]
    if np.issubdtype(given.dtype, np.floating) and np.isnan(given.min()):
        bad = np.isnan(given).reshape(len(given), -1).any(axis=1)
        raise place.error(f"has missing numbers, the first in {place.row(bad)}; arrays must be whole")
    return ArrayFeature(place.name, 0, given.shape[1:], scaling.fit(training, how, channel_axis(given.ndim)))


def _fit_numeric(kind: Numeric, column: Column, train: Rows, missing: int, how: str, place: Place) -> NumericFeature:
    everywhere = column if isinstance(column, Numbers) else Numbers(numbers(column, place), whole=False)
    if kind.missing == "error" and everywhere.missing.any():
        count, first = int(everywhere.missing.sum()), place.row(everywhere.missing)
        raise place.error(f"has {_cells(count)} without a value, the first in {first}, and says missing: error")
    found = everywhere.at(train)
    present = found[~np.isnan(found)] if missing else found
    fill = 0.0 if kind.missing == "zero" else np.mean(present) if kind.missing == "mean" else np.median(present)
    filled = np.where(np.isnan(found), fill, found) if missing else found
    indicator = kind.missing == "median" and missing > 0
    is_constant = all((part == present[0]).all() for part in (present[:100], present))
    only = float(present[0]) if is_constant else None
    return NumericFeature(place.name, missing, kind.missing, float(fill), indicator, scaling.fit(filled[:, None], how), only)


def _fit_categorical(kind: Categorical, column: Column, train: Rows, missing: int, place: Place) -> CategoryFeature:
    found = values(column, place)
    codes = found.codes[train]
    occurs = np.unique(codes[codes >= 0])
    levels = tuple(text(found.labels[code]) for code in occurs)
    if kind.encoding == "one_hot":
        if len(levels) > WIDEST_ONE_HOT:
            embedded = f", or columns: {{{place.name}: {{type: categorical, encoding: embedding}}}}"
            advice = f"write exclude: [{place.name}]{text_advice(levels, place.name) or embedded}"
            raise place.error(f"has {len(levels)} different values in the training rows, too many for an input each; {advice}")
        return CategoryFeature(place.name, missing, levels, kind.encoding, 0)
    # Half the number of values, at most 50: the rule of thumb of fast.ai's first tabular course.
    dimensions = min(50, (len(levels) + 1) // 2) if kind.dimensions == "auto" else kind.dimensions
    return CategoryFeature(place.name, missing, levels, kind.encoding, dimensions)


def _fit_boolean(column: Column, train: Rows, missing: int, place: Place) -> BooleanFeature:
    found = values(column, place)
    # Which two values there are is read off all rows, like the kind of a column; nothing is fitted to them.
    levels = column.words if isinstance(column, Booleans) else tuple(map(text, found.labels))
    if len(levels) > 2:
        shown = listing((f"'{level}'" for level in levels), 5)
        raise place.error(f"is declared boolean, but has {len(levels)} different values: {shown}")
    feature = BooleanFeature(place.name, missing, levels, 0.0)
    ones = feature.zero_one(column, place)[train]
    share = float(np.nanmean(ones))
    return dataclasses.replace(feature, fill=float(share > 0.5), only=levels[int(share)] if share in (0, 1) else None)


def channel_axis(dimensions: int) -> int:
    """The axis along which scales differ: the last of (rows, numbers) and (rows, steps, features), else that of the channels."""
    return 1 if dimensions > 3 else -1


def _array(column: Column, place: Place) -> NDArray[Any]:
    if not isinstance(column, Array):
        raise place.error("holds one value a row; the training rows hold an array each")
    return column.values


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
