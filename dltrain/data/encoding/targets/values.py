"""A target of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation, parse_numbers
from dltrain.data.encoding.targets.target import Rows, Target, present
from dltrain.data.table import Column, Table
from dltrain.data.transforms import scale as scaling
from dltrain.data.transforms.scale import Scale


@dataclass(frozen=True)
class ValuesTarget(Target):
    """Numbers, scaled: float32 (rows, targets)."""

    kind = "values"

    scale: Scale

    @property
    def task(self) -> str:
        return "regression"

    def summary(self, name: str) -> str:
        return "a number"

    def encode(self, table: Table) -> NDArray[np.float32]:
        with np.errstate(over="ignore"):
            scaled = self.scale.apply(_numbers(table, self.columns)).astype(np.float32)
        if not np.isfinite(scaled).all():
            row, column = np.argwhere(~np.isfinite(scaled))[0]
            raise ColumnLocation(table, self.columns[column]).error(
                f"holds a number too large for float32 in {table.line_of(int(row))}"
            )
        return scaled

    def undo(self, targets: NDArray[np.float64]) -> NDArray[np.float64]:
        by_row = targets.reshape(len(targets), -1, len(self.columns))  # of several rows ahead
        return self.scale.undo(by_row).reshape(targets.shape)


def scaled(target: ValuesTarget, table: Table, train: Rows, how: str) -> ValuesTarget:
    """The same target, scaled by its values in the training rows."""
    return ValuesTarget(target.columns, scaling.fit(_numbers(table, target.columns)[train], how))


def _numbers(table: Table, columns: Sequence[str]) -> NDArray[np.float64]:
    return np.stack([_measurable(*present(table, name)) for name in columns], axis=1)


def _measurable(column: Column, place: ColumnLocation) -> NDArray[np.float64]:
    """A target's numbers. Raises DataError where all are so small that their squares are 0."""
    found = parse_numbers(column, place, "is the target and numeric")
    largest = max(found.max(initial=0.0), -found.min(initial=0.0))
    if 0 < largest < scaling.SQUARED_TO_NOTHING:
        raise place.error(
            f"is the target, but no more than {largest:g} in any row, too small to be measured; write it in another unit"
        )
    return found
