"""A column of numbers: one scaled input, and a second one that marks missing cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation, parse_numbers
from dltrain.data.encoding.feature import Feature, Floats, Rows, Writer, count_cells
from dltrain.data.options.columns import Numeric
from dltrain.data.table import Column, Numbers, missing_cells
from dltrain.data.transforms import scale as scaling
from dltrain.data.transforms.scale import Scale


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

    def writer(self, column: Column, rows: Rows, place: ColumnLocation) -> tuple[Writer, str | None]:
        given = column if isinstance(column, Numbers) else Numbers(parse_numbers(column, place), whole=False)
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
            None if self.missing or not count else f"{count_cells(count)} without a value, taken as {self.policy} {self.fill:g}",
        )

    def undo(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([self.scale.undo(numbers[:, :1]), numbers[:, 1:]], axis=1)


def _fit_numeric(kind: Numeric, column: Column, train: Rows, missing: int, how: str, place: ColumnLocation) -> NumericFeature:
    everywhere = column if isinstance(column, Numbers) else Numbers(parse_numbers(column, place), whole=False)
    if kind.missing == "error" and everywhere.missing.any():
        count, first = int(everywhere.missing.sum()), place.row(everywhere.missing)
        raise place.error(f"has {count_cells(count)} without a value, the first in {first}, and says missing: error")
    found = everywhere.at(train)
    present = found[~np.isnan(found)] if missing else found
    fill = 0.0 if kind.missing == "zero" else np.mean(present) if kind.missing == "mean" else np.median(present)
    filled = np.where(np.isnan(found), fill, found) if missing else found
    indicator = kind.missing == "median" and missing > 0
    is_constant = all((part == present[0]).all() for part in (present[:100], present))
    only = float(present[0]) if is_constant else None
    return NumericFeature(place.name, missing, kind.missing, float(fill), indicator, scaling.fit(filled[:, None], how), only)
