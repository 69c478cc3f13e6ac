"""Columns of words that are, or are meant as, numbers: what is read, what is said of it, and what is refused."""

from __future__ import annotations

import functools
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dltrain.data.number_formats import PLAIN
from dltrain.data.sources import numeric_names
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.format_errors import FormatError, merge
from dltrain.data.sources.number_guesses import MANY, NumberGuess, guess_format
from dltrain.data.sources.spec_text import key_of
from dltrain.data.table import Request, Words
from dltrain.errors import DataError, listing
from dltrain.lazy import NDArray, np

MISSING = frozenset({"NA", "N/A", "NaN", "nan", "null", "None", "-"})  # in a column whose other cells are all numbers
FEW_WORDS = 3  # among at least as many different numbers, that may stand for missing ones
TRAINED_ON_NUMBERS = "the model was trained on numbers in this column"
MAX_WORDS = 10  # that a line to paste names, so that `none` and `NULL` fit in all their spellings


@dataclass(frozen=True)
class Cells:
    """A column's cells: codes (rows,) into `words`, which are stripped, -1 where there is none; None among the words stands for a
    missing cell, and `plain` says which of the words are numbers as the source writes them."""

    codes: NDArray[Any]
    words: Sequence[str | None]
    plain: Sequence[bool]
    origin: ColumnOrigin
    request: Request

    @classmethod
    def of(cls, words: Words, origin: ColumnOrigin, request: Request) -> Cells:
        """The cells of a column of strings."""
        stripped = [word.strip() for word in words.levels]
        return cls(words.codes, stripped, [request.numbers.number(word) is not None for word in stripped], origin, request)

    @functools.cached_property
    def counts(self) -> NDArray[np.int64]:
        """How many cells hold each word."""
        return np.bincount(self.codes + 1, minlength=len(self.words) + 1)[1:]

    @functools.cached_property
    def others(self) -> set[str]:
        """The words that are no numbers."""
        return {word for word, plain in zip(self.words, self.plain, strict=True) if word is not None and not plain}

    @property
    def kind(self) -> str | None:
        """The kind that the spec declares the column to be; None where it does not."""
        return self.request.kinds.get(self.origin.column)

    @property
    def are_numbers(self) -> bool:
        """Whether all are, save for words that stand for missing ones."""
        return self.others <= MISSING and (any(self.plain) or not self.others or self.kind == "numeric")

    @property
    def are_formatted(self) -> bool:
        """Whether all are numbers, some of them written as only the source's options say."""
        words = [word for word, plain in zip(self.words, self.plain, strict=True) if plain and word is not None]
        return self.request.numbers != PLAIN and self.are_numbers and any(PLAIN.number(word) is None for word in words)

    @property
    def different(self) -> int:
        """How many different words are numbers."""
        return len({word for word, plain in zip(self.words, self.plain, strict=True) if plain})

    @functools.cached_property
    def code(self) -> str | None:
        """A word among whole numbers that is not the same as a number."""
        words = [word for word, plain in zip(self.words, self.plain, strict=True) if plain and word is not None]
        code = numeric_names.code_in(words)
        return code if code is None or all(word.lstrip("+-").isdigit() for word in words) else None

    @property
    def name(self) -> str | None:
        """The same where the column's numbers are taken as names."""
        if self.code is None:
            return None
        column, rows = self.origin.column, len(self.codes)
        return self.code if numeric_names.are_names(column, self.code, self.different, rows, self.request) else None

    def names(self) -> Words:
        """Numbers as they are written."""
        levels = sorted({word for word, plain in zip(self.words, self.plain, strict=True) if plain and word is not None})
        place_of = {word: index for index, word in enumerate(levels)}
        renamed = np.array([*(place_of.get(word or "", -1) for word in self.words), -1], dtype=np.int32)
        return Words(renamed[self.codes], tuple(levels))

    @property
    def absent(self) -> dict[str, int]:
        """How often each word stands for a missing number, in a column of numbers."""
        return {word: self.count(word) for word in self.others}

    def notices(self) -> list[str]:
        """What is to be said of a column of numbers."""
        column = self.origin.column
        notices = []
        if self.code is not None:
            notices += numeric_names.code_notices(self.code, self.different, column, self.request, names=False)
        counted = zip(self.words, self.plain, self.counts.tolist(), strict=True)
        wide = {word: count for word, plain, count in counted if word and plain and not word.isascii()}
        if wide and self.request.numbers == PLAIN:
            example = next(iter(wide))
            read = f"such as '{example}', are read as {PLAIN.number(example):.15g}"
            notices.append(f"column '{column}': {sum(wide.values()):,} numbers in other characters, {read}")
        return notices

    def check(self, *, strings: bool = False) -> list[str]:
        """What is to be said of a column of words. Raises DataError where they are meant as numbers; `strings`, which a file
        keeps apart from numbers, are meant as such only where they are written in some way of their own."""
        grouping = self.origin.column in self.request.names and self.origin.column not in self.request.target
        if self.kind not in (None, "numeric") or grouping:
            return []
        guess, meant = self.guess, not strings and (self.kind == "numeric" or self._meant(any_of=self.plain))
        if guess is not None and (guess.sure or meant):
            raise self.misread(guess)
        if meant:
            raise self.not_numbers()
        if strings and self.kind is None and self.others <= MISSING and self.different > MANY and self.code is None:
            what = f"column '{self.origin.column}' holds {self.different:,} different numbers as strings, taken as words"
            return [f"{what}; to read numbers write columns: {{{key_of(self.origin.column)}: numeric}}"]
        if guess is not None:
            return self._told_of(guess)
        return [] if strings else self._told_of_words()

    @functools.cached_property
    def guess(self) -> NumberGuess | None:
        """How the cells are written where those that are evidently meant as numbers are written in some way."""
        words = [word for word in self.words if word is not None and word not in MISSING]
        guess = guess_format(words) or self._with_points(words)
        if guess is None or self.others <= {*guess.odd, *MISSING}:  # what is so written is read: the source says how
            return None
        odd = {*guess.odd, *MISSING}
        return guess if self._meant(any_of=[word is not None and word not in odd for word in self.words]) else None

    def _with_points(self, words: Sequence[str]) -> NumberGuess | None:
        """The same of plain numbers where the source says that the decimal mark is another."""
        odd = tuple(word for word in words if PLAIN.number(word) is None)
        if self.request.numbers.decimal == PLAIN.decimal or 2 * len(odd) > len(words):
            return None
        return NumberGuess("decimal points", PLAIN, odd, sure=True)

    def _meant(self, *, any_of: Sequence[bool]) -> bool:
        """Whether the cells are evidently meant as numbers where the words that are marked are numbers."""
        if not any(any_of):
            return False
        real = np.array([word is not None and word not in MISSING for word in self.words], dtype=bool)
        marked = np.array(any_of, dtype=bool) & real
        cells, numbers = int(self.counts[real].sum()), int(self.counts[marked].sum())
        if not cells or not numbers:
            return False
        return numbers >= 0.9 * cells or (int((real & ~marked).sum()) <= 3 and numbers >= 0.5 * cells and marked.sum() > 20)

    def misread(self, guess: NumberGuess) -> FormatError:
        """The error of numbers that are written in another way than the source says."""
        odd = [word for word in guess.odd if word not in MISSING]
        written = [word for word in self.others if word not in MISSING and word not in guess.odd]
        rows = self.rows_of(written)
        first = self.words[self.codes[rows[0]]]
        cells = int(self.counts.sum())
        plain_too = len(rows) <= 5 and any(self.plain)
        shown = self.shown(written) if plain_too else f"first '{first}' in {self.origin.line_of(int(rows[0]))}"
        part = f"{len(rows):,} of {cells:,} cells {'is a number' if len(rows) == 1 else 'are numbers'}"
        whole = f"all {cells:,} cells are numbers" if len(rows) == cells > 1 else part
        what = f"{whole} with {guess.what}, {shown}"
        if odd:
            what += f", and others no numbers at all: {self.shown(odd)}"
        return FormatError(str(self.origin.error(what)), str(first), guess.format, guess.either)

    def _told_of(self, guess: NumberGuess) -> list[str]:
        """A notice of categories that could be numbers, with a line that still reads what the source's options read now."""
        if guess.format is None or self.request.remedy is None:
            return []
        merged = merge(self.request.numbers, guess.format)
        words = [word for word in self.others if word not in {*guess.odd, *MISSING}]
        readable = merged is not None and all(merged.number(word) == guess.format.number(word) for word in words)
        column = self.origin.column
        kind = "classes" if column in self.request.target else "categories"
        example = next(word for word in self.words if word is not None and word in self.others and word not in guess.odd)
        looks = f"column '{column}': cells such as '{example}' look like numbers with {guess.what}, and are taken as {kind}"
        settled = f"columns: {{{key_of(column)}: categorical}} where {kind} are meant"
        remedy = self.request.remedy(merged) if merged and readable else "plain numbers in the file"
        return [f"{looks}; write {remedy} to read numbers, or {settled}"]

    def _told_of_words(self) -> list[str]:
        """A notice of categories most of which are numbers, where the few words among them may stand for missing ones."""
        words, column = sorted(self.others - MISSING), self.origin.column
        numbers = int(self.counts[np.array(self.plain, dtype=bool)].sum())
        few = 0 < len(words) <= FEW_WORDS <= self.different and 2 * numbers > int(self.counts.sum())
        if self.kind is not None or column in self.request.target or not few:
            return []
        listed = ", ".join(json.dumps(word, ensure_ascii=False) for word in words)
        cells = f"{numbers:,} of {int(self.counts.sum()):,} cells are numbers, and the others say {listed}"
        settled = f"columns: {{{key_of(column)}: categorical}} where categories are meant"
        remedy = f"write missing_values: [{listed}] where they stand for missing numbers, or {settled}"
        return [f"column '{column}' is taken as categories: {cells}; {remedy}"]

    def not_numbers(self) -> DataError:
        """The error of a column that is meant as numbers and holds words."""
        words = sorted(self.others - MISSING) or sorted(self.others)
        rows = self.rows_of(words)
        first = str(self.words[self.codes[rows[0]]])
        return _not_numbers(self.origin, rows, len(self.codes), words, first, self.kind, self.request)

    def count(self, word: str) -> int:
        """How many cells hold a word."""
        return int(sum(self.counts[index] for index, other in enumerate(self.words) if other == word))

    def rows_of(self, words: Sequence[str]) -> NDArray[np.int64]:
        """The rows whose cells hold one of these words."""
        chosen = set(words)
        marked = np.array([*(word in chosen for word in self.words), False], dtype=bool)
        return np.flatnonzero(marked[self.codes])

    def shown(self, words: Sequence[str]) -> str:
        """The first cells with these words, each with its row."""
        rows = self.rows_of(words)
        return listing((f"'{self.words[self.codes[row]]}' in {self.origin.line_of(int(row))}" for row in rows[:5]), 5) + (
            f" and {len(rows) - 5} more" if len(rows) > 5 else ""
        )


def missing_notices(columns: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Notices of the words that are taken for missing numbers, by column: a line each, or one for many."""
    if len(columns) > 3:
        together: Counter[str] = Counter()
        for absent in columns.values():
            together.update(absent)
        names = listing((f"'{name}'" for name in columns), 3)
        return [f"columns {names}: {_taken_as_missing(together)}"]
    return [f"column '{name}': {_taken_as_missing(absent)}" for name, absent in columns.items()]


def _taken_as_missing(absent: Mapping[str, int]) -> str:
    count = sum(absent.values())
    words = listing((f"'{word}'" for word in sorted(absent)), 7)
    return f"{'1 cell is' if count == 1 else f'{count:,} cells are'} taken as missing: {words}"


def _not_numbers(
    origin: ColumnOrigin,
    wrong: Sequence[Any] | NDArray[Any],
    rows: int,
    words: Sequence[str],
    word: str,
    kind: str | None,
    request: Request,
) -> DataError:
    """The error of a column in which the cells of the rows `wrong` are no numbers, the first being `word`, one of `words`. Rows
    without a target are to be left out, besides. A model that is trained by now has no spec that could be changed."""
    cells = "cells is not a number" if len(wrong) == 1 else "cells are not numbers"
    listed = ", ".join(json.dumps(word, ensure_ascii=False) for word in words)
    what = f"{len(wrong)} of {rows} {cells}, first '{word}' in {origin.line_of(int(wrong[0]))}"
    if 1 < len(wrong) <= 5:
        what += f", then in {listing(origin.line_of(int(row)) for row in wrong[1:])}"
    if request.may_be_blank is not None:
        blank = ", or leave them blank, which the model takes as missing" if origin.column in request.may_be_blank else ""
        return origin.error(f"{what}; {TRAINED_ON_NUMBERS}: correct such cells{blank}")
    if list(wrong) == [0] and rows >= MANY and word.isalpha():
        second = f"{origin.line_of(0)} is perhaps a second line of names, or holds units; remove it from the file"
        return origin.error(f"{what}; {second}, or where '{word}' stands for a missing number add it to missing_values")
    dropped = " and missing_target: drop" if origin.column in request.target else ""
    advice = [f"missing_values: [{listed}]{dropped}"] if len(words) <= MAX_WORDS else []
    if kind == "numeric":
        rest = f"; write {advice[0]} where they stand for missing numbers" if advice else ""
        return origin.error(f"{what}; it is declared numeric in columns{rest}")
    advice.append(f"columns: {{{key_of(origin.column)}: categorical}}")
    return origin.error(f"{what}; write {', or '.join(advice)}")
