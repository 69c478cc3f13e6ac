"""Labels and values that differ only in blanks, case or Unicode form are told, in quotes; they stay as they are."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from dltrain.data.dataset import prepare
from dltrain.data.options.section import Data
from dltrain.data.reading import Tables
from dltrain.data.table import Numbers, Table, Words

SEOUL = "서울"
PARTS = unicodedata.normalize("NFD", SEOUL)


def words(*cells: str) -> Words:
    levels = tuple(sorted(set(cells)))
    return Words(np.array([levels.index(cell) for cell in cells], dtype=np.int32), levels)


def notices(column: Words, *, target: bool = True) -> list[str]:
    numbers = Numbers.of(np.arange(len(column.codes)) % 2 + 0.0)
    columns = {"x": numbers, "y": column} if target else {"x": column, "y": numbers}
    table = Table("a.csv", columns, len(column.codes), "")
    data = Data("a.csv", "y", split="none")
    return prepare(data, Tables(table, None, None, ("y",), ""), scale_target=True, soft_classes=False).notices


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("yes", "no", "yes "), "blanks are classes of their own: 'yes' and 'yes '"),
        (("yes", "no", "Yes"), "case are classes of their own: 'Yes' and 'yes'"),
        (("a b", "no", "a\u00a0b"), "blanks, Unicode form are classes of their own: 'a b' and 'a\\xa0b'"),
        ((SEOUL, "부산", PARTS), f"Unicode form are classes of their own: '{PARTS}' (NFD) and '{SEOUL}' (NFC)"),
    ],
)
def test_labels_that_are_probably_one(cells: tuple[str, ...], told: str) -> None:
    assert notices(words(*cells)) == [f"column 'y': labels that differ only in {told}; where they are one, correct the file"]


def test_values_of_features_are_told_as_well_but_not_letters() -> None:
    assert notices(words("Male", "male", "female"), target=False) == [
        "column 'x': values that differ only in case are values of their own: 'Male' and 'male'; "
        "where they are one, correct the file"
    ]
    assert notices(words("a", "A", "b"), target=False) == []
    assert "differ only in blanks are values of their own: '남' and '남 ';" in notices(words("남", "남 ", "여"), target=False)[0]
    assert notices(words("cat", "dog", "catfish")) == []


def test_a_label_that_probably_stands_for_none() -> None:
    assert notices(words("yes", "no", "NA")) == [
        "column 'y': 'NA' is a class of its own; where it stands for none "
        "write missing_values: [NA] and missing_target: drop under 'data'"
    ]
    assert notices(words("None", "mild", "severe")) == []


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("Y", "N", "1", "0"), "'1' and 'Y', '0' and 'N'"),
        (("yes", "no", "Y"), "'Y' and 'yes'"),
        (("M", "male", "female"), "'M' and 'male'"),
        (("남", "여", "여성"), "'여' and '여성'"),
        (("Y", "N"), None),
        (("M", "F"), None),
        (("T", "F", "Y", "N"), None),
        (("yes", "no", "y", "no internet"), None),
    ],
)
def test_words_that_probably_mean_the_same(cells: tuple[str, ...], told: str | None) -> None:
    for target, are in ((True, "classes"), (False, "values")):
        what = f"{are} that probably mean the same are {are} of their own: {told}; where they do, write one word for both"
        expected = [f"column '{'y' if target else 'x'}': {what} in the file"] if told else []
        assert notices(words(*cells), target=target) == expected
