"""What every fitted target answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation
from dltrain.data.table import Array, Column, Table, missing_cells

Rows = NDArray[np.int64]

MOST_TOLD_APART = (
    5000  # classes, whose confusion matrices grow with their square, or labels, of which each row has an output each
)


@dataclass(frozen=True)
class Target:
    """A fitted target; `columns` are the names of its columns in the table."""

    kind: ClassVar[str]

    columns: tuple[str, ...]

    @property
    def task(self) -> str:
        raise NotImplementedError

    @property
    def labels(self) -> tuple[int | str, ...]:
        """The classes, in the order of their numbers, or the labels; none for regression."""
        return ()

    def summary(self, name: str) -> str:
        """How one of its columns is encoded, in words."""
        raise NotImplementedError

    def encode(self, table: Table) -> NDArray[Any]:
        """The targets of all rows of a table. Raises DataError where one is missing or none of those known."""
        raise NotImplementedError

    def of_rows(self, table: Table, rows: Rows, inputs: NDArray[np.float32] | None) -> NDArray[Any]:
        """The targets of some rows, whose numbers are side by side in `inputs`, (rows, width). Raises DataError as `encode`."""
        return self.encode(table)[rows]

    def names(self, inputs: list[str]) -> list[str]:
        """What is predicted, a name for each; `inputs` names the numbers of the input."""
        return list(self.columns)

    def undo(self, targets: NDArray[np.float64]) -> NDArray[np.float64]:
        """Encoded values in their own unit."""
        return targets


def present(table: Table, name: str) -> tuple[Column, ColumnLocation]:
    """A target column and its place. Raises DataError where a row lacks it."""
    column, place = table.columns[name], ColumnLocation(table, name)
    if isinstance(column, Array):
        raise place.error("is an array a row; expected a target of one value a row")
    absent = missing_cells(column)
    if absent.any():
        count = int(absent.sum())
        where = f"in {place.row(absent)}" if count == 1 else f"in {count} rows, the first of them {place.row(absent)}"
        raise place.error(f"is the target, but has no value {where}")
    return column, place


def check_labels(count: int, place: ColumnLocation) -> None:
    """Raises DataError where there are more labels than there is memory for."""
    if count > MOST_TOLD_APART:
        told = f"is the target, and {count:,} different labels stand in its cells; at most {MOST_TOLD_APART:,} are predicted"
        raise place.error(f"{told}; keep the frequent labels and write one word for all others")
