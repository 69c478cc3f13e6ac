"""A column's cells as numbers or as codes of its distinct values, and how it is named in messages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.table import Array, Booleans, Column, Numbers, Table, Words
from dltrain.errors import DataError


@dataclass(frozen=True)
class ColumnLocation:
    """A column of a table, for what is said about it."""

    table: Table
    name: str

    def error(self, message: str) -> DataError:
        return DataError(f"{self.table.name}: column '{self.name}' {message}")

    def row(self, rows: NDArray[np.bool_]) -> str:
        """The first of the marked rows, as a person counts."""
        return self.table.line_of(int(rows.argmax()))


@dataclass(frozen=True)
class Factorized:
    """A column as codes into its values: int of any size (rows,), -1 where missing; labels are int, float or str, sorted."""

    codes: NDArray[Any]
    labels: tuple[int | float | str, ...]


def parse_numbers(column: Column, place: ColumnLocation, expected: str = "is numeric") -> NDArray[np.float64]:
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


def factorize(column: Column, place: ColumnLocation) -> Factorized:
    """A column's distinct values: whole numbers as int, other numbers as float, booleans and words as words."""
    if isinstance(column, Array):
        raise place.error(f"holds arrays of shape {shape_of(column)}; expected one value a row")
    if isinstance(column, Words):
        return Factorized(column.codes, column.levels)
    cells = column.values
    present = ~np.isnan(cells)
    found, inverse = np.unique(cells[present], return_inverse=True)
    codes = np.full(len(present), -1, dtype=np.int64)
    codes[present] = inverse
    if isinstance(column, Booleans):
        return _in_word_order(Factorized(codes, tuple(column.words[int(value)] for value in found)))
    labels: tuple[int | float, ...] = tuple(map(int, found)) if column.whole else tuple(found.tolist())
    return Factorized(codes, labels)


def _in_word_order(values: Factorized) -> Factorized:
    """Booleans' words in sorted order (false before true, but nay after aye)."""
    order = sorted(range(len(values.labels)), key=lambda code: str(values.labels[code]))
    rank = np.argsort(np.array([*order, len(order)]))
    codes = np.where(values.codes < 0, -1, rank[values.codes])
    return Factorized(codes, tuple(values.labels[code] for code in order))


def whole_words(found: Factorized) -> Factorized:
    """Words that are all plain whole numbers ("0", "12") as those numbers, in their order; other values as they are."""
    plain = [isinstance(word, str) and re.fullmatch(r"0|-?[1-9][0-9]{0,17}", word) for word in found.labels]
    if not found.labels or not all(plain):
        return found
    as_int = np.array([int(word) for word in found.labels])
    order = np.argsort(as_int)
    rank = np.append(np.argsort(order), -1)
    return Factorized(rank[found.codes], tuple(as_int[order].tolist()))


def label_text(label: int | float | str) -> str:
    """A label as a word, the same for 1 and 1.0."""
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)


def shape_of(column: Array) -> str:
    return " × ".join(map(str, column.values.shape[1:]))


def spelled(name: str) -> str:
    """A column's name as it is typed in a list of a spec."""
    return name if re.fullmatch(r"[^\W\d][\w ./()%-]*", name) else f"'{name}'"


def text_advice(labels: Sequence[int | float | str], name: str) -> str:
    """What to write where words look like texts, because most of them hold a space; nothing where they do not."""
    spaced = sum(" " in str(label).strip() for label in labels)
    return f", or columns: {{{spelled(name)}: text}}" if spaced > len(labels) / 2 else ""
