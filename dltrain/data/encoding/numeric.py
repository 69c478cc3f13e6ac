"""A column of numbers: one scaled input, and a second one that marks missing cells.

Wide tables have many of them, of which each operation of numpy would take longer to begin than to do: columns that stand side by
side are fitted and written as a matrix (columns, rows) of so many that it stays in the processor's cache.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn, parse_numbers
from dltrain.data.encoding.feature import Constant, Feature, Floats, Training, Writer, count_cells
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
    def page(self) -> Numeric:
        return Numeric(missing=self.policy)

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
        return NumbersWriter((self,), (column,), (cells,), rows, count > 0), notice

    def undo(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([self.scale.undo(numbers[:, :1]), numbers[:, 1:]], axis=1)

    def constant_cells(self, column: TableColumn) -> Constant | None:
        if self.only is None:
            return None
        values = parse_numbers(column)
        return Constant(f"{self.only:g}", values, ~np.isnan(values) & (values != self.only))

    def misfits(self) -> Misfits:
        return misfits_of_scale(self.scale, 1)


def _numbers(column: TableColumn) -> Numbers:
    """The cells as numbers. Raises DataError where one is none."""
    cells = column.cells
    return cells if isinstance(cells, Numbers) else Numbers(parse_numbers(column), whole=False)


@dataclass(frozen=True)
class NumbersWriter:
    """Writes these rows of columns of numbers that stand side by side. has_gaps: whether one of the rows lacks a number."""

    features: tuple[NumericFeature, ...]
    columns: tuple[TableColumn, ...]
    cells: tuple[Numbers, ...]
    rows: RowNumbers
    has_gaps: bool

    def __call__(self, stretch: slice, out: Floats) -> None:
        chosen = self.rows[stretch]
        matrix = np.stack([column.values[chosen] for column in self.cells])
        fill, offset, divisor = self._parameters
        numbers, marks, marked = self._places
        if self.has_gaps:
            absent = np.isnan(matrix)
            np.copyto(matrix, fill, where=absent)
            out[:, marks] = absent[marked].T
        matrix -= offset
        matrix /= divisor
        with np.errstate(over="ignore"):
            out[:, numbers] = matrix.T
        if not np.isfinite(out).all():
            number, row = np.argwhere(~np.isfinite(out[:, numbers].T))[0]
            column = self.columns[number]
            raise column.error(f"holds a number too large for float32 in {column.table.line_of(int(chosen[row]))}")

    @functools.cached_property
    def _parameters(self) -> tuple[NDArray[np.float64], ...]:
        """The filling, offset and divisor of each column: (columns, 1)."""
        each = [(feature.fill, *feature.scale.offset, *feature.scale.divisor) for feature in self.features]
        return tuple(np.array(each).T[:, :, None])

    @functools.cached_property
    def _places(self) -> tuple[slice | NDArray[Any], NDArray[Any], list[int]]:
        """Which inputs are the numbers, and which the marks of missing ones, of which columns."""
        marked = [number for number, feature in enumerate(self.features) if feature.indicator]
        ends = np.cumsum([2 if feature.indicator else 1 for feature in self.features])
        return np.append(0, ends[:-1]) if marked else slice(None), ends[marked] - 1, marked


def side_by_side(writers: Iterable[tuple[int, Writer]], at_once: int) -> Iterator[tuple[int, Writer]]:
    """Writers of neighbouring inputs, each with the number of its inputs: those of columns of numbers made fewer, as many at a
    time as is quickest where `at_once` rows are written at a time."""
    step = max(1, MATRIX // max(1, at_once))
    for are_numbers, run in itertools.groupby(writers, key=lambda writer: isinstance(writer[1], NumbersWriter)):
        neighbours = list(run)
        if not are_numbers or step == 1:
            yield from neighbours
            continue
        for start in range(0, len(neighbours), step):
            widths, some = zip(*neighbours[start : start + step], strict=True)
            features, columns, cells = (
                tuple(itertools.chain.from_iterable(getattr(write, name) for write in some))
                for name in ("features", "columns", "cells")
            )
            yield sum(widths), NumbersWriter(features, columns, cells, some[0].rows, any(write.has_gaps for write in some))


def fit(kind: Numeric, column: TableColumn, training: Training) -> NumericFeature:
    """Raises DataError where a cell is no number, or missing where none may be."""
    numbers = _numbers(column)
    if kind.missing == "error" and numbers.missing.any():
        cells, first = count_cells(int(numbers.missing.sum())), column.row(numbers.missing)
        raise column.error(f"has {cells} without a value, the first in {first}, and says missing: error")
    values = numbers.values[training.rows]
    absent = np.isnan(values)
    present = values[~absent] if training.missing else values
    fill = float(_fill(kind.missing, present[None])[0])
    scale = scaling.fit((np.where(absent, fill, values) if training.missing else values)[:, None], training.scale)
    indicator = kind.missing == "median" and training.missing > 0
    is_constant = all((part == present[0]).all() for part in (present[:100], present))
    only = float(present[0]) if is_constant else None
    return NumericFeature(column.name, training.missing, kind.missing, fill, indicator, scale, only)


def _fill(policy: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """What stands for a missing number of each column: (columns, rows), all present → (columns,)."""
    if policy == "zero":
        return np.zeros(len(values))
    return np.asarray(values.mean(axis=1) if policy == "mean" else np.median(values, axis=1))


def fit_without_gaps(table: Table, kinds: Mapping[str, ColumnKind | None], rows: RowNumbers, how: str) -> dict[str, Feature]:
    """The same of all columns of numbers that lack none, many at a time: none where there are so many rows that a column is much
    by itself."""
    step = MATRIX // max(1, len(rows))
    if step < 2:
        return {}
    names: dict[Numeric, list[str]] = {}
    for name, kind in kinds.items():
        cells = table.columns[name]
        if isinstance(kind, Numeric) and isinstance(cells, Numbers) and not cells.missing.any():
            names.setdefault(kind, []).append(name)
    fitted: dict[str, Feature] = {}
    for kind, alike in names.items():
        for start in range(0, len(alike), step):
            some = alike[start : start + step]
            matrix = np.stack([table.columns[name].values[rows] for name in some])  # type: ignore[union-attr]  # all are Numbers
            scale, fill = scaling.fit(matrix, how, axis=0), _fill(kind.missing, matrix).tolist()
            constant = (matrix == matrix[:, :1]).all(axis=1).tolist()
            for number, name in enumerate(some):
                only = float(matrix[number, 0]) if constant[number] else None
                fitted[name] = NumericFeature(name, 0, kind.missing, fill[number], False, scale.column(number), only)
    return fitted
