"""A target of the fractions of classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import parse_numbers
from dltrain.data.encoding.targets.target import Target, present
from dltrain.data.table import Table
from dltrain.errors import DataError


@dataclass(frozen=True)
class SharesTarget(Target):
    """How much of a row is of each class, a column a class: float32 (rows, classes), rows sum to 1."""

    kind = "shares"

    @property
    def task(self) -> str:
        return "binary" if len(self.columns) == 2 else "multiclass"

    @property
    def labels(self) -> tuple[int | str, ...]:
        return self.columns

    def summary(self, name: str) -> str:
        return "the share of a class"

    def encode(self, table: Table) -> NDArray[np.float32]:
        shares = np.stack([parse_numbers(*present(table, name), "is the share of a class") for name in self.columns], axis=1)
        wrong = (shares < 0).any(axis=1) | (np.abs(shares.sum(axis=1) - 1) > 1e-4)
        if wrong.any():
            row = int(wrong.argmax())
            shown = f"{', '.join(f'{share:g}' for share in shares[row])} in {table.line_of(row)}{_shares_advice(shares)}"
            raise DataError(f"{table.name}: the target columns must be shares of at least 0 that sum to 1, not {shown}")
        return shares.astype(np.float32)


def _shares_advice(shares: NDArray[np.float64]) -> str:
    """What to do where numbers that are not shares are one of these: labels, percentages, counts."""
    sums = shares.sum(axis=1)
    if np.isin(shares, (0, 1)).all():
        return "; where any number of them may hold write loss: binary_cross_entropy"
    if (shares < 0).any() or not (sums > 0).all() or np.isclose(sums, 1).any():
        return ""
    return f"; divide them by {sums[0]:g}" if np.allclose(sums, sums[0]) else "; divide each by the sum of its row"
