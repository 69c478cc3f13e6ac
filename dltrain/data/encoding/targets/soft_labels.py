"""A target of soft labels: how much of a row is of each class."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import parse_numbers
from dltrain.data.encoding.misfits import Misfits
from dltrain.data.encoding.targets.target import Target, present
from dltrain.data.table import Table
from dltrain.errors import DataError
from dltrain.tasks import Task


@dataclass(frozen=True)
class SoftLabelsTarget(Target):
    """How much of a row is of each class, a column a class: float32 (rows, classes), rows sum to 1."""

    kind = "shares"

    @property
    def task(self) -> Task:
        return Task.BINARY if len(self.columns) == 2 else Task.MULTICLASS

    @property
    def labels(self) -> tuple[int | str, ...]:
        return self.columns

    def summary(self, name: str) -> str:
        return "the share of a class"

    def encode(self, table: Table) -> NDArray[np.float32]:
        fractions = np.stack([parse_numbers(present(table, name), "is the share of a class") for name in self.columns], axis=1)
        wrong = (fractions < 0).any(axis=1) | (np.abs(fractions.sum(axis=1) - 1) > 1e-4)
        if wrong.any():
            row = int(wrong.argmax())
            shown = f"{', '.join(f'{fraction:g}' for fraction in fractions[row])} in {table.line_of(row)}{_advice(fractions)}"
            raise DataError(f"{table.name}: the target columns must be shares of at least 0 that sum to 1, not {shown}")
        return fractions.astype(np.float32)

    def misfits(self) -> Misfits:
        if len(self.columns) < 2:
            yield "columns", f"a list of 2 or more, not of {len(self.columns)}"


def _advice(fractions: NDArray[np.float64]) -> str:
    """What to do where numbers that are no such fractions but one of these: labels, percentages, counts."""
    sums = fractions.sum(axis=1)
    if np.isin(fractions, (0, 1)).all():
        return "; where any number of them may hold write loss: binary_cross_entropy"
    if (fractions < 0).any() or not (sums > 0).all() or np.isclose(sums, 1).any():
        return ""
    return f"; divide them by {sums[0]:g}" if np.allclose(sums, sums[0]) else "; divide each by the sum of its row"
