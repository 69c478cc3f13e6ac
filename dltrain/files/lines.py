"""Files of lines that are only appended to."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dltrain.files.atomic import WriteError, reason, refuse_special

SECONDS_BETWEEN_WRITES = 1.0


class LineWriter:
    """A file that is only appended to, at most once a second unless asked; between writes it is not held open.

    `check` is asked before each write and raises where there is to be none.
    """

    def __init__(self, path: Path, check: Callable[[], None]) -> None:
        self.path, self.check = path, check
        self.pending: list[str] = []
        self.written = -float("inf")

    def append(self, line: str) -> None:
        """Adds a line, which is written within SECONDS_BETWEEN_WRITES, or with `flush`. Raises WriteError."""
        self.pending.append(line)
        if time.monotonic() - self.written >= SECONDS_BETWEEN_WRITES:
            self.flush()

    def flush(self) -> None:
        """Writes what waits, all of it or nothing. Raises WriteError."""
        if self.pending:
            self.check()
            refuse_special(self.path, self.path)
            before = self.path.stat().st_size if self.path.exists() else 0
            try:
                with self.path.open("ab") as file:
                    file.write("".join(self.pending).encode("utf-8", "backslashreplace"))
            except OSError as error:
                with suppress(OSError):
                    os.truncate(self.path, before)
                raise WriteError(f"'{self.path}' cannot be written: {reason(error)}") from error
            self.pending.clear()
        self.written = time.monotonic()
