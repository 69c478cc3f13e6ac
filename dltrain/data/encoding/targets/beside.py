"""Where nothing is predicted, and what a column is known to say of each row stands beside what is found in the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import Factorized, TableColumn, factorize, label_text
from dltrain.data.encoding.misfits import Misfits, repeated
from dltrain.data.encoding.targets.target import Target, check_labels
from dltrain.data.options.columns import ColumnKind, Numeric
from dltrain.data.sources.numeric_names import MAX_CLASSES
from dltrain.data.table import Numbers, Table
from dltrain.errors import Problem, SpecError
from dltrain.tasks import Task

UNKNOWN = -1  # the class of a row that has none


@dataclass(frozen=True)
class BesideTarget(Target):
    """A column that is never learned from: of classes int64 (rows,), UNKNOWN where its cell is blank, and numbers from
    `len(known)` on for classes that the training file did not have; of numbers, where `known` is empty, float32 (rows, 1), NaN
    where blank; (rows, 0) where there is no such column.

    `columns` stays empty, since new rows need not have the column.
    """

    kind = "beside"

    purpose: str
    column: str | None = None
    known: tuple[int | str, ...] = ()

    @property
    def task(self) -> Task:
        return Task(self.purpose)

    @property
    def welcome(self) -> tuple[str, ...]:
        return () if self.column is None else (self.column,)

    def summary(self, name: str) -> str:
        return "stands beside"

    def encode(self, table: Table) -> NDArray[Any]:
        if self.column is None:
            return np.empty((table.rows, 0), dtype=np.float32)
        if self.known:
            return self._classes(table)
        cells = table.columns.get(self.column)
        if not isinstance(cells, Numbers):
            return np.full((table.rows, 1), np.nan, dtype=np.float32)
        return cells.values[:, None].astype(np.float32)

    def _classes(self, table: Table) -> NDArray[np.int64]:
        if self.column not in table.columns:
            return np.full(table.rows, UNKNOWN, dtype=np.int64)
        values = factorize(TableColumn(table, self.column))
        numbered = {label_text(label): number for number, label in enumerate(self.known)}
        renamed = table.codes.get(self.column, {})
        numbers = [numbered.setdefault(renamed.get(word, word), len(numbered)) for word in values.words]
        return np.asarray(np.array([*numbers, UNKNOWN], dtype=np.int64)[values.codes])

    def misfits(self) -> Misfits:
        if self.purpose not in (Task.CLUSTERING, Task.RECONSTRUCTION):
            yield "purpose", f"clustering or reconstruction, not '{self.purpose}'"
        if self.known and self.column is None:
            yield "known", "empty, where there is no column"
        yield from repeated("known", [label_text(label) for label in self.known])


def beside(purpose: Task, table: Table, columns: Sequence[str], declared: Mapping[str, ColumnKind]) -> BesideTarget:
    """What stands beside the rows of a table: the one column that is named as target, if one is. Raises DataError where it holds
    arrays, or too many classes, SpecError where several are named."""
    if not columns:
        return BesideTarget((), str(purpose))
    if len(columns) > 1:
        message = f"one column stands beside what is found, not {len(columns)}; name one, and the others under 'exclude'"
        raise SpecError([Problem(("data", "target"), message)])
    column = TableColumn(table, columns[0])
    values = factorize(column)
    cells = column.cells
    is_classes = not isinstance(cells, Numbers) or (cells.whole and len(values.labels) <= MAX_CLASSES)
    kind = declared.get(column.name)
    if isinstance(kind, Numeric) or (kind is None and not is_classes) or not values.labels:
        return BesideTarget((), str(purpose), column.name)
    check_labels(len(values.labels), column)
    return BesideTarget((), str(purpose), column.name, _labels(values))


def _labels(values: Factorized) -> tuple[int | str, ...]:
    """Whole numbers that JSON keeps as they are, and words."""
    return tuple(label if isinstance(label, int) and abs(label) < 2**63 else str(label) for label in values.labels)
