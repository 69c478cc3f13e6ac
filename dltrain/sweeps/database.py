"""A database that several processes share: statements are SQL that all kinds understand, with parameters as `:name`."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

INSTALL = "pip install 'dltrain[optuna]'"
Row = Sequence[Any]


class TakenError(Exception):
    """A row with this primary key is there already."""


class Transaction(Protocol):
    """Statements that take effect together, or not at all."""

    def run(self, statement: str, values: Mapping[str, Any] = {}) -> int:  # never changed
        """Carries out a statement; the number of rows that it changed. Raises TakenError."""

    def rows(self, statement: str, values: Mapping[str, Any] = {}) -> list[Row]:
        """What a query gives."""


class Database(Protocol):
    """Where a study is kept."""

    def transaction(self) -> contextlib.AbstractContextManager[Transaction]:
        """A transaction for the block. Raises InputError where the database cannot be reached."""

    def now(self) -> float:
        """The time in seconds, of one clock for all who share the database."""

    def close(self) -> None:
        """Lets go of it."""
