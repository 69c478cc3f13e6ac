"""Rows that sum up others, as exports of statistics have them: they would be learned from as any other row."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.table import Table, Words
from dltrain.data.word_forms import bare
from dltrain.text.formatting import count

TOTALS = re.compile(
    r"(grand|sub)?-?totals?|합계|총계|소계|총합계?|누계|合計|小計|総計|总计|合计|小计|gesamt(summe)?|insgesamt|zwischensumme",
    re.IGNORECASE,
)
MAX_SHARE = 0.4  # of the rows: a word that more of them have is one of the column's own


@dataclass(frozen=True)
class Totals:
    """The rows that are totals of others: bool (rows,), and the notice of them, if there are any."""

    rows: NDArray[np.bool_]
    notices: tuple[str, ...]


def totals_of(table: Table) -> Totals:
    """The rows that are called totals in a column that calls most others something else."""
    marked, told = np.zeros(table.rows, dtype=bool), []
    for name, column in table.columns.items():
        if not isinstance(column, Words):
            continue
        levels = [code for code, word in enumerate(column.levels) if TOTALS.fullmatch(bare(word))]
        rows = np.isin(column.codes, levels)
        if levels and len(column.levels) > len(levels) + 1 and rows.sum() <= MAX_SHARE * table.rows:
            told.append(f"column '{name}' says '{column.levels[levels[0]]}'")
            marked |= rows
    if not told:
        return Totals(marked, ())
    first = table.line_of(int(marked.argmax()))
    what = f"{table.name}: {count(int(marked.sum()), 'row')} of totals, first {first}, where {told[0]}"
    return Totals(marked, (f"{what}: they are learned from and measured as any other row; remove them from the file",))
