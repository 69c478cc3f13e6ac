"""A file of SQLite, by Python itself, for the processes of one machine."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dltrain.errors import InputError
from dltrain.sweeps.database import Row, TakenError, Transaction

WAIT = 60.0  # seconds for which a statement waits while another process writes
SQLITE = "sqlite:///"


class SQLite:
    """A file, for processes of one machine."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lock = threading.Lock()
        try:
            self.connection = sqlite3.connect(path, timeout=WAIT, isolation_level=None, check_same_thread=False)
            self.connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.Error as error:
            raise self.refusal(error) from None

    def refusal(self, error: sqlite3.Error) -> InputError:
        """What is wrong with the file, in words."""
        if isinstance(error, sqlite3.OperationalError) and not self.path.parent.is_dir():
            return InputError(f"{self.path}: there is no folder '{self.path.parent}' for the database of the sweep")
        return InputError(f"{self.path}: cannot be used as the database of the sweep: {error}")

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction that waits until no other process writes."""
        with self.lock:
            try:
                self.connection.execute("BEGIN IMMEDIATE")
                try:
                    yield _SQLiteTransaction(self.connection)
                except BaseException:  # whatever it is, half of a transaction must not stay
                    self.connection.execute("ROLLBACK")
                    raise
                self.connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise self.refusal(error) from None

    def now(self) -> float:
        """The machine's own time."""
        return time.time()

    def close(self) -> None:
        """Closes the file."""
        with self.lock:
            self.connection.close()


class _SQLiteTransaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def run(self, statement: str, values: Mapping[str, Any] = {}) -> int:
        try:
            return self.connection.execute(statement, values).rowcount
        except sqlite3.IntegrityError:
            raise TakenError from None

    def rows(self, statement: str, values: Mapping[str, Any] = {}) -> list[Row]:
        return self.connection.execute(statement, values).fetchall()
