"""Verdicts in words, Holm's correction, means and deviations."""

from __future__ import annotations

import math

import pytest

from dltrain.statistics import Comparison, compare_classes, compare_errors, holm, mean_and_deviation


def classes(a_alone: int, b_alone: int) -> Comparison:
    rows = a_alone + b_alone + 10
    a = [1] * a_alone + [0] * b_alone + [1] * 10
    b = [0] * a_alone + [1] * b_alone + [1] * 10
    return compare_classes([1] * rows, a, b)


def test_more_than_luck() -> None:
    words = classes(3, 14).in_words("wide", "deep")  # p = 2 (1 + 17 + 136 + 680) / 2^17
    assert words == (
        "deep is better than wide: right on 14 rows that the other misses, wrong on 3 that it gets right "
        "(McNemar p = 0.013): more than luck"
    )


def test_the_first_model_may_be_the_better_one() -> None:
    assert (
        classes(9, 1)
        .in_words("귤", "배")
        .startswith("귤 is better than 배: right on 9 rows that the other misses, wrong on 1 that it gets right")
    )


def test_luck() -> None:
    assert classes(5, 7).in_words("A", "B") == (
        "not distinguishable from luck (McNemar p = 0.77): B is right on 7 rows that A misses, wrong on 5 that it gets right"
    )
    assert "B is right on 1 row that A misses" in classes(0, 1).in_words("A", "B")


def test_a_corrected_p_or_a_stricter_level_changes_the_verdict() -> None:
    comparison = classes(1, 9)  # p = 0.0215
    assert comparison.in_words("A", "B").endswith("(McNemar p = 0.021): more than luck")
    assert comparison.in_words("A", "B", alpha=0.01).startswith("not distinguishable from luck")
    assert comparison.in_words("A", "B", p=0.064).startswith("not distinguishable from luck (McNemar p = 0.064)")


def test_errors_in_words() -> None:
    true = [0.0] * 20
    better = compare_errors(true, [2.0] * 20, [1.0] * 20).in_words("A", "B")
    assert better == (
        "B is better than A: its mean squared error is 3 lower (95 % interval of the difference: -3 to -3) "
        "(paired bootstrap p < 0.0001): more than luck"
    )
    assert compare_errors(true, true, true).in_words("A", "B") == (
        "not distinguishable from luck (paired bootstrap p = 1.00): the mean squared errors are equal on 20 rows"
    )


def test_holm_by_hand() -> None:
    """Three tests: 3 × 0.01, then 2 × 0.03, then the larger of 0.06 and 1 × 0.04."""
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([0.2]) == [0.2]
    assert holm([]) == []


def test_mean_and_deviation_by_hand() -> None:
    assert mean_and_deviation([2.0, 4.0, 9.0]) == pytest.approx((5.0, math.sqrt((9 + 1 + 16) / 2)))
    assert mean_and_deviation([0.97]) == (0.97, None)
    with pytest.raises(ValueError, match="no values"):
        mean_and_deviation([])
