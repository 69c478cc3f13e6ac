"""A column of numbers: one scaled input, and a second one that marks missing cells.

Wide tables have many of them, of which each operation of numpy would take longer to begin than to do: columns that stand side by
side are fitted and written as a matrix (columns, rows) of so many that it stays in the processor's cache.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn, parse_numbers
from dltrain.data.encoding.feature import ConstantCells, Feature, FitData, Floats, Writer, count_cells
from dltrain.data.encoding.misfits import Misfits, misfits_of_scale
from dltrain.data.options.columns import ColumnKind, Numeric
from dltrain.data.table import Numbers, Table
from dltrain.data.transforms import scale as scaling
from dltrain.data.transforms.scale import Scale

MATRIX = 2**15  # numbers that are worked on at a time


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
    def marks(self) -> tuple[str | None, ...]:
        return (None, *self.inputs[1:])

    @property
    def width(self) -> int:
        return 2 if self.indicator else 1

    @property
    def options(self) -> Numeric:
        return _numeric(self.policy)

    @property
    def number_scale(self) -> Scale:
        return self.scale

    def summary(self) -> str:
        return f"a number, {self.policy} {self.fill:g} where missing" if self.missing else "a number"

    def writer(self, column: TableColumn, rows: RowNumbers) -> tuple[NumbersWriter, str | None]:
        cells = _numbers(column)
        missing = cells.missing
        count = int(np.count_nonzero(missing[rows])) if missing.any() else 0
        if count and self.policy == "error":
            raise column.error(f"has no value in {column.row(missing)}, and says missing: error")
        is_new = count and not self.missing
        notice = f"{count_cells(count)} without a value, taken as {self.policy} {self.fill:g}" if is_new else None
        return NumbersWriter((self,), column.table, (cells,), rows, count > 0), notice

    def undo(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([self.scale.undo(numbers[:, :1]), numbers[:, 1:]], axis=1)

    def constant_cells(self, column: TableColumn) -> ConstantCells | None:
        if self.only is None:
            return None
        values = parse_numbers(column)
        return ConstantCells(f"{self.only:g}", values, ~np.isnan(values) & (values != self.only))

    def misfits(self) -> Misfits:
        return misfits_of_scale(self.scale, 1)


@functools.cache  # many columns have the same
def _numeric(policy: Literal["median", "mean", "zero", "error"]) -> Numeric:
    return Numeric(missing=policy)


def _numbers(column: TableColumn) -> Numbers:
    """The cells as numbers. Raises DataError where one is none."""
    cells = column.cells
    return cells if isinstance(cells, Numbers) else Numbers(parse_numbers(column), whole=False)


def _matrix(columns: Sequence[Numbers], rows: RowNumbers) -> NDArray[np.float64]:
    """These rows of the columns: float64 (columns, rows), a copy."""
    return columns[0].values[rows][None] if len(columns) == 1 else np.stack([column.values[rows] for column in columns])


@dataclass(frozen=True)
class NumbersWriter:
    """Writes these rows of columns of numbers that stand side by side. has_gaps: whether one of the rows lacks a number."""

    features: tuple[NumericFeature, ...]
    table: Table
    cells: tuple[Numbers, ...]
    rows: RowNumbers
    has_gaps: bool

    def __call__(self, chunk: slice, out: Floats) -> None:
        chosen = self.rows[chunk]
        matrix = _matrix(self.cells, chosen)
        fill, offset, divisor = self._parameters
        numbers, marks, marked = self._places
        if self.has_gaps:
            absent = np.isnan(matrix)
            matrix = np.where(absent, fill, matrix)
            out[:, marks] = absent[marked].T
        matrix -= offset
        matrix /= divisor
        with np.errstate(over="ignore"):
            out[:, numbers] = matrix.T
        if not np.isfinite(out).all():
            number, row = np.argwhere(~np.isfinite(out[:, numbers].T))[0]
            column = TableColumn(self.table, self.features[number].name)
            raise column.error(f"holds a number too large for float32 in {self.table.line_of(int(chosen[row]))}")

    @functools.cached_property
    def _parameters(self) -> tuple[NDArray[np.float64], ...]:
        """The filling, offset and divisor of each column: (columns, 1)."""
        each = [(feature.fill, *feature.scale.offset, *feature.scale.divisor) for feature in self.features]
        return tuple(np.array(each).T[:, :, None])

    @functools.cached_property
    def _places(self) -> tuple[slice | NDArray[Any], slice | NDArray[Any], slice | list[int]]:
        """Which inputs are the numbers, and which the marks of missing ones, of which columns."""
        if len(self.features) == 1:
            return slice(1), slice(1, None), slice(int(self.features[0].indicator))
        marked = [number for number, feature in enumerate(self.features) if feature.indicator]
        ends = np.cumsum([2 if feature.indicator else 1 for feature in self.features])
        return np.append(0, ends[:-1]) if marked else slice(None), ends[marked] - 1, marked


def side_by_side(writers: Iterable[tuple[int, Writer]], at_once: int) -> Iterator[tuple[int, Writer]]:
    """Writers of neighbouring inputs, each with the number of its inputs: those of columns of numbers made fewer, as many at a
    time as is quickest where `at_once` rows are written at a time."""
    step = _columns_at_once(at_once)
    for are_single, run in itertools.groupby(writers, key=lambda writer: _is_single(writer[1])):
        neighbours = list(run)
        if not are_single or step == 1:
            yield from neighbours
            continue
        for start in range(0, len(neighbours), step):
            widths, some = zip(*neighbours[start : start + step], strict=True)
            features, cells = ([getattr(write, name)[0] for write in some] for name in ("features", "cells"))
            first, has_gaps = some[0], any(write.has_gaps for write in some)
            yield sum(widths), NumbersWriter(tuple(features), first.table, tuple(cells), first.rows, has_gaps)


def _columns_at_once(rows: int) -> int:
    """How many columns of so many rows are worked on at a time."""
    return max(1, MATRIX // max(1, rows))


def _is_single(writer: Writer) -> bool:
    return isinstance(writer, NumbersWriter) and len(writer.features) == 1


def is_without_gaps(feature: Feature, table: Table) -> bool:
    """Whether a feature is a number in every row of a table."""
    return isinstance(feature, NumericFeature) and feature.name in table.without_gaps


def writers_without_gaps(
    features: Sequence[Any], table: Table, rows: RowNumbers, at_once: int
) -> Iterator[tuple[int, NumbersWriter]]:
    """Writers of neighbouring features that are numbers in every row, as `side_by_side` has them."""
    step = _columns_at_once(at_once)
    for start in range(0, len(features), step):
        some: tuple[NumericFeature, ...] = tuple(features[start : start + step])
        cells: tuple[Any, ...] = tuple(table.columns[feature.name] for feature in some)
        yield sum(feature.width for feature in some), NumbersWriter(some, table, cells, rows, has_gaps=False)


def fit(kind: Numeric, column: TableColumn, training: FitData) -> NumericFeature:
    """Raises DataError where a cell is no number, or missing where none may be."""
    cells = _numbers(column)
    if kind.missing == "error" and cells.missing.any():
        lacking, first = count_cells(int(cells.missing.sum())), column.row(cells.missing)
        raise column.error(f"has {lacking} without a value, the first in {first}, and says missing: error")
    return _fit_matrix(kind, [column.name], [cells], training.rows, training.scale)[0]


def fit_together(table: Table, kinds: Mapping[str, ColumnKind | None], rows: RowNumbers, how: str) -> dict[str, Feature]:
    """The same of all columns of numbers that can be nothing but fitted, many at a time: none where there are so many rows that
    a column is much by itself."""
    step = MATRIX // max(1, len(rows))
    if step < 2:
        return {}
    alike: dict[Numeric, dict[str, Numbers]] = {}
    for name, kind in kinds.items():
        cells = table.columns[name]
        if not (isinstance(kind, Numeric) and isinstance(cells, Numbers)):
            continue
        if name in table.without_gaps or (kind.missing != "error" and not cells.missing[rows].all()):
            alike.setdefault(kind, {})[name] = cells
    fitted: list[NumericFeature] = []
    for kind, columns in alike.items():
        names, numbers = list(columns), list(columns.values())
        for start in range(0, len(names), step):
            some = slice(start, start + step)
            fitted += _fit_matrix(kind, names[some], numbers[some], rows, how)
    return {feature.name: feature for feature in fitted}


def _fit_matrix(
    kind: Numeric, names: Sequence[str], columns: Sequence[Numbers], rows: RowNumbers, how: str
) -> list[NumericFeature]:
    """The features of these columns, of which each has a number in one of the rows."""
    matrix = _matrix(columns, rows)
    absent = np.isnan(matrix)
    missing = np.count_nonzero(absent, axis=1)
    constant = _constant(matrix, absent)
    fill = np.zeros(len(matrix))
    if kind.missing != "zero":
        statistic = np.mean if kind.missing == "mean" else np.median
        for number in np.flatnonzero(missing):
            fill[number] = statistic(matrix[number, ~absent[number]])
        fill[missing == 0] = statistic(matrix[missing == 0], axis=1)
    np.copyto(matrix, fill[:, None], where=absent)
    scale = scaling.fit(matrix.T, how)
    marked = (missing > 0) & (kind.missing == "median")
    fitted = zip(names, missing.tolist(), fill.tolist(), marked.tolist(), constant, strict=True)
    return [
        NumericFeature(name, lacking, kind.missing, one, indicator, scale.column(number), only)
        for number, (name, lacking, one, indicator, only) in enumerate(fitted)
    ]


def _constant(matrix: NDArray[np.float64], absent: NDArray[np.bool_]) -> list[float | None]:
    """The one number of each column, (columns, rows), where it has no other; the first few tell of most that they have."""
    first = matrix[np.arange(len(matrix)), absent.argmin(axis=1)]
    for part in (slice(100), slice(None)):
        same = (absent[:, part] | (matrix[:, part] == first[:, None])).all(axis=1)
        if not same.any():
            break
    return [value if is_constant else None for value, is_constant in zip(first.tolist(), same.tolist(), strict=True)]
