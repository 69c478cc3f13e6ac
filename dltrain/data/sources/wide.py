"""A text of very many columns and not many rows: the cells of some rows together are read as one column.

polars takes longer to begin a column than to read a thousand cells of it; all cells of a table as one column take it a hundredth.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.data.sources.cells import MAX_NUMBER, Levels, Read, column_of_levels
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.numeric_names import LEADING_ZEROS, MAX_EXACT, code_in
from dltrain.data.sources.survey import Irregular, occurrences
from dltrain.data.table import Numbers, Request, all_whole_in_each
from dltrain.lazy import NDArray, np, polars

WIDE = 1_000  # columns, from which on a table is wide,
FEW = 2**13  # and rows, below which it is not long
CHUNK_SIZE = 2**23  # bytes of text that are read together


@dataclass(frozen=True)
class WideNumbers:
    """A column of numbers: float64 (rows,), NaN where missing; `whole`: every present value is a whole number."""

    values: NDArray[np.float64]
    whole: bool

    def read(self, origin: ColumnOrigin, request: Request) -> Read:
        """The column as a table has it."""
        return Read(Numbers(self.values, self.whole))


@dataclass(frozen=True)
class WideWords:
    """A column of cells as they are written: codes (rows,) into the words of all columns, in order; -1 where there is none."""

    codes: NDArray[np.int32]
    words: Levels

    def read(self, origin: ColumnOrigin, request: Request) -> Read:
        """The column as its words show it to be. Raises DataError."""
        used, codes = np.unique(self.codes, return_inverse=True)
        lacks = int(len(used) > 0 and used[0] < 0)
        return column_of_levels(codes.astype(np.int32) - lacks, self.words.select(used[lacks:]), origin, request)


@dataclass(frozen=True)
class WideText:
    """A text without quotes: the first byte of its rows, the byte between cells, how many columns and rows there are."""

    source: Path | bytes
    start: int
    separator: str
    width: int
    rows: int

    def columns(self, indices: NDArray[Any], are_words: NDArray[np.bool_], request: Request) -> list[WideNumbers | WideWords]:
        """The columns of these indices, those that are marked as words, the others as numbers where all of their cells are.

        Raises Irregular where a row has not a cell for each column.
        """
        values, plain = self._numbers(indices[~are_words])
        are_words = are_words.copy()
        are_numbers = np.flatnonzero(~are_words)
        are_words[are_numbers[~plain]] = True
        columns: list[Any] = [None] * len(indices)
        whole = all_whole_in_each(values)
        for number, index in enumerate(are_numbers.tolist()):
            if plain[number]:
                columns[index] = WideNumbers(values[number], bool(whole[number]))
        if are_words.any():
            codes, words = self._words(indices[are_words], request)
            for number, index in enumerate(np.flatnonzero(are_words).tolist()):
                columns[index] = WideWords(codes[number], words)
        return columns

    def _numbers(self, indices: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The cells of these columns as numbers, float64 (columns, rows), NaN where one is none, and in which columns all are."""
        values = np.empty((len(indices), self.rows))
        plain = np.ones(len(indices), dtype=bool)
        for at, cells in self._stretches(indices) if len(indices) else ():
            numbers = cells.cast(polars.Float64, strict=False).to_numpy().reshape(-1, len(indices))
            missing = np.count_nonzero(cells.is_null().to_numpy().reshape(numbers.shape), axis=0)
            plain &= np.count_nonzero(np.abs(numbers) <= MAX_NUMBER, axis=0) == len(numbers) - missing
            np.add(numbers.T, 0.0, out=values[:, at : at + len(numbers)])  # -0 is 0
        return values, plain

    def _words(self, indices: NDArray[Any], request: Request) -> tuple[NDArray[np.int32], Levels]:
        """The cells of these columns as codes, int32 (columns, rows), into the words of all of them, in order."""
        categories = polars.Categories.random()
        kept = polars.Series([], dtype=polars.Categorical(categories))  # without any column polars forgets the words
        codes = np.empty((len(indices), self.rows), dtype=np.int32)
        for at, cells in self._stretches(indices):
            coded = cells.cast(kept.dtype).to_physical().cast(polars.Int32).fill_null(-1).to_numpy().reshape(-1, len(indices))
            codes[:, at : at + len(coded)] = coded.T
        words = categories.to_series()
        order = words.arg_sort().to_numpy()
        index_of = np.full(len(order) + 1, -1, dtype=np.int32)  # the last one serves code -1
        index_of[order] = np.arange(len(order), dtype=np.int32)
        return index_of[codes], Levels.of(words.sort(), request)

    def _stretches(self, indices: NDArray[Any]) -> Iterator[tuple[int, polars.Series]]:
        """The cells of these columns of some rows, row by row, and the number of the first row. Raises Irregular."""
        at = 0
        for text in self._texts():
            cells = long_column(text, self.separator, self.width)
            count = min(len(cells) // self.width, self.rows - at)
            if len(indices) < self.width or count * self.width < len(cells):
                cells = cells.gather((np.arange(count)[:, None] * self.width + indices).ravel())
            yield at, cells
            at += count
        if at != self.rows:
            raise Irregular

    def _texts(self) -> Iterator[bytes]:
        """Whole lines of the rows, some at a time."""
        with self.source.open("rb") if isinstance(self.source, Path) else io.BytesIO(self.source) as file:
            mark = len(codecs.BOM_UTF8)
            file.seek(self.start + (mark if file.read(mark) == codecs.BOM_UTF8 else 0))
            while text := file.read(CHUNK_SIZE):
                text += file.readline()
                if text.strip(b"\r\n"):
                    yield text


def is_wide(width: int, rows: int) -> bool:
    """Whether so many columns of so many rows are read quicker as one column."""
    return width >= WIDE and rows < FEW


def long_column(text: bytes, separator: str, width: int) -> polars.Series:
    """All cells of whole lines as one column of strings, row by row, null where blank.

    Raises Irregular where a row has not so many cells, or a line ends with \\r alone.
    """
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n")
        if b"\r" in text:
            raise Irregular
    text = text.rstrip(b"\n")
    if any(occurrences(line, separator) != width - 1 for line in text.split(b"\n")):
        raise Irregular
    cells = text.translate(bytes.maketrans(separator.encode(), b"\n")) + b"\n"
    schema = {"cell": polars.String}
    column = polars.read_csv(cells, has_header=False, schema=schema, separator=separator, quote_char=None).to_series()
    if len(column) % width:
        raise Irregular
    return column


def codes_in_first_rows(first: bytes, text: WideText, indices: Sequence[int], columns: Sequence[Any]) -> dict[int, str]:
    """For columns of whole numbers, by their number among `columns`: a cell of the first rows, the lines of `first`, that as a
    number is not what it is as a name, where there is one. indices: of the columns in the text."""
    whole = [number for number, column in enumerate(columns) if isinstance(column, WideNumbers) and column.whole]
    if not whole or not first.strip(b"\r\n"):
        return {}
    width = text.width
    cells = long_column(first, text.separator, width).str.strip_chars()
    rows = len(cells) // width
    marked = np.count_nonzero(cells.str.contains(LEADING_ZEROS).fill_null(False).to_numpy().reshape(rows, width), axis=0)
    codes = {}
    for number in whole:
        if marked[indices[number]] or np.nanmax(np.abs(columns[number].values[:rows]), initial=0.0) > MAX_EXACT:
            code = code_in(cells.gather_every(width, indices[number]).drop_nulls().unique(maintain_order=True))
            if code is not None:
                codes[number] = code
    return codes
