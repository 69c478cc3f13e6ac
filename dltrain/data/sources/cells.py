"""Cells of text as typed columns: numbers, booleans or words. Vectorized in polars."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from dltrain.data.number_formats import PLAIN, NumberFormat
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.format_errors import joined_errors
from dltrain.data.sources.numeric_names import code_notices
from dltrain.data.sources.numeric_words import Cells, missing_notices
from dltrain.data.table import Booleans, Column, Numbers, Request, Words, kept
from dltrain.errors import DataError
from dltrain.lazy import NDArray, np, polars

T = TypeVar("T")

MAX_NOTICES = 10  # of a table's columns, of what there may be in each of many

MAX_NUMBER = 1e30  # the squares of larger numbers, or their sums, are beyond float64 or what they are scaled to beyond float32


@dataclass(frozen=True)
class Read:
    """A column, notices of what was out of the ordinary in it, and how often words were taken for missing numbers."""

    column: Column
    notices: list[str] = field(default_factory=list)
    absent: Mapping[str, int] = field(default_factory=dict)


VERBATIM = frozenset(
    {"categorical", "text", "datetime", "image", "labels"}
)  # declared kinds whose cells stay words, exactly as they are written
BOOLEANS = (("false", "true"), ("False", "True"), ("FALSE", "TRUE"))
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def read_columns(
    cells: Mapping[str, T], column: Callable[[str, T], Read], request: Request
) -> tuple[dict[str, Column], list[str]]:
    """Each column as `column` makes it of its cells, and all notices. Raises DataError for all that cannot be used."""
    result: dict[str, Column] = {}
    notices: list[str] = []
    absent: dict[str, Mapping[str, int]] = {}
    errors: list[DataError] = []
    missing = [number for word in request.missing_values if (number := PLAIN.number(word)) is not None]
    for name, given in cells.items():
        try:
            read = column(name, given)
        except DataError as error:
            errors.append(error)
            continue
        result[name] = kept(_without(read.column, missing), request.storage)
        notices += read.notices
        if read.absent:
            absent[name] = read.absent
    if errors:
        raise joined_errors(errors, request)
    more = [f"{len(notices) - MAX_NOTICES:,} more columns are like these"] if len(notices) > MAX_NOTICES else []
    return result, missing_notices(absent) + notices[:MAX_NOTICES] + more


def _without(column: Column, missing: Sequence[float]) -> Column:
    """The column, the numbers that stand for a missing one being missing, however they are written."""
    if not missing or not isinstance(column, Numbers) or not (stands := np.isin(column.values, missing)).any():
        return column
    return Numbers.of(np.where(stands, np.nan, column.values))


def codes_of(frame: polars.DataFrame) -> dict[str, tuple[NDArray[np.int32], polars.Series]]:
    """Columns of strings as codes (rows,), -1 where null, and the different strings that they stand for, in order."""
    lists = frame.select(polars.all().drop_nulls().unique().sort().implode())
    levels = {name: lists[name][0] for name in frame.columns}
    codes = frame.select(
        polars.col(name).cast(polars.Enum(levels[name])).to_physical().cast(polars.Int32).fill_null(-1) for name in frame.columns
    )
    return {name: (codes[name].to_numpy(), levels[name]) for name in frame.columns}


@dataclass(frozen=True)
class Levels:
    """Different words of columns, and what can be told of each by itself.

    words: as they are written; stripped: without outer blanks, None where they stand for a missing cell; values: as numbers, NaN
    where one is none, and plain: whether it is one
    """

    words: Sequence[str]
    stripped: Sequence[str | None]
    values: NDArray[np.float64]
    plain: Sequence[bool]

    @classmethod
    def of(cls, words: polars.Series, request: Request) -> Levels:
        """All that there is to tell of different words."""
        stripped = words.str.strip_chars()
        stripped = polars.select(polars.when(_are_present(stripped, request)).then(stripped)).to_series()
        values = numbers_in(stripped, request.numbers)
        if values.null_count() > stripped.null_count():
            values = values.fill_null(request.numbers.numbers(stripped))  # those in other characters than ASCII's
        return cls(words.to_list(), stripped.to_list(), values.to_numpy() + 0.0, values.is_not_null().to_list())  # -0 is 0

    def select(self, numbers: NDArray[Any]) -> Levels:
        """Those of these numbers."""
        chosen = numbers.tolist()
        words, stripped, plain = ([each[number] for number in chosen] for each in (self.words, self.stripped, self.plain))
        return Levels(words, stripped, self.values[numbers], plain)


def _are_present(stripped: polars.Series, request: Request) -> polars.Series:
    """Which words do not stand for a missing cell."""
    return ~stripped.is_in(["", *sorted(word.strip() for word in request.missing_values)])


def column_of_words(codes: NDArray[np.int32], levels: polars.Series, origin: ColumnOrigin, request: Request) -> Read:
    """As `column_of_levels`, of words that no other column shares."""
    if request.kinds.get(origin.column) in VERBATIM:
        present = _are_present(levels.str.strip_chars(), request)
        return Read(_words(codes, present.to_numpy(), tuple(levels.filter(present))))
    return column_of_levels(codes, Levels.of(levels, request), origin, request)


def column_of_levels(codes: NDArray[np.int32], levels: Levels, origin: ColumnOrigin, request: Request) -> Read:
    """Cells as Numbers, Booleans or Words. codes: (rows,) into `levels`, each of which occurs, in order; -1 where there is none.

    Blank cells and the request's missing words are missing. All numbers: Numbers, or Words where they are names; all of one pair
    of true and false: Booleans; else Words. Raises DataError where numbers were declared or are evidently meant and some cells
    are none, or infinite.
    """
    present = np.array([word is not None for word in levels.stripped], dtype=bool)
    kept = tuple(itertools.compress(levels.words, present))
    if request.kinds.get(origin.column) in VERBATIM:
        return Read(_words(codes, present, kept))
    cells = Cells(codes, levels.stripped, levels.plain, origin, request)
    if cells.are_numbers:
        if (code := cells.name) is not None:
            return Read(cells.names(), code_notices(code, cells.different, origin.column, request, names=True))
        return Read(finite(np.append(levels.values, np.nan)[codes], origin), cells.notices(), cells.absent)
    for pair in BOOLEANS:
        if not any(cells.plain) and cells.others <= set(pair):
            ones = [np.nan if word is None else float(word == pair[1]) for word in cells.words]
            return Read(Booleans(np.array([*ones, np.nan])[codes], pair))
    return Read(_words(codes, present, kept), cells.check())


def numbers_in(cells: polars.Series, format: NumberFormat) -> polars.Series:
    """Stripped cells as Float64, null where one is no number."""
    if format != PLAIN:
        return format.numbers(cells)
    return cells.cast(polars.Float64, strict=False).fill_nan(None)  # the cast reads `nan` as a number


def _words(codes: NDArray[np.int32], kept: NDArray[np.bool_], words: tuple[str, ...]) -> Words:
    """The column of the words that are kept of those that the codes stand for; the others are missing."""
    smallest: Any = np.int8 if len(words) < 2**7 else np.int16 if len(words) < 2**15 else np.int32
    renamed = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1).astype(smallest)
    return Words(renamed[codes], words)


def words_of(cells: Sequence[str | None], missing: Collection[str]) -> Words:
    """Strings in a plain sequence as codes; None, blanks and missing words are missing. Without polars."""
    absent = {"", *(word.strip() for word in missing)}
    levels = tuple(sorted({cell for cell in cells if cell is not None and cell.strip() not in absent}))
    code = {level: number for number, level in enumerate(levels)}
    return Words(np.array([-1 if cell is None else code.get(cell, -1) for cell in cells], dtype=np.int32), levels)


def finite(values: NDArray[np.float64], origin: ColumnOrigin) -> Numbers:
    """Numbers, NaN where missing. Raises DataError where one is infinite."""
    if max(np.nanmax(values, initial=0.0), -np.nanmin(values, initial=0.0)) <= MAX_NUMBER:
        return Numbers.of(values)
    infinite = np.isinf(values)
    if infinite.any():
        first = origin.line_of(int(np.argmax(infinite)))
        count = int(infinite.sum())
        raise origin.error(f"{count} infinite value{'s' * (count > 1)}, first in {first}; correct or remove such rows")
    largest = np.nanmax(np.abs(values))
    first = origin.line_of(int(np.nanargmax(np.abs(values))))
    raise origin.error(f"{largest:g} in {first} is too large to be learned from; expected at most {MAX_NUMBER:g}")


def text_of_numbers(values: NDArray[np.float64]) -> list[str | None]:
    """Numbers as their shortest text, whole ones without a point; None where missing."""
    numbers = values.tolist()
    return [None if n != n else str(int(n)) if n.is_integer() and abs(n) < 1e15 else repr(n) for n in numbers]


def finite_array(array: NDArray[Any], origin: ColumnOrigin) -> None:
    """Raises DataError where an array (rows, ...) holds infinite values."""
    if array.dtype.kind == "f":
        infinite = np.isinf(array).reshape(len(array), -1).any(axis=1)
        if infinite.any():
            count, first = int(infinite.sum()), origin.line_of(int(np.argmax(infinite)))
            raise origin.error(
                f"infinite values in {count} row{'s' * (count > 1)}, first in {first}; correct or remove such rows"
            )
        largest = max(np.nanmax(array, initial=0.0), -np.nanmin(array, initial=0.0))
        if largest > MAX_NUMBER:
            raise origin.error(f"{largest:g} is too large to be learned from; expected at most {MAX_NUMBER:g}")
