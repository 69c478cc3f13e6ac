"""Rows of a file that are none of its table: sums of others, as exports of statistics have them, and notes below."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.table import Column, Table, Words, missing_cells
from dltrain.data.word_forms import bare

TOTALS = re.compile(
    r"(grand|sub)?-?totals?|합계|총계|소계|총합계?|누계|合計|小計|総計|总计|合计|小计|gesamt(summe)?|insgesamt|zwischensumme",
    re.IGNORECASE,
)
MAX_SHARE = 0.4  # of the rows: a word that more of them have is one of the column's own
MAX_NOTES = 20  # rows at the end of a table that are looked at
MAX_COLUMNS = 1000  # of a table: where there are more they are pixels, spectra, words


@dataclass(frozen=True)
class OddRows:
    """rows: bool (rows,); what: a word of the first of them, None where there is none."""

    rows: NDArray[np.bool_]
    what: str | None = None


def total_rows(table: Table) -> OddRows:
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
    return OddRows(marked, told[0] if told else None)


def note_rows(table: Table) -> OddRows:
    """The last rows where they have one cell each, a word that is nowhere else, and all rows above have more."""
    none = OddRows(np.zeros(table.rows, dtype=bool))
    if not 2 <= len(table.columns) <= MAX_COLUMNS or not any(isinstance(one, Words) for one in table.columns.values()):
        return none
    last = np.arange(max(0, table.rows - MAX_NOTES), table.rows)
    cells = _present([column.select(last) for column in table.columns.values()], len(last))
    notes = 0
    while notes < len(cells) and cells[-1 - notes] <= 1:
        notes += 1
    begins = table.rows - notes
    if not notes or notes > MAX_SHARE * table.rows or _present(table.columns.values(), table.rows)[:begins].min() <= 1:
        return none
    found = {row: word for column in table.columns.values() for row, word in _words_below(column, begins).items()}
    if len(found) < int((cells[-notes:] == 1).sum()) or not found:
        return none
    return OddRows(np.isin(np.arange(table.rows), list(found)), found[min(found)])


def _present(columns: Iterable[Column], rows: int) -> NDArray[np.int64]:
    """How many cells of each row have a value: int64 (rows,)."""
    present = np.zeros(rows, dtype=np.int64)
    for column in columns:
        present += ~missing_cells(column)
    return present


def _words_below(column: Column, begins: int) -> dict[int, str]:
    """The words of the rows from `begins` on that are in no row above, by row."""
    if not isinstance(column, Words):
        return {}
    above = set(np.unique(column.codes[:begins]).tolist())
    below = enumerate(column.codes[begins:].tolist(), start=begins)
    return {row: column.levels[code] for row, code in below if code >= 0 and code not in above}
