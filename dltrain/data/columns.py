"""What the cells of a column mean: numbers, words, booleans or dates, as declared or else as they look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.dates import are_dates
from dltrain.data.options import COLUMN_KINDS, Boolean, Categorical, ColumnKind, Datetime, Numeric, Text
from dltrain.data.table import Array, Booleans, Column, Numbers, Table, Texts, Words
from dltrain.errors import DataError

IDENTIFIER_NAME = re.compile(r"(.*[^a-z])?(id|ids|key|uuid|guid|index|no|nr|number|번호|아이디)|.*[a-z]I[dD]", re.ASCII)
IDENTIFIER_SHARE = 0.9
FEWEST_IDENTIFIERS = 20


@dataclass(frozen=True)
class Place:
    """A column of a table, for what is said about it."""

    table: Table
    name: str

    def error(self, message: str) -> DataError:
        return DataError(f"{self.table.name}: column '{self.name}' {message}")

    def row(self, rows: NDArray[np.bool_]) -> str:
        """The first of the marked rows, as a person counts."""
        return self.table.line_of(int(rows.argmax()))


@dataclass(frozen=True)
class Values:
    """A column as codes into its values: int of any size (rows,), -1 where missing; labels are int, float or str, sorted."""

    codes: NDArray[Any]
    labels: tuple[int | float | str, ...]


def inferred_kind(column: Column) -> ColumnKind | None:
    """The kind of a feature as its cells look; None for arrays, which are as they are."""
    if isinstance(column, Numbers):
        return Numeric()
    if isinstance(column, Booleans):
        return Boolean()
    if isinstance(column, Texts):
        return Text()
    if isinstance(column, Words):
        return Datetime() if column.levels and are_dates(column.levels) else Categorical()
    return None


def numbers(column: Column, place: Place, expected: str = "is numeric") -> NDArray[np.float64]:
    """A column's numbers: float64 (rows,), NaN where missing. Raises DataError where a cell holds words."""
    if isinstance(column, Numbers | Booleans):
        return column.values
    if isinstance(column, Array):
        raise place.error(f"{expected}, but holds arrays of shape {shape_of(column)}")
    parsed = np.full(len(column.levels) + 1, np.nan)  # the last one serves code -1
    for code, word in enumerate(column.levels):
        try:
            parsed[code] = float(word)
        except ValueError:
            parsed[code] = np.inf
    if np.isinf(parsed).any():
        wrong = np.isinf(parsed)[column.codes]
        word = column.levels[column.codes[wrong.argmax()]]
        raise place.error(f"{expected}, but {place.row(wrong)} holds '{word}'")
    return np.asarray(parsed[column.codes])


def values(column: Column, place: Place) -> Values:
    """A column's distinct values: whole numbers as int, other numbers as float, booleans and words as words."""
    if isinstance(column, Array):
        raise place.error(f"holds arrays of shape {shape_of(column)}; expected one value a row")
    if isinstance(column, Words):
        return Values(column.codes, column.levels)
    cells = column.values
    present = ~np.isnan(cells)
    found, inverse = np.unique(cells[present], return_inverse=True)
    codes = np.full(len(present), -1, dtype=np.int64)
    codes[present] = inverse
    if isinstance(column, Booleans):
        return _in_word_order(Values(codes, tuple(column.words[int(value)] for value in found)))
    labels: tuple[int | float, ...] = tuple(map(int, found)) if column.whole else tuple(found.tolist())
    return Values(codes, labels)


def _in_word_order(values: Values) -> Values:
    """Booleans' words in sorted order (false before true, but nay after aye)."""
    order = sorted(range(len(values.labels)), key=lambda code: str(values.labels[code]))
    rank = np.argsort(np.array([*order, len(order)]))
    codes = np.where(values.codes < 0, -1, rank[values.codes])
    return Values(codes, tuple(values.labels[code] for code in order))


def whole_words(found: Values) -> Values:
    """Words that are all plain whole numbers ("0", "12") as those numbers, in their order; other values as they are."""
    plain = [isinstance(word, str) and re.fullmatch(r"0|-?[1-9][0-9]{0,17}", word) for word in found.labels]
    if not found.labels or not all(plain):
        return found
    as_int = np.array([int(word) for word in found.labels])
    order = np.argsort(as_int)
    rank = np.append(np.argsort(order), -1)
    return Values(rank[found.codes], tuple(as_int[order].tolist()))


def text(label: int | float | str) -> str:
    """A label as a word, the same for 1 and 1.0."""
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)


def shape_of(column: Array) -> str:
    return " × ".join(map(str, column.values.shape[1:]))


def kind_name(kind: ColumnKind) -> str:
    return COLUMN_KINDS.name_of(kind)


def spelled(name: str) -> str:
    """A column's name as it is typed in a list of a spec."""
    return name if re.fullmatch(r"[^\W\d][\w ./()%-]*", name) else f"'{name}'"


def text_advice(labels: Sequence[int | float | str], name: str) -> str:
    """What to write where words look like texts, because most of them hold a space; nothing where they do not."""
    spaced = sum(" " in str(label).strip() for label in labels)
    return f", or columns: {{{spelled(name)}: text}}" if spaced > len(labels) / 2 else ""


def looks_like_identifier(column: Column, name: str) -> str | None:
    """What makes a column look like one that names its rows: words of which hardly any occurs twice, or different whole numbers
    that count up or are called so. None where it does not."""
    if isinstance(column, Words):
        count, rows = len(column.levels), int((column.codes >= 0).sum())
        alike = count >= IDENTIFIER_SHARE * rows
    elif isinstance(column, Numbers) and column.whole and not column.missing.any():
        rows = len(column.stored)
        counts_up = all((np.diff(column.at(part)) == 1).all() for part in (slice(1000), slice(None)))
        named = IDENTIFIER_NAME.fullmatch(name) or IDENTIFIER_NAME.fullmatch(name.lower())
        count = rows if counts_up else len(np.unique(column.values)) if named else 0
        alike = count == rows
    else:
        return None
    return f"{count} different values in {rows} rows" if alike and rows >= FEWEST_IDENTIFIERS else None
