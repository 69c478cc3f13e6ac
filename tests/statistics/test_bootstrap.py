"""The paired bootstrap of mean errors: what it counts, and how often its interval holds the truth."""

from __future__ import annotations

import numpy as np
import pytest

from dltrain.statistics import compare_errors


def test_the_difference_of_mean_errors_by_hand() -> None:
    true, a, b = [0.0, 0.0], [1.0, 3.0], [2.0, 0.0]
    assert compare_errors(true, a, b).difference == (4 + 0) / 2 - (1 + 9) / 2
    assert compare_errors(true, a, b, error="absolute").difference == (2 + 0) / 2 - (1 + 3) / 2


def test_two_rows_have_draws_that_can_be_counted() -> None:
    """Differences 3 and -9 of two rows: a quarter of the draws is (3, 3), the others are below zero."""
    result = compare_errors([0.0, 0.0], [1.0, 3.0], [2.0, 0.0])
    assert result.p == pytest.approx(2 * 0.25, abs=0.02)
    assert result.interval == (-9.0, 3.0)


def test_equal_predictions_are_not_told_apart() -> None:
    result = compare_errors([1.0, 2.0, 3.0], [1.5, 2.0, 2.0], [1.5, 2.0, 2.0])
    assert (result.p, result.difference, result.interval) == (1.0, 0.0, (0.0, 0.0))
    assert result.better is None


def test_always_better_is_as_sure_as_the_draws_allow() -> None:
    true = np.arange(50.0)
    result = compare_errors(true, true + 2, true + 1)
    assert result.p == pytest.approx(1 / 10_001)
    assert result.better == "b"


def test_swapping_the_models_turns_the_sign_alone() -> None:
    true, a, b = np.random.default_rng(5).normal(size=(3, 80))
    one, other = compare_errors(true, a, b), compare_errors(true, b, a)
    assert one.p == other.p
    assert one.difference == -other.difference
    assert one.interval is not None
    assert other.interval == pytest.approx((-one.interval[1], -one.interval[0]))


def test_the_same_rows_always_give_the_same_answer() -> None:
    true, a, b = np.random.default_rng(6).normal(size=(3, 40))
    assert compare_errors(true, a, b) == compare_errors(true, a, b)


def test_the_interval_covers_the_truth() -> None:
    """Errors of standard deviation 1 and 1.2: the true difference of mean squared errors is 0.44."""
    generator = np.random.default_rng(2)
    covered = 0
    for _ in range(150):
        a, b = generator.normal(size=(2, 100))
        interval = compare_errors(np.zeros(100), a, 1.2 * b).interval
        assert interval is not None
        covered += interval[0] <= 0.44 <= interval[1]
    assert 0.88 <= covered / 150 <= 0.99


def test_p_is_small_by_luck_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(4)
    small = [compare_errors(np.zeros(60), *generator.normal(size=(2, 60))).p <= 0.1 for _ in range(200)]
    assert 0.05 <= np.mean(small) <= 0.16


def test_many_rows_go_on_where_the_drawing_ends() -> None:
    generator = np.random.default_rng(7)
    true = np.zeros(10_001)
    a = generator.normal(size=10_001)
    b = 0.99 * generator.normal(size=10_001)
    drawn, limit = compare_errors(true[:-1], a[:-1], b[:-1]), compare_errors(true, a, b)
    assert limit.p == pytest.approx(drawn.p, abs=0.02)
    assert drawn.interval is not None
    assert limit.interval == pytest.approx(drawn.interval, abs=0.003)


def test_several_targets_count_as_one_row() -> None:
    true = np.zeros((3, 2))
    result = compare_errors(true, true + 1, true + np.array([0.0, 2.0]))
    assert result.rows == 3
    assert result.difference == 2 - 1


def test_other_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="the same rows are needed"):
        compare_errors([1.0, 2.0], [1.0], [1.0, 2.0])
