"""What each kind of column becomes, with every number worked out by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from dltrain.data.columns import TableColumn
from dltrain.data.encoding import numeric
from dltrain.data.encoding.array import ArrayFeature
from dltrain.data.encoding.categorical import CategoryFeature
from dltrain.data.encoding.datetime import DatetimeFeature
from dltrain.data.encoding.feature import Block, Feature
from dltrain.data.encoding.fit import fit, fit_columns
from dltrain.data.encoding.numeric import NumericFeature
from dltrain.data.encoding.writing import encode
from dltrain.data.options.columns import Boolean, Categorical, ColumnKind, Datetime, Numeric
from dltrain.data.table import Array, Booleans, Column, Numbers, Table, Words
from dltrain.errors import DataError

NAN = np.nan


def words(*cells: str | None) -> Words:
    levels = tuple(sorted({cell for cell in cells if cell is not None}))
    return Words(np.array([-1 if cell is None else levels.index(cell) for cell in cells], dtype=np.int32), levels)


def numbers(*cells: float) -> Numbers:
    return Numbers.of(np.array(cells))


def place_of(column: Column, name: str = "x", table: str = "people.csv") -> TableColumn:
    return TableColumn(Table(table, {name: column}, 99, ""), name)


def fitted(kind: ColumnKind | None, column: Column, train: int, how: str = "none") -> Feature:
    """Fitted to the first `train` rows."""
    return fit(kind, place_of(column), np.arange(train), how)


def encoded(feature: Feature, column: Column) -> tuple[list[list[float]], str | None]:
    rows = np.arange(len(column.codes) if isinstance(column, Words) else len(column.values))
    out = np.zeros((len(rows), len(feature.inputs)), dtype=np.float32)
    write, notice = feature.writer(place_of(column, table="new.csv"), rows)
    write(slice(0, len(rows)), out)
    return out.tolist(), notice


def test_numbers_are_standardized_by_the_training_rows() -> None:
    # Training rows 1, 3: mean 2, deviation 1; so 5 becomes 3.
    column = numbers(1, 3, 5)
    assert encoded(fitted(Numeric(), column, 2, "standard"), column) == ([[-1.0], [1.0], [3.0]], None)


def test_a_missing_number_is_the_median_of_the_training_rows_and_says_so() -> None:
    # Median of 1, 2, 9 is 2; scale none.
    column = numbers(1, NAN, 2, 9, 100, NAN)
    feature = fitted(Numeric(), column, 4)
    assert feature.inputs == ("x", "x missing")
    assert feature.missing == 1
    assert encoded(feature, column) == ([[1, 0], [2, 1], [2, 0], [9, 0], [100, 0], [2, 1]], None)


@pytest.mark.parametrize(("policy", "fill"), [("mean", 4.0), ("zero", 0.0)])
def test_mean_and_zero_have_no_indicator(policy: str, fill: float) -> None:
    column = numbers(1, NAN, 2, 9)
    feature = fitted(Numeric(missing=policy), column, 4)  # type: ignore[arg-type]
    assert feature.inputs == ("x",)
    assert encoded(feature, column) == ([[1], [fill], [2], [9]], None)


def test_the_scale_is_that_of_the_filled_numbers() -> None:
    # 0, 6 and a missing one filled with the mean 3: mean 3, variance (9 + 0 + 9) / 3 = 6, as in scikit-learn.
    feature = fitted(Numeric(missing="mean"), numbers(0, NAN, 6), 3, "standard")
    assert isinstance(feature, NumericFeature)
    assert feature.scale.offset == (3.0,)
    assert feature.scale.divisor == (pytest.approx(6**0.5),)


def test_a_missing_number_where_no_training_row_lacks_one() -> None:
    feature = fitted(Numeric(), numbers(1, 2, 9), 3)
    assert encoded(feature, numbers(NAN, 4)) == ([[2], [4]], "1 cell without a value, taken as median 2")


def test_missing_numbers_as_an_error() -> None:
    with pytest.raises(DataError) as caught:
        fitted(Numeric(missing="error"), numbers(1, NAN, NAN), 1)
    assert str(caught.value) == "people.csv: column 'x' has 2 cells without a value, the first in row 2, and says missing: error"
    feature = fitted(Numeric(missing="error"), numbers(1, 2), 2)
    with pytest.raises(DataError) as caught:
        encoded(feature, numbers(1, NAN))
    assert str(caught.value) == "new.csv: column 'x' has no value in row 2, and says missing: error"


def test_a_column_without_any_training_value() -> None:
    with pytest.raises(DataError) as caught:
        fitted(Numeric(), numbers(NAN, NAN, 3), 2)
    assert str(caught.value) == (
        "people.csv: column 'x' has no value in any of the 2 training rows; leave it out with exclude: [x]"
    )


def test_a_number_beyond_float32() -> None:
    with pytest.raises(DataError) as caught:
        encoded(fitted(Numeric(), numbers(1, 2), 2), numbers(0, 1e300))
    assert str(caught.value) == "new.csv: column 'x' holds a number too large for float32 in row 2"


def test_one_hot() -> None:
    # Levels of the two training rows in sorted order, then unseen; none of them was missing.
    column = words("red", "blue", "green", None)
    feature = fitted(Categorical(), column, 2)
    assert feature.inputs == ("x = blue", "x = red", "x unseen")
    cells, notice = encoded(feature, column)
    assert cells == [[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]]
    assert notice == "2 cells with values that no training row has (no value, 'green')"


def test_one_hot_with_a_level_for_missing() -> None:
    column = words("red", None, "blue")
    feature = fitted(Categorical(), column, 2)
    assert feature.inputs == ("x = red", "x missing", "x unseen")
    assert encoded(feature, column)[0] == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]


def test_codes_for_a_learned_vector() -> None:
    column = words("c", None, "a", "b")
    feature = fitted(Categorical("embedding"), column, 3)
    assert isinstance(feature, CategoryFeature)
    # Levels a, c, then missing 2, unseen 3; vectors of half the two levels, rounded up.
    assert (feature.levels, feature.codes, feature.dimensions) == (("a", "c"), 4, 1)
    codes, notice = feature.encode(place_of(column), np.arange(4))
    assert codes.tolist() == [1, 2, 0, 3]
    assert codes.dtype == np.int64
    assert notice == "1 cell with values that no training row has ('b')"


def test_dimensions_of_learned_vectors() -> None:
    column = words(*(f"level {number}" for number in range(300)))
    for written, length in (("auto", 50), (7, 7)):
        feature = fitted(Categorical("embedding", written), column, 300)  # type: ignore[arg-type]
        assert isinstance(feature, CategoryFeature)
        assert feature.dimensions == length
        assert feature.options == Categorical("embedding", length)


def test_numbers_as_categories_match_words_as_categories() -> None:
    feature = fitted(Categorical(), numbers(10, 9, 9), 3)
    assert feature.inputs == ("x = 9", "x = 10", "x unseen")
    assert encoded(feature, words("9", "10"))[0] == [[1, 0, 0], [0, 1, 0]]


def test_too_many_categories_for_one_hot() -> None:
    column = words(*(f"{number:05}" for number in range(10_001)))
    with pytest.raises(DataError) as caught:
        fitted(Categorical(), column, 10_001)
    assert str(caught.value) == (
        "people.csv: column 'x' has 10001 different values in the training rows, too many for an input each; "
        "write exclude: [x], or columns: {x: {type: categorical, encoding: embedding}}"
    )


def test_booleans() -> None:
    # The majority of true, true, false stands for missing, and the second input says so.
    column = Booleans(np.array([1.0, NAN, 1.0, 0.0]))
    feature = fitted(Boolean(), column, 4)
    assert feature.inputs == ("x", "x missing")
    assert encoded(feature, column) == ([[1, 0], [1, 1], [1, 0], [0, 0]], None)


def test_words_declared_boolean() -> None:
    column = words("no", "yes", "no")
    feature = fitted(Boolean(), column, 3)
    assert feature.inputs == ("x",)
    assert encoded(feature, words("yes", None)) == ([[1], [0]], "1 cell without a value, taken as no")
    with pytest.raises(DataError) as caught:
        encoded(feature, words("yes", "maybe"))
    assert str(caught.value) == "new.csv: column 'x' is boolean, no or yes, but row 2 holds 'maybe'"


def test_three_words_declared_boolean() -> None:
    with pytest.raises(DataError) as caught:
        fitted(Boolean(), words("a", "b", "c"), 3)
    assert str(caught.value) == "people.csv: column 'x' is declared boolean, but has 3 different values: 'a', 'b', 'c'"


def test_dates_become_days_and_the_parts_that_vary() -> None:
    # 29 February 2024 is a Thursday (weekday 3), 2 March a Saturday (5), two and a half days later at noon.
    column = words("2024-02-29", "2024-03-02 12:00", "2025-02-28")
    feature = fitted(Datetime(), column, 2)
    assert isinstance(feature, DatetimeFeature)
    assert feature.parts == ("month", "day", "weekday", "hour")  # the year and minute are the same
    assert feature.inputs == ("x days", "x month", "x day", "x weekday", "x hour")
    cells, notice = encoded(feature, column)
    assert cells[:2] == [[0, 2, 29, 3, 0], [2.5, 3, 2, 5, 12]]
    assert cells[2] == [365, 2, 28, 4, 0]  # 365 days after 29 February 2024, a Friday
    assert notice is None


def test_dates_before_1970() -> None:
    column = words("1969-12-31 23:30", "1900-01-01")
    feature = fitted(Datetime(), column, 2)
    assert feature.inputs == ("x days", "x year", "x month", "x day", "x weekday", "x hour", "x minute")
    # 1 January 1900 was a Monday; 70 years of 365 days and 17 leap days to 1 January 1970, a Thursday.
    assert encoded(feature, column)[0] == [
        [np.float32(25566 + 23.5 / 24), 1969, 12, 31, 2, 23, 30],
        [0, 1900, 1, 1, 0, 0, 0],
    ]


def test_a_missing_date_is_the_median_of_each_part() -> None:
    column = words("2024-01-01", None, "2024-01-03", "2024-01-08")
    feature = fitted(Datetime(), column, 4)
    assert feature.inputs == ("x days", "x day", "x weekday", "x missing")
    # Days 0, 2, 7; Monday, Wednesday, Monday.
    assert encoded(feature, column)[0] == [[0, 1, 0, 0], [2, 3, 0, 1], [2, 3, 2, 0], [7, 8, 0, 0]]


def test_one_date_alone() -> None:
    column = words("2024-01-01", "2024-01-01")
    assert encoded(fitted(Datetime(), column, 2, "standard"), column)[0] == [[0.0], [0.0]]


def test_words_that_are_no_dates() -> None:
    feature = fitted(Datetime(), words("2024-01-01", "2024-01-02"), 2)
    with pytest.raises(DataError) as caught:
        encoded(feature, words("2024-01-01", "tomorrow"))
    assert str(caught.value) == (
        "new.csv: column 'x' holds dates as YYYY-MM-DD, with or without a time, but row 2 holds 'tomorrow'"
    )
    with pytest.raises(DataError) as caught:
        encoded(feature, numbers(2024))
    assert str(caught.value) == (
        "new.csv: column 'x' holds dates as YYYY-MM-DD, with or without a time; these cells are not words"
    )


def test_an_array_a_row_joins_the_flat_features() -> None:
    column = Array(np.array([[1, 10], [3, 10], [5, 20]]))
    feature = fitted(None, column, 2, "standard")
    assert feature.inputs == ("x.0", "x.1")
    # First: mean 2, deviation 1. Second: constant in the training rows, so divided by 1.
    assert encoded(feature, column)[0] == [[-1, 0], [1, 0], [3, 10]]


def test_images_are_scaled_channel_by_channel() -> None:
    images = np.zeros((2, 2, 1, 2), dtype=np.uint8)
    images[:, 0] = [[[0, 200]], [[0, 200]]]  # mean 100, deviation 100
    images[:, 1] = [[[10, 10]], [[30, 30]]]  # mean 20, deviation 10
    feature = fitted(None, Array(images), 2, "standard")
    assert isinstance(feature, ArrayFeature)
    assert (feature.shape, feature.block, feature.width) == ((2, 1, 2), Block("x", (2, 1, 2)), 4)
    out = np.zeros((2, 2, 1, 2), dtype=np.float32)
    feature.writer(place_of(Array(images)), np.arange(2))[0](slice(0, 2), out)
    assert out[0].tolist() == [[[-1, 1]], [[-1, -1]]]


def test_sequences_are_scaled_feature_by_feature() -> None:
    steps = np.array([[[0.0, 7.0], [2.0, 7.0]], [[4.0, 7.0], [6.0, 7.0]]])  # (rows, steps, features)
    feature = fitted(None, Array(steps), 2, "min_max")
    out = np.zeros((1, 2, 2), dtype=np.float32)
    feature.writer(place_of(Array(steps)), np.array([1]))[0](slice(0, 1), out)
    assert out.tolist() == [[[np.float32(4 / 6), 0], [1, 0]]]


def test_arrays_of_another_shape() -> None:
    feature = fitted(None, Array(np.zeros((2, 3))), 2)
    with pytest.raises(DataError) as caught:
        encoded(feature, Array(np.zeros((1, 4))))
    assert str(caught.value) == "new.csv: column 'x' holds arrays of shape 4; those of the training rows are 3"
    with pytest.raises(DataError) as caught:
        encoded(feature, numbers(1))
    assert str(caught.value) == "new.csv: column 'x' holds one value a row; the training rows hold an array each"


def test_arrays_with_missing_numbers() -> None:
    with pytest.raises(DataError) as caught:
        fitted(None, Array(np.array([[1.0, 2.0], [NAN, 3.0]])), 2)
    assert str(caught.value) == "people.csv: column 'x' has missing numbers, the first in row 2; arrays must be whole"


@pytest.mark.parametrize(
    ("kind", "column", "summary"),
    [
        (Numeric(), numbers(1, NAN, 4), "a number, median 2.5 where missing"),
        (Numeric(), numbers(1, 4), "a number"),
        (Categorical(), words("a", "b"), "one-hot"),
        (Categorical("embedding", 3), words("a", "b"), "a learned vector of 3"),
        (Boolean(), words("no", "yes"), "0 for no and 1 for yes"),
        (Datetime(), words("2024-01-01", "2024-01-02"), "days since 2024-01-01, day, weekday"),
        (None, Array(np.zeros((2, 3, 4))), "3 × 4 numbers"),
    ],
)
def test_in_words(kind: ColumnKind | None, column: Column, summary: str) -> None:
    assert fitted(kind, column, 2 if not isinstance(column, Numbers) else len(column.values)).summary() == summary


def test_many_columns_of_numbers_are_as_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(0)
    cells = generator.normal(size=(60, 50))
    cells[generator.random(cells.shape) < 0.02] = NAN
    cells[:, 7], cells[3:, 8] = 2.5, NAN  # constant in the training rows, with a gap and without
    cells[1, 8] = cells[0, 8] = cells[2, 8] = 4.0
    table = Table("t.csv", {f"c{number}": Numbers.of(column) for number, column in enumerate(cells.T)}, 60, "")
    policies = itertools.cycle(["median", "mean", "zero"])
    kinds = {name: Numeric(missing=next(policies)) for name in table.columns}
    train = np.arange(40)
    together = fit_columns(table, kinds, train, "standard")
    assert together == tuple(fit(kinds[name], TableColumn(table, name), train, "standard") for name in kinds)
    rows = np.arange(60)
    inputs, notices = encode(together, table, [rows], is_sequence=False)[0]
    monkeypatch.setattr(numeric, "MATRIX", 1)
    alone, same_notices = encode(together, table, [rows], is_sequence=False)[0]
    np.testing.assert_array_equal(inputs["features"], alone["features"])
    assert notices == same_notices
    assert len(notices) > 0
