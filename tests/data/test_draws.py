"""Splits: exact counts, every row once, classes in proportion, the same rows for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dltrain.data import draws

shares = st.sampled_from([0.0, 0.1, 0.15, 0.2, 0.25, 1 / 3, 0.45])
classes_of = st.lists(st.integers(0, 4), min_size=1, max_size=120).map(np.array)


def together(parts: draws.Parts) -> list[int]:
    return sorted(np.concatenate(list(parts.values())).tolist())


def test_largest_remainder() -> None:
    # 10 seats for 53, 24 and 23 votes: quotas 5.3, 2.4, 2.3; floors 5, 2, 2; the seat left goes to the largest residual, 0.4.
    assert draws.apportion(10, np.array([53, 24, 23])).tolist() == [5, 3, 2]
    # Equal remainders of 0.5: the first class gets the seat.
    assert draws.apportion(1, np.array([5, 5])).tolist() == [1, 0]
    assert draws.apportion(3, np.array([0, 7])).tolist() == [0, 3]
    assert draws.apportion(0, np.array([0, 0])).tolist() == [0, 0]


def test_a_split_of_ten_rows_in_two_classes() -> None:
    classes = np.array([0, 1] * 5)
    parts = draws.at_random(10, 0.2, 0.2, classes, seed=0)
    assert [len(rows) for rows in parts.values()] == [6, 2, 2]
    assert {part: np.bincount(classes[rows]).tolist() for part, rows in parts.items()} == {
        "train": [3, 3],
        "validation": [1, 1],
        "test": [1, 1],
    }


@settings(deadline=None)
@given(classes=classes_of, validation=shares, test=shares, seed=st.integers(0, 9), stratified=st.booleans())
def test_random_parts_are_disjoint_complete_and_of_exact_size(
    classes: np.ndarray, validation: float, test: float, seed: int, stratified: bool
) -> None:
    rows = len(classes)
    parts = draws.at_random(rows, validation, test, classes if stratified else None, seed)
    assert together(parts) == list(range(rows))
    assert len(parts["test"]) == round(test * rows)
    assert len(parts["validation"]) == min(round(validation * rows), rows - len(parts["test"]))
    assert all((np.diff(part) > 0).all() for part in parts.values())
    again = draws.at_random(rows, validation, test, classes if stratified else None, seed)
    assert all(np.array_equal(parts[part], again[part]) for part in parts)


@settings(deadline=None)
@given(classes=classes_of, validation=shares, test=shares, seed=st.integers(0, 9))
def test_each_class_is_drawn_in_proportion_to_within_one_row(
    classes: np.ndarray, validation: float, test: float, seed: int
) -> None:
    rows = len(classes)
    parts = draws.at_random(rows, validation, test, classes, seed)
    sizes = np.bincount(classes, minlength=5)
    tested = np.bincount(classes[parts["test"]], minlength=5)
    assert (np.abs(tested - len(parts["test"]) * sizes / rows) < 1).all()
    rest = sizes - tested
    validated = np.bincount(classes[parts["validation"]], minlength=5)
    assert (np.abs(validated - len(parts["validation"]) * rest / max(rest.sum(), 1)) < 1).all()


def test_another_seed_draws_other_rows() -> None:
    drawn = [draws.at_random(100, 0.2, 0.2, None, seed)["test"].tolist() for seed in range(3)]
    assert drawn[0] != drawn[1] != drawn[2]


def test_rows_of_a_class_are_drawn_evenly() -> None:
    """Over 2,000 seeds each of 20 rows is tested 400 times or so: the standard deviation is √(2000·0.2·0.8) = 18."""
    classes = np.array([0] * 5 + [1] * 15)
    counts = np.zeros(20)
    for seed in range(2000):
        counts[draws.at_random(20, 0.2, 0.2, classes, seed)["test"]] += 1
    assert (np.abs(counts - 400) < 5 * 18).all()


def test_in_order_the_last_rows_test() -> None:
    parts = draws.in_order(10, 0.2, 0.3)
    assert {part: rows.tolist() for part, rows in parts.items()} == {
        "train": [0, 1, 2, 3, 4],
        "validation": [5, 6],
        "test": [7, 8, 9],
    }


def test_in_order_without_a_part() -> None:
    assert draws.in_order(4, 0.0, 0.0)["train"].tolist() == [0, 1, 2, 3]
    assert draws.in_order(4, 0.25, 0.0)["validation"].tolist() == [3]


@settings(deadline=None)
@given(classes=classes_of, folds=st.integers(2, 6), stratified=st.booleans(), seed=st.integers(0, 9))
def test_every_row_is_tested_in_exactly_one_fold(classes: np.ndarray, folds: int, stratified: bool, seed: int) -> None:
    rows = len(classes)
    given_classes = classes if stratified else None
    every = [draws.fold_of(rows, folds, fold, 0.2, given_classes, seed) for fold in range(1, folds + 1)]
    assert sorted(np.concatenate([parts["test"] for parts in every]).tolist()) == list(range(rows))
    sizes = [len(parts["test"]) for parts in every]
    assert max(sizes) - min(sizes) <= 1
    for parts in every:
        assert together(parts) == list(range(rows))
        assert len(parts["validation"]) == min(round(0.2 * rows), rows - len(parts["test"]))
    if stratified:
        tested = np.array([np.bincount(classes[parts["test"]], minlength=5) for parts in every])
        assert (tested.max(axis=0) - tested.min(axis=0) <= 1).all()


def test_validation_rows_differ_from_fold_to_fold() -> None:
    validated = [draws.fold_of(100, 5, fold, 0.2, None, 0)["validation"] for fold in range(1, 6)]
    assert len(set(np.concatenate(validated).tolist())) > 50


@pytest.mark.parametrize("levels", [("test", "train", "validation"), ("test", "train")])
def test_parts_by_words(levels: tuple[str, ...]) -> None:
    codes = np.array([1, 0, 1])
    parts = draws.by_words(codes, levels)
    assert {part: rows.tolist() for part, rows in parts.items()} == {"train": [0, 2], "validation": [], "test": [1]}
