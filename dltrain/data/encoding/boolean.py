"""A column of two values: one input of 0 and 1."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn, factorize
from dltrain.data.encoding.feature import ConstantCells, Feature, FitData, Floats, Writer, count_cells
from dltrain.data.encoding.misfits import Misfits
from dltrain.data.options.columns import Boolean
from dltrain.data.table import Booleans
from dltrain.errors import listing


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
    def marks(self) -> tuple[str | None, ...]:
        return (f"{self.name} = {self.levels[-1]}", *self.inputs[1:])

    @property
    def options(self) -> Boolean:
        return Boolean()

    @property
    def words(self) -> tuple[str, ...]:
        return self.levels

    @property
    def values(self) -> int:
        return len(self.levels)

    def summary(self) -> str:
        return " and ".join(f"{code} for {level}" for code, level in enumerate(self.levels))

    def writer(self, column: TableColumn, rows: RowNumbers) -> tuple[Writer, str | None]:
        ones = column.table.storage.keep(self.zero_one(column))
        count = 0 if self.missing else int(np.isnan(ones[rows]).sum())

        def write(chunk: slice, out: Floats) -> None:
            chosen = ones[rows[chunk]]
            absent = np.isnan(chosen)
            out[:, 0] = np.where(absent, self.fill, chosen)
            if self.missing:
                out[:, 1] = absent

        return write, f"{count_cells(count)} without a value, taken as {self.levels[int(self.fill)]}" if count else None

    def zero_one(self, column: TableColumn) -> NDArray[np.float64]:
        """float64 (rows,), NaN where missing. Raises DataError where a cell is neither."""
        if isinstance(column.cells, Booleans):
            return column.cells.values
        values = factorize(column)
        known = {level: float(code) for code, level in enumerate(self.levels)}
        coded = np.array([*(known.get(word, np.inf) for word in values.words), np.nan])[values.codes]
        if np.isinf(coded).any():
            wrong = np.isinf(coded)
            label = values.labels[values.codes[wrong.argmax()]]
            raise column.error(f"is boolean, {' or '.join(self.levels)}, but {column.row(wrong)} holds '{label}'")
        return np.asarray(coded)

    def constant_cells(self, column: TableColumn) -> ConstantCells | None:
        if self.only is None:
            return None
        ones = self.zero_one(column)
        words = np.array(self.levels)[np.nan_to_num(ones).astype(np.int64)]
        return ConstantCells(self.only, words, ~np.isnan(ones) & (words != self.only))

    def misfits(self) -> Misfits:
        if not 1 <= len(self.levels) <= 2:
            yield "levels", f"a list of 2, not of {len(self.levels)}"
        elif self.fill not in range(len(self.levels)):
            yield "fill", f"{' or '.join(map(str, range(len(self.levels))))}, not {self.fill:g}"
        if self.only is not None and self.only not in self.levels:
            yield "only", f"{' or '.join(self.levels)}, not '{self.only}'"


def fit(kind: Boolean, column: TableColumn, training: FitData) -> BooleanFeature:
    """Raises DataError where there are more than two values."""
    # Which two values there are is read off all rows, like the kind of a column; nothing is fitted to them.
    levels = column.cells.words if isinstance(column.cells, Booleans) else tuple(factorize(column).words)
    if len(levels) > 2:
        shown = listing((f"'{level}'" for level in levels), 5)
        raise column.error(f"is declared boolean, but has {len(levels)} different values: {shown}")
    feature = BooleanFeature(column.name, training.missing, levels, 0.0)
    ones = float(np.nanmean(feature.zero_one(column)[training.rows]))
    return dataclasses.replace(feature, fill=float(ones > 0.5), only=levels[int(ones)] if ones in (0, 1) else None)
