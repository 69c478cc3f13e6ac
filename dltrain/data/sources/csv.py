"""Text with one record a line, its cells separated by commas or another character."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Literal

from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.cells import VERBATIM, Place, column_of_text
from dltrain.data.sources.encodings import utf8
from dltrain.data.sources.files import content, find, unpacked
from dltrain.data.sources.records import Dialect, column_names, read_records
from dltrain.data.table import Column, Request, Table
from dltrain.types import Word, option, page

Separator = Annotated[str, Word(r"[\x01-\x09\x0b\x0c\x0e-!#-\x7f]", 'one ASCII character such as "," or ";" or "\\t"')]


@SOURCES.entry("csv")
@page
class Csv(Source):
    """A text file of separated cells, plain or gzipped (.gz); a quoted cell may hold separators, quotes ("") and line ends.

    A column without a name goes by its number, from 0. Blank lines are no rows, except within a file of one column. RFC 4180.
    """

    path: str = option(help="the file, relative to the spec's folder")
    separator: Separator = option(",", help="the character between cells")
    encoding: str = option("utf-8", help="the text encoding, such as cp949")
    header: bool = option(True, help="whether the first row holds the columns' names; else they are 0, 1, 2, ...")
    quote: Literal["double", "none"] = option("double", help='whether cells may stand in "double quotes"; none: quotes are text')

    def read(self, folder: Path, request: Request) -> Table:
        raw = content(find(folder, self.path), self.path)
        with ThreadPoolExecutor(1) as beside:
            fingerprint = beside.submit(lambda: hashlib.sha256(raw).hexdigest())
            text = utf8(self.path, self._unpacked(raw), self.encoding)
            return self._table(text, request, fingerprint.result)

    def _unpacked(self, raw: bytes) -> bytes:
        if not self.path.lower().endswith(".gz"):
            return raw
        return unpacked(raw, self.path)

    def _table(self, text: bytes, request: Request, fingerprint: Callable[[], str]) -> Table:
        import polars

        dialect = Dialect(self.path, self.separator, self.quote == "double", self.header)
        names = column_names(text, dialect)
        frame, line = read_records(text, len(names), dialect)
        frame.columns = names

        def line_of(row: int) -> str:
            return f"row {row + 1} (line {line(row)})"

        needed = [name for name in names if request.needs(name)]
        numeric = [name for name in needed if request.kinds.get(name) not in VERBATIM]
        numbers = set(numeric)
        values = frame.select(polars.col(numeric).cast(polars.Float64, strict=False))
        columns: dict[str, Column] = {}
        for name in needed:
            place = Place(self.path, name, line_of)
            columns[name] = column_of_text(frame[name], values[name] if name in numbers else None, place, request)
        left_out = tuple(name for name in names if name not in columns)
        return Table(self.path, columns, frame.height, fingerprint(), left_out=left_out, line_of=line_of)


@SOURCES.entry("tsv")
@page
class Tsv(Csv):
    """As csv, with tabs between the cells."""

    separator: Separator = option("\t", help="the character between cells")
