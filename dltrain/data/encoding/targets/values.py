"""A target of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn, parse_numbers
from dltrain.data.encoding.misfits import Misfits, misfits_of_scale
from dltrain.data.encoding.targets.target import Target, present
from dltrain.data.table import Table
from dltrain.data.transforms import scale as scaling
from dltrain.data.transforms.scale import Scale
from dltrain.tasks import Task


@dataclass(frozen=True)
class ValuesTarget(Target):
    """Numbers, scaled: float32 (rows, targets)."""

    kind = "values"

    scale: Scale

    @property
    def task(self) -> Task:
        return Task.REGRESSION

    def summary(self, name: str) -> str:
        return "a number"

    @property
    def number_scale(self) -> Scale:
        return self.scale

    def encode(self, table: Table) -> NDArray[np.float32]:
        with np.errstate(over="ignore"):
            scaled = self.scale.apply(_numbers(table, self.columns)).astype(np.float32)
        if not np.isfinite(scaled).all():
            row, number = np.argwhere(~np.isfinite(scaled))[0]
            column = TableColumn(table, self.columns[number])
            raise column.error(f"holds a number too large for float32 in {table.line_of(int(row))}")
        return scaled

    def undo(self, targets: NDArray[np.float64]) -> NDArray[np.float64]:
        by_row = targets.reshape(len(targets), -1, len(self.columns))  # of several rows ahead
        return self.scale.undo(by_row).reshape(targets.shape)

    def scaled(self, table: Table, rows: RowNumbers, how: str) -> ValuesTarget:
        """The same target, scaled by its values in these training rows."""
        return ValuesTarget(self.columns, scaling.fit(_numbers(table, self.columns)[rows], how))

    def misfits(self) -> Misfits:
        if not self.columns:
            yield "columns", "a list of one or more"
        yield from misfits_of_scale(self.scale, len(self.columns))


def _numbers(table: Table, columns: Sequence[str]) -> NDArray[np.float64]:
    return np.stack([numbers_of(present(table, name)) for name in columns], axis=1)


def numbers_of(column: TableColumn) -> NDArray[np.float64]:
    """A target's numbers: float64 (rows,). Raises DataError where all are so small that their squares are 0."""
    values = parse_numbers(column, "is the target and numeric")
    largest = max(values.max(initial=0.0), -values.min(initial=0.0))
    if 0 < largest < scaling.SQUARED_TO_NOTHING:
        raise column.error(
            f"is the target, but no more than {largest:g} in any row, too small to be measured; write it in another unit"
        )
    return values
