"""Standard streams that may be closed, full, or led to a terminal or a program that is gone."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dltrain.errors import DltrainError


class StdoutError(DltrainError):
    """What was asked for cannot be written, such as on a full disk."""

    exit_code = 3


class BrokenPipeOfStdoutError(StdoutError):
    """Nobody reads stdout any more, as behind `| head -1`: there is nothing to say, and the exit code is that of SIGPIPE."""

    exit_code = 128 + 13


def prepare() -> None:
    """Makes stderr swallow what it cannot write, so that no work ends by it, and stdout tell what it cannot write.

    A closed stream leads nowhere from now on, so that no file is opened in its place and written to by mistake; `sys.stdout` is
    None then.
    """
    if os.name != "posix":
        return
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    encoding = sys.stderr.encoding if sys.stderr else "utf-8"
    sys.stderr = _text(_Unfailing(2, "w", closefd=False), encoding, "backslashreplace", line_buffering=True)
    if sys.stdout:
        raw, encoding, errors = _Telling(1, "w", closefd=False), sys.stdout.encoding, sys.stdout.errors or "strict"
        if encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968"):  # a part of UTF-8, which has every label
            encoding, errors = "utf-8", "backslashreplace"
        sys.stdout = _text(raw, encoding, errors, line_buffering=raw.isatty())


def flush() -> None:
    """Writes out what waits. Raises StdoutError."""
    for stream in (sys.stderr, sys.stdout):
        if stream:
            stream.flush()


@contextmanager
def silenced() -> Iterator[None]:
    """Drops what native threads write to stderr by themselves, such as the backtrace of a Rust panic that is caught here."""
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _text(raw: io.FileIO, encoding: str, errors: str, *, line_buffering: bool) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedWriter(raw), encoding, errors, line_buffering=line_buffering)


class _Unfailing(io.FileIO):
    """A closed terminal, a broken pipe or a full disk takes nothing, and nobody minds."""

    def write(self, content: Any) -> int:
        try:
            written = super().write(content)
        except OSError:
            written = None
        return memoryview(content).nbytes if written is None else written


class _Telling(io.FileIO):
    """Raises StdoutError in place of the system's own error."""

    def write(self, content: Any) -> int:
        try:
            return super().write(content)
        except BrokenPipeError:
            raise BrokenPipeOfStdoutError from None
        except OSError as error:
            words = error.strerror or str(error)
            raise StdoutError(f"stdout cannot be written: {words[:1].lower()}{words[1:]}") from None
