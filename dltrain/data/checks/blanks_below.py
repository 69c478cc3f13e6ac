"""Columns that name a group in its first row alone and are blank below, as merged cells are once they are saved as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers
from dltrain.data.table import Numbers, Table, Words
from dltrain.text.formatting import count

MIN_GROUPS = 4  # that are all of one size
MIN_UNEQUAL = 8  # groups of different sizes, each of another value
MAX_RATIO = 3  # of the largest to the smallest
MERGED = "merged range"  # what the reader of a workbook says itself


def blanks_below(table: Table, names: Iterable[str]) -> list[str]:
    """A notice of each of these columns."""
    if any(MERGED in notice for notice in table.notices):
        return []
    return [notice for name in names if (notice := _notice(table, name)) is not None]


def _notice(table: Table, name: str) -> str | None:
    column = table.columns.get(name)
    if not isinstance(column, Words) and not (isinstance(column, Numbers) and column.whole):
        return None
    cells = column.codes if isinstance(column, Words) else column.values
    if _is_missing(cells[:2]).tolist() != [False, True]:  # most columns are not
        return None
    missing = _is_missing(cells)
    if not _names_groups(cells, np.flatnonzero(~missing), len(missing)):
        return None
    groups, blank = int((~missing).sum()), count(int(missing.sum()), "blank cell")
    first = column.levels[column.codes[0]] if isinstance(column, Words) else f"{column.values[0]:.15g}"
    what = f"{groups} values far apart, first '{first}' in {table.line_of(0)}, and {blank} below them, as merged cells leave them"
    return f"column '{name}' has {what}; where a value stands for the rows below it too, write it into each"


def _is_missing(cells: NDArray[Any]) -> NDArray[np.bool_]:
    """Where there is no value: bool (rows,), of codes or of numbers."""
    return np.asarray(np.isnan(cells) if cells.dtype.kind == "f" else cells < 0)


def _names_groups(cells: NDArray[Any], rows: RowNumbers, total: int) -> bool:
    """Whether the values in these rows come at distances that are alike, each another than the one before."""
    if len(rows) < MIN_GROUPS:
        return False
    values, sizes, last = cells[rows], np.diff(rows), total - rows[-1]
    if sizes.min() < 2 or last > MAX_RATIO * sizes.max() or (values[1:] == values[:-1]).any():
        return False
    if (sizes == sizes[0]).all():
        return True
    is_each_another = len(np.unique(values)) == len(values)
    return len(rows) >= MIN_UNEQUAL and is_each_another and bool(sizes.max() <= MAX_RATIO * sizes.min())
