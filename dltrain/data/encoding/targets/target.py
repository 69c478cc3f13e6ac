"""What every fitted target answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn
from dltrain.data.encoding.misfits import Misfits
from dltrain.data.table import Array, Table, missing_cells
from dltrain.data.transforms.scale import Scale
from dltrain.tasks import Task

MAX_LABELS = 5000  # classes, whose confusion matrices grow with their square, or labels, of which each row has an output each


@dataclass(frozen=True)
class Target:
    """A fitted target; `columns` are the names of its columns in the table."""

    kind: ClassVar[str]

    columns: tuple[str, ...]

    @property
    def task(self) -> Task:
        """What is learned, the name of a Task."""
        raise NotImplementedError

    @property
    def labels(self) -> tuple[int | str, ...]:
        """The classes, in the order of their numbers, or the labels; none for regression."""
        return ()

    @property
    def each(self) -> Sequence[Target]:
        """Of targets of different kinds each by itself; none of one target."""
        return ()

    @property
    def stratifies(self) -> bool:
        """Whether the parts have the classes in equal shares, unless the spec says otherwise."""
        return self.task.has_classes

    @property
    def welcome(self) -> tuple[str, ...]:
        """Columns that are read where they are there, and need not be."""
        return ()

    @property
    def number_scale(self) -> Scale | None:
        """The scale of its columns, where they are numbers."""
        return None

    def summary(self, name: str) -> str:
        """How one of its columns is encoded, in words."""
        raise NotImplementedError

    def encode(self, table: Table) -> NDArray[Any]:
        """The targets of all rows of a table. Raises DataError where one is missing or none of those known."""
        raise NotImplementedError

    def of_rows(self, table: Table, rows: RowNumbers, inputs: Callable[[], NDArray[np.float32]]) -> NDArray[Any]:
        """The targets of some rows, whose numbers side by side are `inputs()`, (rows, width). Raises DataError as `encode`."""
        return self.encode(table)[rows]

    def names(self, inputs: list[str]) -> list[str]:
        """What is predicted, a name for each; `inputs` names the numbers of the input."""
        return list(self.columns)

    def undo(self, targets: NDArray[np.float64]) -> NDArray[np.float64]:
        """Encoded values in their own unit."""
        return targets

    def misfits(self) -> Misfits:
        """What of it contradicts the rest of it, where it was read from a file."""
        return iter(())


def present(table: Table, name: str) -> TableColumn:
    """A target column. Raises DataError where a row lacks it."""
    column = TableColumn(table, name)
    if isinstance(column.cells, Array):
        raise column.error("is an array a row; expected a target of one value a row")
    absent = missing_cells(column.cells)
    if absent.any():
        count = int(absent.sum())
        where = f"in {column.row(absent)}" if count == 1 else f"in {count} rows, the first of them {column.row(absent)}"
        raise column.error(f"is the target, but has no value {where}")
    return column


def check_labels(count: int, column: TableColumn) -> None:
    """Raises DataError where there are more labels than there is memory for."""
    if count > MAX_LABELS:
        message = f"is the target, and {count:,} different labels stand in its cells; at most {MAX_LABELS:,} are predicted"
        raise column.error(f"{message}; keep the frequent labels and write one word for all others")
