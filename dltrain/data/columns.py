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

RowNumbers = NDArray[np.int64]  # (rows,), of a table, from 0


@dataclass(frozen=True)
class TableColumn:
    """A column of a table, under its name."""

    table: Table
    name: str

    @property
    def cells(self) -> Column:
        """What the table holds of it."""
        return self.table.columns[self.name]

    def error(self, message: str) -> DataError:
        """An error whose message begins with the file and the column."""
        return DataError(f"{self.table.name}: column '{self.name}' {message}")

    def row(self, rows: NDArray[np.bool_]) -> str:
        """The first of the marked rows, as a person counts."""
        return self.table.line_of(int(rows.argmax()))


@dataclass(frozen=True)
class Factorized:
    """A column as codes into its distinct values, as `pandas.factorize` has them.

    codes: int of any size (rows,), -1 where missing; labels: int, float or str, sorted.
    """

    codes: NDArray[Any]
    labels: tuple[int | float | str, ...]

    @property
    def words(self) -> list[str]:
        """The labels as words."""
        return list(map(label_text, self.labels))


def parse_numbers(column: TableColumn, expected: str = "is numeric") -> NDArray[np.float64]:
    """A column's numbers: float64 (rows,), NaN where missing. Raises DataError where a cell holds words."""
    cells = column.cells
    if isinstance(cells, Numbers | Booleans):
        return cells.values
    if isinstance(cells, Array):
        raise column.error(f"{expected}, but holds arrays of shape {shape_of(cells)}")
    parsed = np.full(len(cells.levels) + 1, np.nan)  # the last one serves code -1
    for code, word in enumerate(cells.levels):
        try:
            parsed[code] = float(word)
        except ValueError:
            parsed[code] = np.inf
    if np.isinf(parsed).any():
        wrong = np.isinf(parsed)[cells.codes]
        word = cells.levels[cells.codes[wrong.argmax()]]
        raise column.error(f"{expected}, but {column.row(wrong)} holds '{word}'")
    return np.asarray(parsed[cells.codes])


def factorize(column: TableColumn) -> Factorized:
    """A column's distinct values: whole numbers as int, other numbers as float, booleans and words as words. Raises DataError for
    arrays."""
    cells = column.cells
    if isinstance(cells, Array):
        raise column.error(f"holds arrays of shape {shape_of(cells)}; expected one value a row")
    if isinstance(cells, Words):
        return Factorized(cells.codes, cells.levels)
    values = cells.values
    present = ~np.isnan(values)
    different, inverse = np.unique(values[present], return_inverse=True)
    codes = np.full(len(present), -1, dtype=np.int64)
    codes[present] = inverse
    if isinstance(cells, Booleans):
        return _sorted(Factorized(codes, tuple(cells.words[int(value)] for value in different)))
    return Factorized(codes, tuple(map(int, different)) if cells.whole else tuple(different.tolist()))


def _sorted(values: Factorized) -> Factorized:
    """Booleans in the order of their words (false before true, but nay after aye)."""
    order = sorted(range(len(values.labels)), key=lambda code: str(values.labels[code]))
    rank = np.append(np.argsort(order), -1).astype(np.int64)  # the last one serves code -1
    return Factorized(rank[values.codes], tuple(values.labels[code] for code in order))


def whole_words(values: Factorized) -> Factorized:
    """Words that are all plain whole numbers ("0", "12") as those numbers, in their order; other values as they are."""
    plain = [isinstance(word, str) and re.fullmatch(r"0|-?[1-9][0-9]{0,17}", word) for word in values.labels]
    if not values.labels or not all(plain):
        return values
    as_int = np.array([int(word) for word in values.labels])
    order = np.argsort(as_int)
    rank = np.append(np.argsort(order), -1)
    return Factorized(rank[values.codes], tuple(as_int[order].tolist()))


def label_text(label: int | float | str) -> str:
    """A label as a word, the same for 1 and 1.0."""
    return str(int(label)) if isinstance(label, float) and label.is_integer() else str(label)


def shape_of(column: Array) -> str:
    """The shape of a row of an array column, as `1 × 28 × 28`."""
    return " × ".join(map(str, column.values.shape[1:]))


def spelled(name: str) -> str:
    """A column's name as it is typed in a list of a spec."""
    return name if re.fullmatch(r"[^\W\d][\w ./()%-]*", name) else f"'{name}'"


SENTENCE = 4  # words from which on a cell is taken for a sentence: names of people have up to three
NAMES = ("name", "full name", "이름", "성명", "성함")  # of people, with titles and maiden names: no text, however many words
DIMENSIONS = 64  # of the vector that a text becomes which is all there is to learn from


def are_sentences(labels: Sequence[int | float | str], name: str) -> bool:
    """Whether most of these cells are sentences, of a column that is not called as names of people are."""
    return name.strip().lower() not in NAMES and _of_words(labels, SENTENCE)


def column_advice(labels: Sequence[int | float | str], name: str, excluded: Sequence[str], otherwise: str = "") -> str:
    """What to write of a column with nearly as many words as rows: that it is left out, beside those that are `excluded` already;
    or that it is a text where most cells hold a space, which comes first where most are sentences, else what is said `otherwise`.
    """
    exclude, text = f"exclude: [{', '.join(map(spelled, [*excluded, name]))}]", f"columns: {{{spelled(name)}: text}}"
    if are_sentences(labels, name):
        return f"write {text}, or {exclude}"
    if _of_words(labels, 2):
        return f"write {exclude}, or {text}"
    return f"write {exclude}{otherwise}"


def _of_words(labels: Sequence[int | float | str], least: int) -> bool:
    """Whether more than half of these cells have so many words at least."""
    return sum(len(str(label).split()) >= least for label in labels) > len(labels) / 2
