"""The table of what was predicted of the test rows, a parquet file."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dltrain.files.atomic import atomic_file
from dltrain.files.binary_tables import write_parquet
from dltrain.lazy import NDArray, polars

Columns = Mapping[str, NDArray[Any] | Sequence[Any]]


def write(path: Path, chunks: Iterable[Columns], rest: Iterable[Columns] = ()) -> None:
    """Writes the columns of chunks of rows, one behind another. Raises WriteError."""
    with atomic_file(path) as file:
        write_parquet(file, itertools.chain(chunks, rest))


def parsed(content: bytes) -> polars.DataFrame:
    """The table of a file. Raises ValueError where it is none."""
    try:
        return polars.read_parquet(content)
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError) as error:
        raise ValueError(str(error)) from error
