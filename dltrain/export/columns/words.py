"""The levels of a column as they enter: numbers where all of them are written as numbers are, else words."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn, factorize, label_text
from dltrain.data.table import Numbers, Words

NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")


def are_numbers(levels: Sequence[str]) -> bool:
    """Whether each level is written as its number is, so that 1 and 1.0 mean the same."""
    return all(NUMBER.fullmatch(level) and label_text(float(level)) == level for level in levels)


def cells_of(levels: Sequence[str], column: TableColumn) -> NDArray[np.generic]:
    """The cells of a column with these levels: float64, NaN where missing, or words, "" where missing."""
    values = factorize(column)
    known = [*map(_number, values.words), np.nan] if are_numbers(levels) else [*values.words, ""]
    cells = np.array(known, np.float64 if are_numbers(levels) else object)
    return np.asarray(cells[values.codes])


def _number(word: str) -> float:
    """The number that a word is written as; infinity for another word, which is no level of any column."""
    return float(word) if NUMBER.fullmatch(word) else np.inf


def made_up_cells(levels: Sequence[str], random: np.random.Generator, rows: int, unseen: bool) -> Words | Numbers:
    """Some of the levels, some missing, and where `unseen` some that are none."""
    known = list(levels)
    if are_numbers(known):
        other = max(map(float, known)) + 1
        drawn = random.choice([*map(float, known), *([other] if unseen else []), np.nan], rows)
        return Numbers.of(drawn)
    words = known + ([" and ".join(["no such word", *known[:1]])] if unseen else [])
    return Words.of(random.integers(-1, len(words), rows), tuple(words))
