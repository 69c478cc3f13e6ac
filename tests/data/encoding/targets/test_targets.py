"""Targets: what they are taken for, what they become, and what they may not be."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dltrain.data.encoding.targets import inference
from dltrain.data.encoding.targets.classes import ClassTarget
from dltrain.data.encoding.targets.labels import LabelsTarget
from dltrain.data.encoding.targets.multitask import MultitaskTarget
from dltrain.data.encoding.targets.soft_labels import SoftLabelsTarget
from dltrain.data.encoding.targets.target import Target
from dltrain.data.encoding.targets.values import ValuesTarget
from dltrain.data.options.columns import Boolean, Categorical, ColumnKind, Numeric
from dltrain.data.table import Array, Booleans, Column, Numbers, Table, Words
from dltrain.data.transforms.scale import Scale
from dltrain.errors import DataError

NAN = np.nan


def words(*cells: str | None) -> Words:
    levels = tuple(sorted({cell for cell in cells if cell is not None}))
    return Words(np.array([-1 if cell is None else levels.index(cell) for cell in cells], dtype=np.int32), levels)


def numbers(*cells: float) -> Numbers:
    return Numbers.of(np.array(cells))


def table(name: str = "a.csv", codes: dict[str, dict[str, str]] | None = None, /, **columns: Column) -> Table:
    first = next(iter(columns.values()))
    rows = len(first.codes) if isinstance(first, Words) else len(first.values)
    return Table(name, columns, rows, "", codes=codes or {}, line_of=lambda row: f"row {row + 1} (line {row + 2})")


def infer(given: Table, kinds: dict[str, ColumnKind] | None = None, shares: bool = False) -> Target:
    return inference.infer(given, tuple(given.columns), kinds or {}, soft_classes=shares)


@pytest.mark.parametrize(
    ("column", "kind", "task", "labels"),
    [
        (words("yes", "no", "yes"), None, "binary", ("no", "yes")),
        (words("b", "a", "c"), None, "multiclass", ("a", "b", "c")),
        (words("참", "거짓"), None, "binary", ("거짓", "참")),
        (numbers(1, 0, 1), None, "binary", (0, 1)),
        (numbers(10, 9, -1), None, "multiclass", (-1, 9, 10)),
        (numbers(*range(20)), None, "multiclass", tuple(range(20))),
        (numbers(*range(21)), None, "regression", ()),
        (numbers(0.5, 1.0), None, "regression", ()),
        (Booleans(np.array([1.0, 0.0]), ("False", "True")), None, "binary", ("False", "True")),
        (numbers(1, 0, 1), Numeric(), "regression", ()),
        (Booleans(np.array([1.0, 0.0])), Numeric(), "regression", ()),
        (numbers(*range(21)), Categorical(), "multiclass", tuple(range(21))),
        (words("10", "9"), Categorical(), "binary", (9, 10)),  # a source leaves declared categories as words
        (words("10", "9"), None, "binary", ("10", "9")),
        (words("1.5", "2"), Categorical(), "binary", ("1.5", "2")),
        (numbers(1.5, 2), Categorical(), "binary", ("1.5", "2.0")),
        (words("yes", "no"), Boolean(), "binary", ("no", "yes")),
    ],
)
def test_one_target(column: Column, kind: ColumnKind | None, task: str, labels: tuple[Any, ...]) -> None:
    found = infer(table(y=column), {} if kind is None else {"y": kind})
    assert (found.task, found.labels) == (task, labels)
    assert [type(label) for label in found.labels] == [type(label) for label in labels]


def test_the_positive_class_is_the_last_in_sorted_order() -> None:
    given = table(y=words("yes", "no", "yes"))
    encoded = infer(given).encode(given)
    assert encoded.tolist() == [1, 0, 1]
    assert encoded.dtype == np.int64


@pytest.mark.parametrize(
    ("columns", "kinds", "task"),
    [
        ({"a": numbers(0, 1), "b": numbers(1, 1)}, {}, "multilabel"),
        ({"a": Booleans(np.array([1.0, 0.0])), "b": words("n", "y")}, {}, "multilabel"),
        ({"a": numbers(0, 1), "b": numbers(2, 3)}, {}, "regression"),
        ({"a": numbers(0, 1), "b": numbers(1, 0)}, {"a": Numeric(), "b": Numeric()}, "regression"),
        ({"a": numbers(1, 2), "b": numbers(1, 0)}, {"a": Categorical()}, "multilabel"),
        ({"a": numbers(0.5, 1), "b": numbers(1, 0.25)}, {}, "regression"),
    ],
)
def test_several_targets(columns: dict[str, Column], kinds: dict[str, ColumnKind], task: str) -> None:
    assert infer(table(**columns), kinds).task == task


def test_labels() -> None:
    given = table(spam=words("no", "yes", "no"), urgent=numbers(1, 0, 1), ours=Booleans(np.array([0.0, 1.0, 1.0])))
    found = infer(given)
    assert isinstance(found, LabelsTarget)
    assert found.labels == ("spam", "urgent", "ours")
    assert found.pairs == (("no", "yes"), ("0", "1"), ("false", "true"))
    encoded = found.encode(given)
    assert encoded.tolist() == [[0, 1, 0], [1, 0, 1], [0, 1, 1]]
    assert encoded.dtype == np.float32


def test_targets_of_different_kinds() -> None:
    given = table(price=numbers(1.5, 2, 4.5), colour=words("b", "a", "c"))
    found = infer(given)
    assert isinstance(found, MultitaskTarget)
    assert (found.task, found.labels) == ("multitask", ())
    assert [one.task for one in found.each] == ["regression", "multiclass"]
    assert found.encode(given).tolist() == [[1.5, 1], [2, 0], [4.5, 2]]


def test_several_targets_are_fitted_on_the_training_rows_alone() -> None:
    given = table(price=numbers(1.5, 2.5, 1000), colour=words("b", "a", "b"))
    found = infer(given)
    assert isinstance(found, MultitaskTarget)
    price, colour = found.fitted(given, np.array([0, 1]), "standard", {}).heads
    assert price.scale == Scale((2.0,), (0.5,))  # of 1.5 and 2.5: mean 2, deviation 0.5
    assert (colour.classes, colour.counts) == (("a", "b"), (1, 1))
    kept, _ = found.fitted(given, np.array([0, 1]), "standard", {"price": False}).heads
    assert kept.scale == Scale((0.0,), (1.0,))  # of a loss of counts, which are not scaled
    with pytest.raises(DataError) as caught:
        found.fitted(given, np.array([0, 2]), "standard", {})
    assert str(caught.value) == "a.csv: every training row has the same 'colour', b; there is nothing to tell apart"


def test_shares_of_classes() -> None:
    given = table(cat=numbers(1, 0.3), dog=numbers(0, 0.7))
    found = infer(given, shares=True)
    assert found == SoftLabelsTarget(("cat", "dog"))
    assert (found.task, found.labels) == ("binary", ("cat", "dog"))
    assert found.encode(given).tolist() == [[1, 0], [np.float32(0.3), np.float32(0.7)]]


@pytest.mark.parametrize(
    ("cat", "dog", "shown"),
    [(0.5, 0.6, "0.5, 0.6"), (-0.1, 1.1, "-0.1, 1.1"), (0.5, 0.4998, "0.5, 0.4998")],
)
def test_what_are_no_shares(cat: float, dog: float, shown: str) -> None:
    with pytest.raises(DataError) as caught:
        infer(table(cat=numbers(1, cat), dog=numbers(0, dog)), shares=True)
    assert str(caught.value) == (
        f"a.csv: the target columns must be shares of at least 0 that sum to 1, not {shown} in row 2 (line 3)"
    )
    assert infer(table(cat=numbers(1, 0.5), dog=numbers(0, 0.49995)), shares=True).task == "binary"  # within 1e-4


@pytest.mark.parametrize(
    ("cat", "dog", "advice"),
    [
        ((30, 40), (70, 60), "30, 70 in row 1 (line 2); divide them by 100"),
        ((3, 4), (7, 16), "3, 7 in row 1 (line 2); divide each by the sum of its row"),
        ((1, 0), (1, 1), "1, 1 in row 1 (line 2); where any number of them may hold write loss: binary_cross_entropy"),
    ],
)
def test_what_could_be_made_shares(cat: tuple[float, float], dog: tuple[float, float], advice: str) -> None:
    with pytest.raises(DataError) as caught:
        infer(table(cat=numbers(*cat), dog=numbers(*dog)), shares=True)
    assert str(caught.value) == f"a.csv: the target columns must be shares of at least 0 that sum to 1, not {advice}"


@pytest.mark.parametrize(
    ("column", "where"),
    [
        (numbers(1, NAN, 0), "in row 2 (line 3)"),
        (words(None, "a", None), "in 2 rows, the first of them row 1 (line 2)"),
    ],
)
def test_a_missing_target(column: Column, where: str) -> None:
    with pytest.raises(DataError) as caught:
        infer(table(y=column))
    assert str(caught.value) == f"a.csv: column 'y' is the target, but has no value {where}"


@pytest.mark.parametrize(("column", "value"), [(numbers(1, 1), "1"), (words("a", "a"), "a"), (Booleans(np.zeros(2)), "false")])
def test_one_class(column: Column, value: str) -> None:
    with pytest.raises(DataError) as caught:
        infer(table(y=column))
    assert str(caught.value) == (
        f"a.csv: column 'y' is the target, but every row has the same value, {value}; there is nothing to tell apart"
    )


def test_one_value() -> None:
    with pytest.raises(DataError, match=r"every row has the same value, 3[.]5; there is nothing to learn"):
        infer(table(y=numbers(3.5, 3.5)))


@pytest.mark.parametrize(
    ("column", "kind", "message"),
    [
        (words("1", "x"), Numeric(), "is the target and numeric, but row 2 (line 3) holds 'x'"),
        (numbers(1, 2, 3), Boolean(), "is declared boolean, but has 3 different values: 1, 2, 3"),
        (Array(np.zeros((2, 2))), None, "is an array a row; expected a target of one value a row"),
    ],
)
def test_what_a_target_cannot_be(column: Column, kind: ColumnKind | None, message: str) -> None:
    with pytest.raises(DataError) as caught:
        infer(table(y=column), {} if kind is None else {"y": kind})
    assert str(caught.value) == f"a.csv: column 'y' {message}"


def test_values_are_scaled_by_the_training_rows() -> None:
    # Training rows 1, 3 and 10, 30: means 2 and 20, deviations 1 and 10.
    given = table(a=numbers(1, 3, 5.5), b=numbers(10, 30, 0))
    unscaled = infer(given)
    assert isinstance(unscaled, ValuesTarget)
    found = unscaled.scaled(given, np.arange(2), "standard")
    assert found.scale == Scale((2.0, 20.0), (1.0, 10.0))
    assert found.encode(given).tolist() == [[-1, -1], [1, 1], [3.5, -2]]


def test_a_value_beyond_float32() -> None:
    given = table(y=numbers(0.5, -1e200))
    with pytest.raises(DataError) as caught:
        infer(given).encode(given)
    assert str(caught.value) == "a.csv: column 'y' holds a number too large for float32 in row 2 (line 3)"


def test_labels_of_another_file_are_matched_as_words() -> None:
    classes = ClassTarget(("y",), (0, 1, 2))
    assert classes.encode(table(y=numbers(2, 0))).tolist() == [2, 0]
    assert classes.encode(table(y=words("2", "1"))).tolist() == [2, 1]
    flags = ClassTarget(("y",), ("false", "true"))
    assert flags.encode(table(y=Booleans(np.array([1.0])))).tolist() == [1]


def test_other_spellings_of_labels() -> None:
    species = ClassTarget(("y",), ("setosa", "virginica"))
    given = table("iris", {"y": {"0": "setosa", "2": "virginica"}}, y=numbers(2, 0, 0))
    assert species.encode(given).tolist() == [1, 0, 0]


def test_labels_that_training_did_not_know() -> None:
    classes = ClassTarget(("y",), ("no", "yes"))
    with pytest.raises(DataError) as caught:
        classes.encode(table("new.csv", y=words("no", "perhaps", "maybe", "perhaps")))
    assert str(caught.value) == (
        "new.csv: column 'y' has labels that training did not know: 'maybe' (1 row), 'perhaps' (2 rows), "
        "first in row 2 (line 3); known are no, yes"
    )


@pytest.mark.parametrize(
    ("known", "label", "told"),
    [
        (("01", "02"), "1", "'1' is probably '01'"),
        (("no", "yes"), "Yes ", "'Yes ' is probably 'yes'"),
        (("no", "yes"), "maybe", "known are no, yes"),
    ],
)
def test_a_label_that_is_written_in_another_way(known: tuple[str, ...], label: str, told: str) -> None:
    with pytest.raises(DataError) as caught:
        ClassTarget(("y",), known).encode(table(y=words(label)))
    assert str(caught.value).endswith(told)
