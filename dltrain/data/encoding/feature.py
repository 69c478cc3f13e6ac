"""What every fitted column answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation
from dltrain.data.options.columns import ColumnKind
from dltrain.data.table import Column
from dltrain.files.typed_json import Count

Rows = NDArray[np.int64]
Floats = NDArray[np.float32]
# Writes a stretch of the rows into float32 (rows of the stretch, inputs), which holds zeros. Raises DataError.
Writer = Callable[[slice, Floats], None]


@dataclass(frozen=True)
class Feature:
    """A fitted column. `missing` is the number of training rows without a value."""

    kind: ClassVar[str]

    name: str
    missing: Count

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the numbers that it puts into the flat block of features."""
        raise NotImplementedError

    @property
    def page(self) -> ColumnKind | None:
        """What would declare it in a spec; None for arrays."""
        raise NotImplementedError

    @property
    def values(self) -> int | None:
        """How many values are told apart; None for numbers."""
        return None

    def summary(self) -> str:
        """How it is encoded, in words."""
        raise NotImplementedError

    def writer(self, column: Column, rows: Rows, place: ColumnLocation) -> tuple[Writer, str | None]:
        """What writes these rows, a stretch of them at a time, and a notice of what was out of the ordinary. Raises DataError."""
        raise NotImplementedError

    def write(self, column: Column, rows: Rows, out: Floats, place: ColumnLocation) -> str | None:
        """Writes all of these rows into `out`, float32 (rows, inputs), which holds zeros; a notice as of `writer`."""
        write, notice = self.writer(column, rows, place)
        write(slice(0, len(rows)), out)
        return notice

    def undo(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """What `write` has written, (rows, ...) flattened, with its scaling undone: float64 (rows, numbers)."""
        return numbers


def count_cells(count: int) -> str:
    """`1 cell`, `3 cells`."""
    return "1 cell" if count == 1 else f"{count} cells"
