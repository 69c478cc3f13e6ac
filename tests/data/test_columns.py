"""What the cells of a column mean."""

from __future__ import annotations

import numpy as np
import pytest

from dltrain.data import columns
from dltrain.data.checks.identifiers import looks_like_identifier
from dltrain.data.columns import Factorized, TableColumn
from dltrain.data.encoding.fit import inferred_kind
from dltrain.data.options.columns import Boolean, Categorical, ColumnKind, Datetime, Numeric
from dltrain.data.table import Array, Booleans, Column, Numbers, Table, Words
from dltrain.errors import DataError

NAN = np.nan


def words(*cells: str | None) -> Words:
    levels = tuple(sorted({cell for cell in cells if cell is not None}))
    return Words(np.array([-1 if cell is None else levels.index(cell) for cell in cells], dtype=np.int32), levels)


def place_of(column: Column) -> TableColumn:
    return TableColumn(Table("people.csv", {"x": column}, 3, "", line_of=lambda row: f"row {row + 1} (line {row + 2})"), "x")


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (Numbers.of(np.array([0.0, 1.0])), Numeric()),  # numeric however few its values
        (Booleans(np.array([0.0, 1.0])), Boolean()),
        (words("a", "b"), Categorical()),
        (words("2024-01-31", None), Datetime()),
        (words("2024-01-31 08:15", "2024-01-31T08:15:30"), Datetime()),
        (words("2024-01-31", "soon"), Categorical()),
        (words("2024-02-30"), Categorical()),  # no such day
        (words("2024-13-01"), Categorical()),
        (words("2024"), Categorical()),
        (words("now", "NaT"), Categorical()),  # words that numpy would take
        (words("２０２４-01-31"), Categorical()),
        (words(None), Categorical()),
        (Array(np.zeros((2, 3))), None),
    ],
)
def test_inferred_kinds(column: Column, kind: ColumnKind | None) -> None:
    assert inferred_kind(column) == kind


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Numbers.of(np.array([3.0, NAN, -0.0, 0.0])), Factorized(np.array([1, -1, 0, 0]), (0, 3))),
        (Numbers.of(np.array([1.5, 1.0])), Factorized(np.array([1, 0]), (1.0, 1.5))),
        (Booleans(np.array([1.0, 0.0, NAN]), ("no", "yes")), Factorized(np.array([1, 0, -1]), ("no", "yes"))),
        (Booleans(np.array([1.0, 0.0, 1.0]), ("wrong", "right")), Factorized(np.array([0, 1, 0]), ("right", "wrong"))),
        (Booleans(np.array([1.0, 1.0])), Factorized(np.array([0, 0]), ("true",))),
        (words("b", None, "a"), Factorized(np.array([1, -1, 0]), ("a", "b"))),
    ],
)
def test_values(column: Column, expected: Factorized) -> None:
    found = columns.factorize(place_of(column))
    assert found.labels == expected.labels
    assert found.codes.tolist() == expected.codes.tolist()
    assert [type(label) for label in found.labels] == [type(label) for label in expected.labels]


def test_words_that_are_whole_numbers_are_numbers_in_their_order() -> None:
    found = columns.whole_words(columns.factorize(place_of(words("10", "9", None, "10"))))
    assert found.labels == (9, 10)
    assert found.codes.tolist() == [1, 0, -1, 1]


@pytest.mark.parametrize("cells", [("01", "1"), ("1", "one"), ("1.0", "2.0"), ("+1", "2"), ("1_0", "2")])
def test_other_words_stay_words(cells: tuple[str, ...]) -> None:
    found = columns.factorize(place_of(words(*cells)))
    assert columns.whole_words(found) is found


def test_numbers_of_words() -> None:
    column = words("1.5", None, "2")
    assert np.array_equal(columns.parse_numbers(place_of(column)), [1.5, NAN, 2.0], equal_nan=True)


def test_words_where_numbers_are_expected() -> None:
    column = words("1.5", "abc", "2")
    with pytest.raises(DataError) as caught:
        columns.parse_numbers(place_of(column))
    assert str(caught.value) == "people.csv: column 'x' is numeric, but row 2 (line 3) holds 'abc'"


def test_arrays_where_numbers_are_expected() -> None:
    column = Array(np.zeros((3, 2, 5)))
    with pytest.raises(DataError) as caught:
        columns.parse_numbers(place_of(column))
    assert str(caught.value) == "people.csv: column 'x' is numeric, but holds arrays of shape 2 × 5"


@pytest.mark.parametrize(
    ("name", "column", "look"),
    [
        ("name", words(*(f"person {number}" for number in range(40))), "40 different values in 40 rows"),
        ("name", words(*(f"person {number // 2}" for number in range(40))), None),
        ("name", words(*(f"person {number}" for number in range(19))), None),  # too few rows to tell
        ("row", Numbers.of(np.arange(7.0, 47.0)), "40 different values in 40 rows"),  # counts up
        ("PassengerId", Numbers.of(np.arange(40.0) * 3), "40 different values in 40 rows"),
        ("고객번호", Numbers.of(np.arange(40.0) * 3), "40 different values in 40 rows"),
        ("price", Numbers.of(np.arange(40.0) * 3), None),
        ("humid", Numbers.of(np.arange(40.0) * 3), None),
        ("id", Numbers.of(np.arange(40.0) + 0.5), None),
        ("id", Numbers.of(np.arange(40.0) // 2), None),
    ],
)
def test_what_looks_like_an_identifier(name: str, column: Column, look: str | None) -> None:
    assert looks_like_identifier(column, name) == look


@pytest.mark.parametrize(
    ("name", "typed"), [("Name", "Name"), ("이름", "이름"), ("a, b", "'a, b'"), ("3", "'3'"), ("bill (mm)", "bill (mm)")]
)
def test_names_as_typed_in_a_list(name: str, typed: str) -> None:
    assert columns.spelled(name) == typed
