"""Rows that come through stdin: laid into a file for as long as they are read."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dltrain.data.sources.csv import Tsv
from dltrain.errors import DataError, InputError

STDIN = Path("-")


@contextmanager
def opened(data: Path, like: object, folder: Path = Path()) -> Iterator[tuple[Path, Path]]:
    """The folder and the name of a file; that of `-` holds what comes through stdin, as separated text like that of `like`.

    Raises InputError where nothing can come, DataError where nothing comes.
    """
    if data != STDIN:
        yield folder, data
        return
    if sys.stdin is None or sys.stdin.closed:
        raise InputError("stdin is closed; name a file, or pipe rows into the command")
    if sys.stdin.isatty():
        sys.stderr.write("reading rows from the terminal: the columns' names, a row a line, then Ctrl-D (Ctrl-Z on Windows)\n")
    with tempfile.TemporaryDirectory(prefix="dltrain-") as made:
        path = Path(made, "stdin.tsv" if isinstance(like, Tsv) else "stdin.csv")
        with path.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        if not path.stat().st_size:
            raise DataError("stdin: nothing came; expected the columns' names and rows, as in dltrain predict RUN - < data.csv")
        yield Path(made), Path(path.name)
