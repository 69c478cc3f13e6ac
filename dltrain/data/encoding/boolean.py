"""A column of two values: one input of 0 and 1."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation, factorize, label_text
from dltrain.data.encoding.feature import Feature, Floats, Rows, Writer, count_cells
from dltrain.data.options.columns import Boolean
from dltrain.data.table import Booleans, Column
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
    def page(self) -> Boolean:
        return Boolean()

    @property
    def values(self) -> int:
        return len(self.levels)

    def summary(self) -> str:
        return " and ".join(f"{code} for {level}" for code, level in enumerate(self.levels))

    def writer(self, column: Column, rows: Rows, place: ColumnLocation) -> tuple[Writer, str | None]:
        found = self.zero_one(column, place)[rows]
        count = 0 if self.missing else int(np.isnan(found).sum())

        def write(stretch: slice, out: Floats) -> None:
            absent = np.isnan(found[stretch])
            out[:, 0] = np.where(absent, self.fill, found[stretch])
            if self.missing:
                out[:, 1] = absent

        return write, f"{count_cells(count)} without a value, taken as {self.levels[int(self.fill)]}" if count else None

    def zero_one(self, column: Column, place: ColumnLocation) -> NDArray[np.float64]:
        """float64 (rows,), NaN where missing. Raises DataError where a cell is neither."""
        if isinstance(column, Booleans):
            return column.values
        found = factorize(column, place)
        known = {level: float(code) for code, level in enumerate(self.levels)}
        coded = np.array([known.get(label_text(label), np.inf) for label in found.labels] + [np.nan])[found.codes]
        if np.isinf(coded).any():
            wrong = np.isinf(coded)
            label = found.labels[found.codes[wrong.argmax()]]
            raise place.error(f"is boolean, {' or '.join(self.levels)}, but {place.row(wrong)} holds '{label}'")
        return np.asarray(coded)


def _fit_boolean(column: Column, train: Rows, missing: int, place: ColumnLocation) -> BooleanFeature:
    found = factorize(column, place)
    # Which two values there are is read off all rows, like the kind of a column; nothing is fitted to them.
    levels = column.words if isinstance(column, Booleans) else tuple(map(label_text, found.labels))
    if len(levels) > 2:
        shown = listing((f"'{level}'" for level in levels), 5)
        raise place.error(f"is declared boolean, but has {len(levels)} different values: {shown}")
    feature = BooleanFeature(place.name, missing, levels, 0.0)
    ones = feature.zero_one(column, place)[train]
    share = float(np.nanmean(ones))
    return dataclasses.replace(feature, fill=float(share > 0.5), only=levels[int(share)] if share in (0, 1) else None)
