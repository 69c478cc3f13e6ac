"""Rows written in the spec itself."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from dltrain.data.sources.base import SOURCES, Source, table_of
from dltrain.data.sources.cells import VERBATIM, Read, finite, read_columns, words_of
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.numeric_names import code_notices
from dltrain.data.sources.numeric_words import Cells
from dltrain.data.table import Booleans, Request, Table
from dltrain.errors import DataError
from dltrain.lazy import np
from dltrain.types import option, options

Cell = bool | int | float | str


@SOURCES.entry("inline")
@options
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
        parts = {name: [row[number] for row in self.rows] for number, name in enumerate(self.columns)}
        columns, notices = read_columns(parts, lambda name, cells: _column(cells, ColumnOrigin("inline", name), request), request)
        return dataclasses.replace(table_of("inline", columns, len(self.rows), request, {}), notices=tuple(notices))


def _column(cells: Sequence[Cell], origin: ColumnOrigin, request: Request) -> Read:
    missing = {"", *(word.strip() for word in request.missing_values)}
    present = [None if _text(cell).strip() in missing or cell != cell else cell for cell in cells]
    filled = [cell for cell in present if cell is not None]
    kind = request.kinds.get(origin.column)
    if kind not in VERBATIM and kind != "numeric" and filled and all(isinstance(cell, bool) for cell in filled):
        return Read(Booleans(np.array([np.nan if cell is None else float(cell) for cell in present])))
    words = words_of([None if cell is None else _text(cell) for cell in present], ())
    if kind in VERBATIM:
        return Read(words)
    strings = Cells.of(words, origin, request)
    if kind != "numeric" and filled and all(isinstance(cell, str) for cell in filled):
        return Read(words, strings.check(strings=True))
    numbers = {_text(cell) for cell in filled if not isinstance(cell, str | bool)}
    as_written = dataclasses.replace(strings, plain=[word in numbers for word in words.levels])
    if not as_written.are_numbers:
        as_written.check()
        raise as_written.not_numbers()
    if (code := as_written.name) is not None:
        return Read(as_written.names(), code_notices(code, as_written.different, origin.column, request, names=True))
    values = np.array([np.nan if cell is None or isinstance(cell, str) else float(cell) for cell in present])
    return Read(finite(values, origin), as_written.notices(), as_written.absent)


def _text(cell: Cell) -> str:
    return ("false", "true")[cell] if isinstance(cell, bool) else str(cell)
