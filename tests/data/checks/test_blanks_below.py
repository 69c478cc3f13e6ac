"""Columns that name a group in its first row alone, as merged cells do once they are text; others lack cells at random."""

import numpy as np
import pytest

from dltrain.data.checks.blanks_below import blanks_below
from dltrain.data.table import Numbers, Table, Words, row_of


def told(cells):
    """The notices of a column of these cells, "" being blank."""
    levels = tuple(sorted({cell for cell in cells if cell}))
    codes = np.array([levels.index(cell) if cell else -1 for cell in cells])
    words = Words(codes, levels)
    numbers = Numbers.of(np.where(codes < 0, np.nan, codes))
    table = Table("a.csv", {"x": words, "z": numbers}, len(cells), "", row_of)
    notices = blanks_below(table, ["x"])
    assert len(blanks_below(table, ["z"])) == len(notices)
    return notices


def grouped(words, sizes):
    return [cell for word, size in zip(words, sizes, strict=True) for cell in [word, *[""] * (size - 1)]]


def test_a_name_in_the_first_row_of_each_group_is_told():
    assert told(grouped("abcd", [3, 3, 3, 3])) == [
        "column 'x' has 4 values far apart, first 'a' in row 1, and 8 blank cells below them, as merged cells leave them; "
        "where a value stands for the rows below it too, write it into each"
    ]
    assert told(grouped("abab", [2, 2, 2, 2]))
    assert told(grouped("abcdefgh", [3, 2, 4, 3, 3, 2, 4, 3]))


@pytest.mark.parametrize(
    "cells",
    [
        grouped("abc", [3, 3, 3]),
        grouped("aabb", [3, 3, 3, 3]),
        grouped("abcdefgh", [3, 1, 4, 3, 3, 2, 4, 3]),
        grouped("abcdefgh", [3, 20, 4, 3, 3, 2, 4, 3]),
        grouped("abcdefga", [3, 2, 4, 3, 3, 2, 4, 3]),
        ["", *grouped("abcd", [3, 3, 3, 3])],
        list("abcdefgh"),
        ["a"] * 8,
    ],
)
def test_other_blanks_are_none(cells):
    assert told(cells) == []


def test_cells_that_lack_at_random_are_hardly_ever_taken_for_groups():
    draw = np.random.default_rng(0)
    tables = [[letter if draw.random() < 0.4 else "" for letter in draw.choice([*"abcdefghijklmnop"], 40)] for _ in range(500)]
    assert sum(map(bool, map(told, tables))) == 0
