"""Targets of different kinds at once: classes and values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers
from dltrain.data.encoding.misfits import Misfits
from dltrain.data.encoding.targets.classes import ClassTarget
from dltrain.data.encoding.targets.target import Target
from dltrain.data.encoding.targets.values import ValuesTarget
from dltrain.data.table import Table
from dltrain.data.transforms.scale import Scale
from dltrain.errors import DataError
from dltrain.tasks import Task


@dataclass(frozen=True)
class Head:
    """One of several targets: one of `classes`, of which the training rows had so many rows each (`counts`), or a number by its
    `scale`."""

    column: str
    classes: tuple[int | str, ...] = ()
    counts: tuple[int, ...] = ()
    scale: Scale | None = None

    @property
    def target(self) -> Target:
        """The same as a target by itself."""
        return ClassTarget((self.column,), self.classes) if self.scale is None else ValuesTarget((self.column,), self.scale)

    def alone(self, targets: NDArray[Any]) -> NDArray[Any]:
        """Its own column, float32 (rows,), as it is encoded by itself."""
        return targets.astype(np.int64) if self.scale is None else targets[:, None]


def head_of(target: Target) -> Head:
    """A target of one column as one of several."""
    (column,) = target.columns
    return Head(column, scale=target.scale) if isinstance(target, ValuesTarget) else Head(column, target.labels)


@dataclass(frozen=True)
class MultitaskTarget(Target):
    """A column a target, float32 (rows, targets): the number of the class, or the scaled value."""

    kind = "multitask"

    heads: tuple[Head, ...]

    @property
    def task(self) -> Task:
        return Task.MULTITASK

    @property
    def each(self) -> Sequence[Target]:
        return [head.target for head in self.heads]

    @property
    def class_heads(self) -> list[int]:
        """The indices of the heads that are classes."""
        return [index for index, head in enumerate(self.heads) if head.scale is None]

    @property
    def stratifies(self) -> bool:
        return len(self.class_heads) == 1

    def summary(self, name: str) -> str:
        return self._head(name).target.summary(name)

    def _head(self, name: str) -> Head:
        return self.heads[self.columns.index(name)]

    def encode(self, table: Table) -> NDArray[np.float32]:
        columns = [head.target.encode(table).reshape(table.rows) for head in self.heads]
        return np.stack(columns, axis=1).astype(np.float32)

    def undo(self, targets: NDArray[np.float64]) -> NDArray[np.float64]:
        columns = zip(self.heads, targets.T, strict=True)
        values = [column if head.scale is None else head.scale.undo(column[:, None])[:, 0] for head, column in columns]
        return np.stack(values, axis=1)

    def fitted(self, table: Table, rows: RowNumbers, how: str, scaled: Mapping[str, bool]) -> MultitaskTarget:
        """The same, with the classes of these training rows counted and the values scaled by them, those that are to be.

        Raises DataError where all rows are of one class.
        """
        heads = [self._fitted(head, table, rows, how if scaled.get(head.column, True) else "none") for head in self.heads]
        return MultitaskTarget(self.columns, tuple(heads))

    def _fitted(self, head: Head, table: Table, rows: RowNumbers, how: str) -> Head:
        target = head.target
        if isinstance(target, ValuesTarget):
            return head_of(target.scaled(table, rows, how))
        counts = np.bincount(target.encode(table)[rows], minlength=len(head.classes)).tolist()
        if sum(map(bool, counts)) < 2:
            label = head.classes[int(np.argmax(counts))]
            message = f"every training row has the same '{head.column}', {label}; there is nothing to tell apart"
            raise DataError(f"{table.name}: {message}")
        return dataclasses.replace(head, counts=tuple(counts))

    def misfits(self) -> Misfits:
        if tuple(head.column for head in self.heads) != self.columns or len(self.heads) < 2:
            yield "heads", "a list with one of each of two columns or more"
        for index, head in enumerate(self.heads):
            if head.scale is None and len(head.counts) != len(head.classes):
                yield f"heads.{index}.counts", f"a list of {len(head.classes)}, not of {len(head.counts)}"
            yield from ((f"heads.{index}.{where}", expected) for where, expected in head.target.misfits())
