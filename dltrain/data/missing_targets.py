"""Rows without a target: refused, or left out where the spec says so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding.targets.label_sets import declaration, separator_of
from dltrain.data.odd_rows import note_rows, total_rows
from dltrain.data.options.columns import Labels
from dltrain.data.options.section import Data
from dltrain.data.table import Table, Words, missing_cells
from dltrain.errors import DataError, listing


def with_targets(table: Table, target: Sequence[str], data: Data) -> Table:
    """The rows that have a value in every target column; the others are left out where `missing_target` is drop, and said.

    Raises DataError where it is not, and where no row is left.
    """
    kinds = data.columns or {}  # a cell without any of its labels is blank
    there = [name for name in target if name in table.columns and not isinstance(kinds.get(name), Labels)]
    absent = {name: missing_cells(table.columns[name]) for name in there}
    lacking = np.zeros(table.rows, dtype=bool)
    for cells in absent.values():
        lacking |= cells
    if not lacking.any():
        return table
    named = [name for name, cells in absent.items() if cells.any()]
    if lacking.all():
        raise DataError(
            f"{table.name}: no row has a value in {_columns(named)}, {'the target' if len(there) == 1 else 'targets'}"
        )
    if data.missing_target == "error":
        message = refusal(table, named, lacking, in_sequence=data.window is not None or data.group is not None)
        column = table.columns[named[0]]
        separator = separator_of(column.levels) if isinstance(column, Words) and len(target) == 1 else None
        raise DataError(message + (f", or {declaration(named[0], separator)} for several labels a cell" if separator else ""))
    count = int(lacking.sum())
    rows = "1 row without a target is" if count == 1 else f"{count:,} rows without a target are"
    notice = f"{table.name}: {rows} left out ({_columns(named)}), the first of them {table.line_of(int(lacking.argmax()))}"
    return table.without(lacking, notice)


def refusal(table: Table, columns: Sequence[str], lacking: NDArray[np.bool_], *, in_sequence: bool) -> str:
    """What to say of targets that are missing, and what to do."""
    count, first = int(lacking.sum()), table.line_of(int(lacking.argmax()))
    where = f"in {first}" if count == 1 else f"in {count:,} rows, the first of them {first}"
    what = f"{_columns(columns)} {'is the target, but has' if len(columns) == 1 else 'are targets, but have'} no value {where}"
    what += _oddness(table, lacking)
    remedy = (
        "fill them in: rows cannot be left out of a sequence"
        if in_sequence
        else "write missing_target: drop under 'data' to leave such rows out"
    )
    return f"{table.name}: {what}; {remedy}"


def _oddness(table: Table, lacking: NDArray[np.bool_]) -> str:
    """What the first of these rows is where it is none of the table: `; row 3 is a total, where column 'place' says 'Total'`."""
    first = int(lacking.argmax())
    for odd, said in ((total_rows(table), "is a total, where {}"), (note_rows(table), "is a note below the table, '{}'")):
        if odd.what is not None and odd.rows[first]:
            return f"; {table.line_of(first)} {said.format(odd.what)}"
    return ""


def _columns(names: Sequence[str]) -> str:
    quoted = listing(f"'{name}'" for name in names)
    return f"column {quoted}" if len(names) == 1 else f"columns {quoted}"
