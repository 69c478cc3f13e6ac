"""Text with one record a line, its cells separated by commas or another character."""

from __future__ import annotations

import codecs
import hashlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Literal

from dltrain.data.sources.base import SOURCES
from dltrain.data.sources.encodings import MisreadError, utf8
from dltrain.data.sources.files import content, find, unpacked, unreadable
from dltrain.data.sources.number_options import FormattedFile
from dltrain.data.sources.reading_advice import with_options
from dltrain.data.sources.records import Dialect
from dltrain.data.sources.separated import read_irregular, read_separated
from dltrain.data.sources.signatures import foreign
from dltrain.data.sources.survey import MAX_LINE_LENGTH, Irregular, LongLineError
from dltrain.data.table import Request, Table
from dltrain.errors import DataError
from dltrain.types import Word, option, options

Separator = Annotated[str, Word(r"[\x01-\x09\x0b\x0c\x0e-!#-\x7f]", 'one ASCII character such as "," or ";" or "\\t"')]


SMALL = 2**18  # bytes; of a larger file so many tell how many cells it has
CELL = 10  # bytes that a cell takes at most while a table is read and encoded: two and a half of its float32 numbers, as measured
UNPACKED = 15  # bytes that a packed one takes, with its text


@SOURCES.entry("csv")
@options
class Csv(FormattedFile):
    """A text file of separated cells, plain or packed (.gz, .zst); a quoted cell may hold separators, quotes ("") and line ends.

    A column without a name goes by its number, from 0. Blank lines are no rows, except within a file of one column. RFC 4180.
    """

    separator: Separator = option(",", help="the character between cells")
    encoding: str = option("utf-8", help="the text encoding, such as cp949")
    header: bool = option(True, help="whether the first row holds the columns' names; else they are 0, 1, 2, ...")
    quote: Literal["double", "none"] = option("double", help='whether cells may stand in "double quotes"; none: quotes are text')

    def read(self, folder: Path, request: Request) -> Table:
        path = find(folder, self.path)
        request = self.with_number_format(request)
        dialect = Dialect(
            self.path,
            self.separator,
            self.quote == "double",
            self.header,
            lambda **changes: with_options(self, request, **changes),
        )
        plain = self._is_plain()

        def load() -> bytes:
            return self._text(content(path, self.path), request)

        try:
            if plain:
                return read_separated(path, load, dialect, request)
        except LongLineError as error:
            where = f"line {error.line}{' (the header)' if error.line == 1 and self.header else ''}"
            problem = f"{where} is longer than {MAX_LINE_LENGTH:,} bytes and goes on in its cell {error.cell}"
            raise DataError(
                f"{self.path}: {problem}; expected a record a line, each ended by a line's end; correct it"
            ) from error
        except Irregular:
            pass
        except OSError as error:
            raise unreadable(self.path, error) from error
        raw = content(path, self.path)
        text, fingerprint = self._text(raw, request), hashlib.sha256(raw).hexdigest()
        if not plain:
            with suppress(Irregular):
                return replace(read_separated(text, load, dialect, request), fingerprint=fingerprint)
        return read_irregular(text, fingerprint, dialect, request)

    def resident_size(self, folder: Path, request: Request) -> int:
        path = find(folder, self.path)
        try:
            size = path.stat().st_size
            if size < SMALL:
                return 0
            with path.open("rb") as file:
                block = file.read(SMALL)
        except OSError as error:
            raise unreadable(self.path, error) from error
        if self._is_packed:
            return UNPACKED * size
        mark, (first, *_) = self.separator.encode(), block.split(b"\n", 1)
        names = [name.strip(' "') for name in first.decode(errors="ignore").split(self.separator)]
        needed = sum(map(request.needs, names)) / len(names) if self.header else 1.0
        return int((block.count(mark) + block.count(b"\n")) / len(block) * size * needed * CELL)

    def _is_plain(self) -> bool:
        """Whether the bytes of the file are to be UTF-8 text themselves."""
        try:
            return codecs.lookup(self.encoding).name in ("utf-8", "utf-8-sig") and not self._is_packed
        except LookupError:
            return False

    @property
    def _is_packed(self) -> bool:
        return self.path.lower().endswith((".gz", ".zst"))

    def _text(self, raw: bytes, request: Request) -> bytes:
        """The text in UTF-8. Raises DataError for what is none, or none in this encoding."""
        data = unpacked(raw, self.path) if self._is_packed else raw
        if what := foreign(data, self.path):
            raise DataError(f"{self.path}: the file is no text of cells, but {what}")
        try:
            return utf8(data, self.encoding)
        except MisreadError as error:
            advice = ""
            if error.likely:
                advice = f"; {with_options(self, request, encoding=error.likely)}"
            elif error.undecodable:
                advice = f"; {with_options(self, request, encoding='NAME')}, NAME being that of the file's encoding"
            raise DataError(f"{self.path}: {error.description()}{advice}") from error


@SOURCES.entry("tsv")
@options
class Tsv(Csv):
    """As csv, with tabs between the cells."""

    separator: Separator = option("\t", help="the character between cells")
