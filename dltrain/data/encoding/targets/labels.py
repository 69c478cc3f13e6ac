"""A target of labels that may hold together, a column a label."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding.misfits import Misfits
from dltrain.data.encoding.targets.classes import codes_among
from dltrain.data.encoding.targets.target import Target, present
from dltrain.data.table import Table
from dltrain.tasks import Task


@dataclass(frozen=True)
class LabelsTarget(Target):
    """Labels of which any number holds, a column a label: float32 (rows, labels) of 0 and 1. `pairs`: (does not hold, holds)."""

    kind = "labels"

    pairs: tuple[tuple[str, str], ...]

    @property
    def task(self) -> Task:
        return Task.MULTILABEL

    @property
    def labels(self) -> tuple[int | str, ...]:
        return self.columns

    def summary(self, name: str) -> str:
        return f"a label, which {self.pairs[self.columns.index(name)][1]} stands for"

    def encode(self, table: Table) -> NDArray[np.float32]:
        out = np.empty((table.rows, len(self.columns)), dtype=np.float32)
        for number, (name, pair) in enumerate(zip(self.columns, self.pairs, strict=True)):
            out[:, number] = codes_among(present(table, name), pair)
        return out

    def misfits(self) -> Misfits:
        if len(self.pairs) != len(self.columns):
            yield "pairs", f"a list of {len(self.columns)}, not of {len(self.pairs)}"
