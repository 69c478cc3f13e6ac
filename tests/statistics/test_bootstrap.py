"""The paired bootstrap of mean scores: what it counts, and how often its interval holds the truth."""

from __future__ import annotations

import numpy as np
import pytest

from dltrain.statistics import Comparison, Measure
from dltrain.statistics.bootstrap import compare_groups, compare_rows

ERROR = Measure("mean squared error", maximize=False, is_share=False)


def compared(differences: object) -> Comparison:
    return compare_rows(np.asarray(differences, dtype=float), ERROR)


def test_two_rows_have_draws_that_can_be_counted() -> None:
    """Of two rows a quarter of the draws is the first twice, 3, and the others are below zero: z(0.25) = 0.6745, shortened by √2;
    of Student's t with one degree of freedom, p = 1 - 2 atan(0.6745 / √2) / π. The interval's ends are those of the draws."""
    result = compared([3.0, -9.0])
    assert result.difference == -3
    assert result.p == pytest.approx(1 - 2 * np.arctan(0.6745 / np.sqrt(2)) / np.pi, abs=0.02)
    assert result.interval == (-9.0, 3.0)
    assert result.better == "b"  # less error


def test_equal_predictions_are_not_told_apart() -> None:
    result = compared([0.0, 0.0, 0.0])
    assert (result.p, result.difference, result.interval) == (1.0, 0.0, (0.0, 0.0))
    assert result.better is None


def test_differences_that_are_all_equal_are_counted_as_signs() -> None:
    """Four heads in four throws, or four tails: 2 / 2^4."""
    assert compared([-3.0] * 4).p == pytest.approx(1 / 8)


def test_swapping_the_models_turns_the_sign_alone() -> None:
    differences = np.random.default_rng(5).normal(size=80)
    one, other = compared(differences), compared(-differences)
    assert one.p == other.p
    assert other.interval == pytest.approx((-one.interval[1], -one.interval[0]))
    assert compared(differences) == one  # the same rows always give the same answer


def test_the_interval_covers_the_truth() -> None:
    """Errors of standard deviation 1 and 1.2: the true difference of mean squared errors is 0.44."""
    generator = np.random.default_rng(2)
    covered = 0
    for _ in range(150):
        a, b = generator.normal(size=(2, 100))
        low, high = compared(np.square(1.2 * b) - np.square(a)).interval
        covered += low <= 0.44 <= high
    assert 0.88 <= covered / 150 <= 0.99


def test_many_rows_go_on_where_the_drawing_ends() -> None:
    generator = np.random.default_rng(7)
    a, b = generator.normal(size=(2, 10_001))
    differences = np.square(0.99 * b) - np.square(a)
    drawn, limit = compared(differences[:-1]), compared(differences)
    assert limit.p == pytest.approx(drawn.p, abs=0.02)
    assert limit.interval == pytest.approx(drawn.interval, abs=0.003)


def test_groups_are_drawn_whole() -> None:
    """Two groups of three rows each that are all alike tell no more than two rows."""
    rows = compare_groups(np.repeat([3.0, -9.0], 3), np.repeat(["가", "나"], 3), ERROR)
    assert (rows.count, rows.unit, rows.method) == (2, "group", "bootstrap of groups")
    assert (rows.difference, rows.p) == (-3.0, compared([3.0, -9.0]).p)


def test_groups_of_different_sizes_weigh_by_their_rows() -> None:
    assert compare_groups(np.array([4.0, 0.0, 0.0, 0.0]), np.array([0, 1, 1, 1]), ERROR).difference == 1.0


def test_what_tells_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no rows"):
        compared([])
    with pytest.raises(ValueError, match="one group alone"):
        compare_groups(np.ones(3), np.zeros(3), ERROR)
