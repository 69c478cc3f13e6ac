"""What every kind of column answers that is exported: what enters of it, and how the graph makes numbers of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn
from dltrain.data.table import Column
from dltrain.export.graph import Graph


@dataclass(frozen=True)
class Input:
    """An input: its name, the type of its cells, the shape of a row's, and what they are, and the words that it knows."""

    name: str
    type: str
    shape: tuple[int, ...]
    meaning: str
    words: tuple[str, ...] = ()


class ExportedColumn(Protocol):
    """The functions of a kind of column, a file each. `feature` is the fitted column."""

    def entering(self, feature: Any) -> Input:
        """What enters of it, a row or a step at a time."""

    def cells(self, feature: Any, column: TableColumn) -> NDArray[Any]:
        """The cells of a table as they enter: (rows, ...). Raises DataError."""

    def encoded(self, graph: Graph, feature: Any, value: str) -> str:
        """What the graph makes of the input: float (..., numbers), or the codes of a block of its own."""

    def made_up(self, feature: Any, random: np.random.Generator, rows: int) -> Column:
        """Cells of every kind that may come, those among them that no training row has."""
