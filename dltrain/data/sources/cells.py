"""Cells of text as typed columns: numbers, booleans or words. Vectorized in polars."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dltrain.data.table import Booleans, Column, Numbers, Request, Words, row_of
from dltrain.errors import DataError
from dltrain.lazy import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import polars
    from numpy.typing import NDArray
else:
    np = Lazy("numpy")

LARGEST = 1e30  # the squares of larger numbers, or their sums, are beyond float64 or what they are scaled to beyond float32

VERBATIM = frozenset({"categorical", "text", "datetime"})  # declared kinds whose cells stay words, exactly as they are written
BOOLEANS = (("false", "true"), ("False", "True"), ("FALSE", "TRUE"))
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


@dataclass(frozen=True)
class Place:
    """Where a column is, for the errors: the table's name, the column's, and how a row (from 0) is named."""

    table: str
    column: str
    line_of: Callable[[int], str] = row_of

    def error(self, message: str) -> DataError:
        return DataError(f"{self.table}: column '{self.column}': {message}")


def column_of_text(cells: polars.Series, place: Place, request: Request) -> Column:
    """A column of strings, null where missing, as `column_of_words` has it."""
    return column_of_words(*codes_of(cells.to_frame())[cells.name], place, request)


def codes_of(frame: polars.DataFrame) -> dict[str, tuple[NDArray[np.int32], polars.Series]]:
    """Columns of strings as codes (rows,), -1 where null, and the different strings that they stand for, in order."""
    import polars

    lists = frame.select(polars.all().drop_nulls().unique().sort().implode())
    levels = {name: lists[name][0] for name in frame.columns}
    codes = frame.select(
        polars.col(name).cast(polars.Enum(levels[name])).to_physical().cast(polars.Int32).fill_null(-1) for name in frame.columns
    )
    return {name: (codes[name].to_numpy(), levels[name]) for name in frame.columns}


def column_of_words(codes: NDArray[np.int32], levels: polars.Series, place: Place, request: Request) -> Column:
    """Cells as Numbers, Booleans or Words. codes: (rows,) into `levels`, each of which occurs, in order; -1 where there is none.

    Blank cells and the request's missing words are missing. All numbers: Numbers; all of one pair of true and false: Booleans;
    else Words. Raises DataError where numbers were declared or are evidently meant and some cells are none, or infinite.
    """
    import polars

    kind = request.kinds.get(place.column)
    stripped = levels.str.strip_chars()
    present = ~stripped.is_in(["", *sorted(word.strip() for word in request.missing_values)])
    if kind in VERBATIM:
        return _words(codes, levels, present)
    stripped = polars.select(polars.when(present).then(stripped)).to_series()
    values = stripped.cast(polars.Float64, strict=False).fill_nan(None)  # the cast reads `nan` as a number
    others = stripped.filter(present & values.is_null()).unique()
    if len(others) == 0:
        return finite(np.append(values.to_numpy(), np.nan)[codes], place)
    wrong = (present & values.is_null()).to_numpy()
    counts = np.bincount(codes + 1, minlength=len(levels) + 1)[1:]
    of_numbers = int(counts[values.is_not_null().to_numpy()].sum())
    if kind == "numeric" or _meant_as_numbers(int(counts[present.to_numpy()].sum()), of_numbers, values, len(others)):
        first = int(np.argmax(np.append(wrong, False)[codes]))
        count = int(counts[wrong].sum())
        raise not_numbers(place, count, len(codes), str(stripped[int(codes[first])]), first, sorted(others), kind)
    for pair in BOOLEANS:
        if of_numbers == 0 and set(others) <= set(pair):
            return Booleans(np.append((stripped == pair[1]).cast(polars.Float64).to_numpy(), np.nan)[codes], pair)
    return _words(codes, levels, present)


def _words(codes: NDArray[np.int32], levels: polars.Series, present: polars.Series) -> Words:
    kept = present.to_numpy()
    count = int(kept.sum())
    smallest: Any = np.int8 if count < 2**7 else np.int16 if count < 2**15 else np.int32
    renamed = np.append(np.where(kept, np.cumsum(kept) - 1, -1), -1).astype(smallest)
    return Words(renamed[codes], tuple(levels.filter(present)))


def _meant_as_numbers(present: int, of_numbers: int, values: polars.Series, others: int) -> bool:
    if of_numbers >= 0.9 * present:
        return True
    return others <= 3 and of_numbers >= 0.5 * present and values.drop_nulls().n_unique() > 20


def not_numbers(
    place: Place, count: int, rows: int, word: str, row: int, words: Sequence[str], kind: str | None = None
) -> DataError:
    """The error of a column in which `count` cells are no numbers, the first being `word`; `words` are those that there are."""
    cells = "cells is not a number" if count == 1 else "cells are not numbers"
    listed = ", ".join(json.dumps(word, ensure_ascii=False) for word in words)
    advice = [f"missing_values: [{listed}]"] if len(words) <= 5 else []
    advice.append(f"columns: {{{_key(place.column)}: categorical}}")
    return place.error(
        f"{count} of {rows} {cells}, first '{word}' in {place.line_of(row)}; write {', or '.join(advice)}"
        + (" (it is declared numeric)" if kind == "numeric" else "")
    )


def _key(name: str) -> str:
    return name if name.isidentifier() and name.lower() not in ("true", "false", "null") else json.dumps(name, ensure_ascii=False)


def words_of_text(cells: polars.Series) -> Words:
    """A column of strings, null where missing."""
    codes, levels = codes_of(cells.to_frame())[cells.name]
    return Words(codes, tuple(levels))


def words_of(cells: Sequence[str | None], missing: Collection[str]) -> Words:
    """Strings in a plain sequence as codes; None, blanks and missing words are missing. Without polars."""
    absent = {"", *(word.strip() for word in missing)}
    levels = tuple(sorted({cell for cell in cells if cell is not None and cell.strip() not in absent}))
    code = {level: number for number, level in enumerate(levels)}
    return Words(np.array([-1 if cell is None else code.get(cell, -1) for cell in cells], dtype=np.int32), levels)


def finite(values: NDArray[np.float64], place: Place) -> Numbers:
    """Numbers, NaN where missing. Raises DataError where one is infinite."""
    if max(np.nanmax(values, initial=0.0), -np.nanmin(values, initial=0.0)) <= LARGEST:
        return Numbers.of(values)
    infinite = np.isinf(values)
    if infinite.any():
        first = place.line_of(int(np.argmax(infinite)))
        count = int(infinite.sum())
        raise place.error(f"{count} infinite value{'s' * (count > 1)}, first in {first}; correct or remove such rows")
    largest = np.nanmax(np.abs(values))
    first = place.line_of(int(np.nanargmax(np.abs(values))))
    raise place.error(f"{largest:g} in {first} is too large to be learned from; expected at most {LARGEST:g}")


def text_of_numbers(values: NDArray[np.float64]) -> list[str | None]:
    """Numbers as their shortest text, whole ones without a point; None where missing."""
    numbers = values.tolist()
    return [None if n != n else str(int(n)) if n.is_integer() and abs(n) < 1e15 else repr(n) for n in numbers]


def finite_array(array: NDArray[Any], place: Place) -> None:
    """Raises DataError where an array (rows, ...) holds infinite values."""
    if array.dtype.kind == "f":
        infinite = np.isinf(array).reshape(len(array), -1).any(axis=1)
        if infinite.any():
            count, first = int(infinite.sum()), place.line_of(int(np.argmax(infinite)))
            raise place.error(f"infinite values in {count} row{'s' * (count > 1)}, first in {first}; correct or remove such rows")
        largest = max(np.nanmax(array, initial=0.0), -np.nanmin(array, initial=0.0))
        if largest > LARGEST:
            raise place.error(f"{largest:g} is too large to be learned from; expected at most {LARGEST:g}")
