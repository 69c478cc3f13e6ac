"""Where a column is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dltrain.data.table import row_of
from dltrain.errors import DataError


@dataclass(frozen=True)
class ColumnOrigin:
    """Where a column is, for the errors: the table's name, the column's, and how a row (from 0) is named."""

    table: str
    column: str
    line_of: Callable[[int], str] = row_of

    def error(self, message: str) -> DataError:
        """The error that says this of the column."""
        return DataError(f"{self.table}: column '{self.column}': {message}")
