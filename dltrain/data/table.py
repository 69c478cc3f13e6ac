"""A table of columns, neutral between where the data came from and what will be made of it.

Missing cells are NaN in `Numbers` and `Booleans` and code -1 in `Words`; infinite values never occur.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dltrain.data.number_formats import PLAIN, NumberFormat
from dltrain.data.storage import RESIDENT, Storage
from dltrain.lazy import NDArray, np


@dataclass(frozen=True)
class Numbers:
    """float64 (rows,), NaN where missing; `whole`: every present value is a whole number."""

    values: NDArray[np.float64]
    whole: bool

    @classmethod
    def of(cls, values: NDArray[Any]) -> Numbers:
        """Numbers of any type, (rows,), NaN where missing."""
        numbers = np.ascontiguousarray(values, dtype=np.float64)
        return cls(numbers, whole=all_whole(numbers))

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Where there is no number: bool (rows,)."""
        return np.isnan(self.values)

    def select(self, rows: NDArray[Any]) -> Numbers:
        """The rows of these numbers."""
        return Numbers(self.values[rows], self.whole or all_whole(self.values[rows]))


@dataclass(frozen=True)
class Booleans:
    """float64 (rows,) of 0 and 1, NaN where missing; `words`: how the file writes (false, true)."""

    values: NDArray[np.float64]
    words: tuple[str, str] = ("false", "true")

    def select(self, rows: NDArray[Any]) -> Booleans:
        """The rows of these numbers."""
        return Booleans(self.values[rows], self.words)


@dataclass(frozen=True)
class Words:
    """Signed codes of any size (rows,), -1 where missing; `levels[code]` is the word; levels are sorted and each occurs."""

    codes: NDArray[Any]
    levels: tuple[str, ...]

    @classmethod
    def of(cls, codes: NDArray[Any], levels: tuple[str, ...]) -> Words:
        """Codes into levels of any order, some of which may not occur."""
        occurs = np.bincount(codes[codes >= 0], minlength=len(levels)) > 0
        order = sorted(np.flatnonzero(occurs).tolist(), key=levels.__getitem__)
        renamed = np.full(len(levels) + 1, -1, dtype=np.int32)  # the last one serves code -1
        renamed[order] = np.arange(len(order), dtype=np.int32)
        return cls(renamed[codes], tuple(levels[code] for code in order))

    def select(self, rows: NDArray[Any]) -> Words:
        """The rows of these numbers, with the words that still occur."""
        return type(self).of(self.codes[rows], self.levels)


class Texts(Words):
    """Words that are texts to be read, not categories."""


@dataclass(frozen=True)
class Array:
    """(rows, ...) of any numeric dtype with at least two dimensions: arrays of an npz, images."""

    values: NDArray[Any]

    def select(self, rows: NDArray[Any]) -> Array:
        """The rows of these numbers."""
        return Array(self.values[rows])


def all_whole(numbers: NDArray[np.float64]) -> bool:
    """Whether every present value is a whole number; the first few tell at once of most columns that they are not."""
    if len(numbers) > 1000 and not all_whole(numbers[:1000]):
        return False
    return bool(((np.floor(numbers) == numbers) | np.isnan(numbers)).all())


def all_whole_in_each(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """The same of each column of (columns, rows)."""
    whole = np.ones(len(numbers), dtype=bool)
    for begin in range(0, len(numbers), 1024):  # so that they stay in the processor's cache
        some = numbers[begin : begin + 1024]
        whole[begin : begin + 1024] = ((np.floor(some) == some) | np.isnan(some)).all(axis=1)
    return whole


Column = Numbers | Booleans | Words | Array


def kept(column: Column, storage: Storage) -> Column:
    """The column, its cells where they are kept for long."""
    if isinstance(column, Words):
        return replace(column, codes=storage.keep(column.codes))
    return replace(column, values=storage.keep(column.values))


def missing_cells(column: Column) -> NDArray[np.bool_]:
    """Where a column has no value: bool (rows,)."""
    if isinstance(column, Words):
        return np.asarray(column.codes < 0)
    if isinstance(column, Array):
        return np.zeros(len(column.values), dtype=bool)
    return column.missing if isinstance(column, Numbers) else np.isnan(column.values)


def row_of(row: int) -> str:
    """How row `row` (from 0) is named to a person: `row 4`, counted from 1."""
    return f"row {row + 1}"


@dataclass(frozen=True)
class NamedFiles:
    """Files that cells name, and the `state_of_all` that they had before they were read."""

    paths: tuple[str, ...]
    state: str


@dataclass(frozen=True)
class Table:
    """Columns of equal length.

    name: as shown in errors: the file's name as the user wrote it, or the built-in set's
    fingerprint: SHA-256, in hexadecimal, of the file's bytes, or of the arrays where there is no file
    codes: column -> {another spelling of a label: the label}; in the built-in iris "0" also means "setosa"
    left_out: names of the columns that the source has and the request did not need
    line_of: how row i (from 0) is named to a person, from 1: "row 4 (line 5)" in a csv, "row 4" elsewhere
    notices: what was out of the ordinary while it was read
    files: the name of each row's own file, where it has one
    numbers: int64 (rows,), the number of each row in its file, from 0, where rows of it were left out
    settled: options of its source that were left open there, as they were settled while it was read
    storage: where its columns lie
    pictures: the files that each of its columns of pictures names
    """

    name: str
    columns: dict[str, Column]
    rows: int
    fingerprint: str
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    line_of: Callable[[int], str] = row_of
    notices: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    numbers: NDArray[Any] | None = None
    settled: Mapping[str, Any] = field(default_factory=dict)
    storage: Storage = RESIDENT
    pictures: tuple[NamedFiles, ...] = ()

    @functools.cached_property
    def without_gaps(self) -> frozenset[str]:
        """The columns of numbers of which no cell is missing."""
        numbers = {name: column.values for name, column in self.columns.items() if isinstance(column, Numbers)}
        names, step = list(numbers), max(1, 2**15 // max(1, self.rows))  # many columns at a time, where each is short
        gapless: set[str] = set()
        for begin in range(0, len(names), step):
            some = names[begin : begin + step]
            lacking = np.count_nonzero(np.isnan(np.stack([numbers[name] for name in some])), axis=1)
            gapless.update(name for name, lacks in zip(some, lacking, strict=True) if not lacks)
        return frozenset(gapless)

    def select(self, rows: NDArray[Any]) -> Table:
        """The rows of these numbers (int or bool array), in that order; they keep their names in the file."""
        chosen = np.arange(self.rows)[rows]
        columns = {name: kept(column.select(chosen), self.storage) for name, column in self.columns.items()}
        line_of = self.line_of
        files = tuple(self.files[row] for row in chosen) if self.files else ()
        selected = replace(self, columns=columns, rows=len(chosen), line_of=lambda row: line_of(int(chosen[row])), files=files)
        return selected if self.numbers is None else replace(selected, numbers=self.numbers[chosen])

    def without(self, rows: NDArray[np.bool_], notice: str) -> Table:
        """The table as if these rows (bool (rows,)) were not in it, save that the others keep their numbers."""
        numbered = replace(self, numbers=self.numbers if self.numbers is not None else np.arange(self.rows))
        return replace(numbered.select(~rows), notices=(*self.notices, notice))

    def numbers_of(self, rows: NDArray[Any]) -> NDArray[Any]:
        """The numbers in the file of these rows of the table."""
        return rows if self.numbers is None else np.asarray(self.numbers[rows])

    def head(self, count: int) -> Table:
        """The first `count` rows, or all of them where there are fewer."""
        return self if count >= self.rows else self.select(np.arange(count))


@dataclass(frozen=True)
class Request:
    """What the `data` section says that a source must know.

    missing_values: exact words that stand for a missing cell, besides blank ones
    kinds: column -> declared kind: numeric, categorical, boolean, datetime, text, ...
    target: the columns named as target
    names: the columns of which a whole number may be a name, such as 01, and then stays as it is written
    needed: the columns that will be used, None for all; the others are left out, neither read nor checked
    excluded: columns that will not be used, whatever `needed` says
    numbers: how numbers are written; remedy: what to write in the spec so that numbers of another format are read, if anything
    key_path: the key of the spec under which the source stands; empty for a file that is named on the command line
    lenient: whether what cannot be read of a folder's files is left out, with a notice
    labelled: whether the target is what is learned; of rows that are learned for themselves it need not be there
    storage: where the columns are to lie
    strings_are_words: whether what a file keeps as a string is no number, though it may read as one
    may_be_blank: of a file for a model that is trained by now, the columns whose cells it takes as missing where they are blank;
        None while the spec may still be changed
    """

    missing_values: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)
    target: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    needed: frozenset[str] | None = None
    excluded: frozenset[str] = frozenset()
    numbers: NumberFormat = PLAIN
    remedy: Callable[[NumberFormat], str] | None = None
    key_path: tuple[str, ...] = ("data", "source")
    lenient: bool = False
    labelled: bool = True
    storage: Storage = RESIDENT
    strings_are_words: bool = True
    may_be_blank: frozenset[str] | None = None

    def needs(self, column: str) -> bool:
        """Whether a column is to be read."""
        return column not in self.excluded and (self.needed is None or column in self.needed)
