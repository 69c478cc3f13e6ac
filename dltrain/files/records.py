"""Records in files: lines that are only appended, and JSON objects and texts that are read strictly."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from dltrain.errors import DamagedError
from dltrain.files import strict_json
from dltrain.files.atomic import WriteError, reason, refuse_special, special_kind

SECONDS_BETWEEN_WRITES = 1.0

Record = dict[str, Any]


class Lines:
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


def parsed_object(text: bytes) -> Record:
    """A JSON object. Raises ValueError for anything else."""
    value = strict_json.loads(text)
    if not isinstance(value, dict):
        raise ValueError(f"expected an object {{…}}, not {type(value).__name__}")
    return value


def read_text(path: Path) -> str:
    """A file's text. Raises DamagedError."""
    try:
        return read_bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DamagedError(f"'{path}' is damaged in line {line}: it is not UTF-8 text") from None


def read_bytes(path: Path) -> bytes:
    """A file's content. Raises DamagedError."""
    try:
        if special := special_kind(path):  # a pipe might never give anything
            raise DamagedError(f"'{path}' cannot be read: it is {special}, not a file; remove it")
        return path.read_bytes()
    except OSError as error:
        raise DamagedError(f"'{path}' cannot be read: {reason(error)}") from error
