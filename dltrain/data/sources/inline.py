"""Rows written in the spec itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from dltrain.data.sources.base import SOURCES, Source, table_of
from dltrain.data.sources.cells import VERBATIM, Place, finite, not_numbers, words_of
from dltrain.data.table import Booleans, Column, Request, Table, Words
from dltrain.errors import DataError
from dltrain.lazy import Lazy
from dltrain.types import option, page

if TYPE_CHECKING:
    import numpy as np
else:
    np = Lazy("numpy")

Cell = bool | int | float | str


@SOURCES.entry("inline")
@page
class Inline(Source):
    """Rows in the spec: `columns: [x1, x2, y]`, `rows: [[0, 0, 0], [0, 1, 1]]`. A blank word or .nan is a missing cell."""

    columns: list[str] = option(help="the columns' names")
    rows: list[list[bool | int | float | str]] = option(help="the rows, each a list of one number, word or boolean a column")

    def read(self, folder: Path, request: Request) -> Table:
        name, count = Counter(self.columns).most_common(1)[0] if self.columns else ("", 0)
        if count > 1:
            raise DataError(f"inline: {count} columns are named '{name}'; names must differ")
        if not self.columns or not self.rows:
            raise DataError(f"inline: there are no {'rows' if self.columns else 'columns'}")
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise DataError(f"inline: row {number} has {len(row)} cells, there are {len(self.columns)} columns")
        columns = {
            column: _column([row[number] for row in self.rows], Place("inline", column), request)
            for number, column in enumerate(self.columns)
        }
        return table_of("inline", columns, len(self.rows), request, {})


def _column(cells: Sequence[Cell], place: Place, request: Request) -> Column:
    missing = {"", *(word.strip() for word in request.missing_values)}
    present = [None if _text(cell).strip() in missing or cell != cell else cell for cell in cells]
    words = [(row, cell) for row, cell in enumerate(present) if isinstance(cell, str)]
    booleans = sum(isinstance(cell, bool) for cell in present)
    kind = request.kinds.get(place.column)
    if kind not in VERBATIM and kind != "numeric" and booleans and booleans == len(present) - present.count(None):
        return Booleans(np.array([np.nan if cell is None else float(cell) for cell in present]))
    wrong = [(row, _text(cell)) for row, cell in enumerate(present) if isinstance(cell, str | bool)]
    if kind in VERBATIM or (kind != "numeric" and words and len(words) == len(present) - present.count(None)):
        return _words(present)
    if wrong:
        row, word = wrong[0]
        raise not_numbers(place, len(wrong), len(cells), word, row, sorted({word for _, word in wrong}), kind)
    return finite(np.array([np.nan if cell is None else float(cell) for cell in present]), place)


def _words(cells: Sequence[Cell | None]) -> Words:
    return words_of([None if cell is None else _text(cell) for cell in cells], ())


def _text(cell: Cell) -> str:
    return ("false", "true")[cell] if isinstance(cell, bool) else str(cell)
