"""Numbers far away from all others of their column: codes for missing cells, and slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.table import Numbers, Table
from dltrain.text.formatting import count

CODE = re.compile(r"-?(9{2,}|8{2,})")  # what statistics write where there is no number
MIN_OTHERS = 20  # other numbers that a few are held against
GAP = 1.0  # widths of all others: so far from them a code is none of the column's own
FAR = 100.0  # so far any number is a slip
MAX_SHARE = 0.5  # of the cells
SAMPLE = 2000  # rows that tell of most columns that there is nothing to look for
MAX_COLUMNS = 1000  # of a table: where there are more they are pixels, spectra, words
MAX_TOLD = 3


def far_numbers(table: Table, names: Sequence[str], apart: NDArray[np.bool_]) -> list[str]:
    """A notice for each of these columns in which a few numbers lie far away from all others, or a last one of how many more. The
    rows `apart` (bool (rows,)) are not looked at."""
    if len(names) > MAX_COLUMNS:
        return []
    columns = {name: column for name in names if isinstance(column := table.columns.get(name), Numbers)}
    told = [notice for name, column in columns.items() if (notice := _notice(table, name, column, apart))]
    more = [f"{len(told) - MAX_TOLD} more columns are like these"] if len(told) > MAX_TOLD else []
    return told[:MAX_TOLD] + more


def _notice(table: Table, name: str, column: Numbers, apart: NDArray[np.bool_]) -> str | None:
    values = np.where(apart, np.nan, column.values) if apart.any() else column.values
    sample = values[:: max(1, len(values) // SAMPLE)]
    extremes = [np.fmin.reduce(values), np.fmax.reduce(values)]
    if len(values) > 2 * SAMPLE and _far(sample[~np.isnan(sample)]) is None and _far(np.append(sample, extremes)) is None:
        return None
    if (found := _far(values)) is None:
        return None
    row = table.line_of(int((values == found.number).argmax()))
    written = f"{found.number:.15g}"
    where = f"{written} in {count(found.cells, 'cell')}, first {row}, and all others from {found.low:.6g} to {found.high:.6g}"
    advice = f"if it stands for a missing number write missing_values: [{written}]"
    return f"column '{name}' has {where}; {advice}" + ("" if found.is_code else ", else correct it")


@dataclass(frozen=True)
class Far:
    """A number that is far from all others, which lie from `low` to `high`; is_code: whether it is one of 9s or 8s."""

    number: float
    cells: int
    low: float
    high: float
    is_code: bool


def _far(values: NDArray[np.float64]) -> Far | None:
    different, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    if len(different) <= MIN_OTHERS:
        return None
    for at, others in ((-1, different[:-1]), (0, different[1:])):
        number, cells, low, high = float(different[at]), int(counts[at]), float(others[0]), float(others[-1])
        gap, width = max(number - high, low - number), high - low
        is_code = CODE.fullmatch(f"{number:.15g}") is not None and cells > 1 and gap > GAP * width
        if cells <= MAX_SHARE * counts.sum() and (is_code or gap > FAR * width):
            return Far(number, cells, low, high, is_code)
    return None
