"""Columns of a new file that are copied to the predictions, such as an identifier."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dltrain.data.options.section import Data
from dltrain.data.reading import source_like
from dltrain.data.table import Array, Booleans, Column, Request, Words
from dltrain.errors import InputError, did_you_mean, listing


def as_written(data: Data, path: Path, names: Sequence[str], *, folder: Path = Path()) -> dict[str, list[str | None]]:
    """These columns of a new file, their cells as they stand there; None for blank ones. Raises DataError, InputError."""
    source = source_like(data, path, folder)
    table = source.read(folder, Request(kinds=dict.fromkeys(names, "categorical"), needed=frozenset(names)))
    kept: dict[str, list[str | None]] = {}
    for name in names:
        column = table.columns.get(name)
        if column is None:
            there = [*table.columns, *table.left_out]
            hint = did_you_mean(name, there) or f"; it has {listing(there, 12)}"
            raise InputError(f"--keep {name}: no column '{name}' in {table.name}{hint}")
        kept[name] = _cells(column, name)
    return kept


def _cells(column: Column, name: str) -> list[str | None]:
    if isinstance(column, Array):
        raise InputError(f"--keep {name}: the column holds arrays; only one cell a row can be kept")
    if isinstance(column, Words):
        return [None if code < 0 else column.levels[code] for code in column.codes.tolist()]
    if isinstance(column, Booleans):
        return [None if value != value else column.words[int(value)] for value in column.values.tolist()]
    numbers = column.values.tolist()
    return [None if value != value else f"{value:.0f}" if value.is_integer() else repr(value) for value in numbers]
