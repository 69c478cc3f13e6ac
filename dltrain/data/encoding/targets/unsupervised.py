"""Where no column is predicted: no target, or the input itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers
from dltrain.data.encoding.misfits import Misfits
from dltrain.data.encoding.targets.target import Target
from dltrain.data.table import Table
from dltrain.tasks import Task


@dataclass(frozen=True)
class NoTarget(Target):
    """Nothing is predicted: float32 (rows, 0). `purpose` is what the rows are learned for, and `columns`, if any, are those that
    would be the target, which the network does not see."""

    kind = "none"

    purpose: str

    @property
    def task(self) -> Task:
        return Task(self.purpose)

    def summary(self, name: str) -> str:
        return "not looked at"

    def encode(self, table: Table) -> NDArray[np.float32]:
        return np.empty((table.rows, 0), dtype=np.float32)

    def misfits(self) -> Misfits:
        if self.purpose not in (Task.GENERATION, Task.CONTROL):
            yield "purpose", f"generation or control, not '{self.purpose}'"


@dataclass(frozen=True)
class InputTarget(Target):
    """The numbers of the input themselves, scaled as the network sees them: float32 (rows, width). No column is its own."""

    kind = "inputs"

    @property
    def task(self) -> Task:
        return Task.RECONSTRUCTION

    def of_rows(self, table: Table, rows: RowNumbers, inputs: Callable[[], NDArray[np.float32]]) -> NDArray[np.float32]:
        return inputs()

    def names(self, inputs: list[str]) -> list[str]:
        return inputs


def without_target(task: Task, columns: tuple[str, ...]) -> Target:
    """The target of a task of rows without one; `columns` are those that would be it."""
    return InputTarget(()) if task.is_reconstruction else NoTarget(columns, str(task))
