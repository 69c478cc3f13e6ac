"""The tests of `compare`, tried on draws of which the truth is known: equal specs are seldom called different, true differences
are found as often as theory says, and so many more seeds are needed as is said. `--many` draws 1,000 pairs of each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from dltrain.statistics import Comparison, Measure, needed, paired_t, power, resampled_t, welch_t
from dltrain.statistics.blocks import compare_windows
from dltrain.statistics.bootstrap import compare_groups, compare_rows
from dltrain.statistics.mcnemar import compare_right

Draw = Callable[[np.random.Generator, float], Comparison]  # with a true difference of so many standard errors
SCORE = Measure("score")
FEW, MANY = 120, 1000


def classes(random: np.random.Generator, errors: float) -> Comparison:
    """300 rows of which a fifth is right of one model alone: a standard error of √0.2 / √300."""
    shift = errors * np.sqrt(0.2 / 300) / 2
    kinds = random.choice(3, p=[0.1 - shift, 0.1 + shift, 0.8], size=300)
    return compare_right(kinds != 1, kinds != 0, SCORE)


def rows(random: np.random.Generator, errors: float) -> Comparison:
    """50 rows whose differences are normal, with a standard error of 1 / √50."""
    return compare_rows(random.normal(errors / np.sqrt(50), 1, size=50), SCORE)


def skewed(random: np.random.Generator, errors: float) -> Comparison:
    """Squared errors of two regressions on 49 rows: the difference of two chi-squared has a standard error of 2 / √49."""
    a, b = np.square(random.normal(size=(2, 49)))
    return compare_rows(b - a + errors * 2 / 7, SCORE)


def few_rows(random: np.random.Generator, errors: float) -> Comparison:
    """Ten rows."""
    return compare_rows(random.normal(errors / np.sqrt(10), 1, size=10), SCORE)


def seeds(random: np.random.Generator, errors: float) -> Comparison:
    """Ten seeds; the differences of pairs have a deviation of √2."""
    a, b = random.normal(size=(2, 10))
    return paired_t(list(a), list(b + errors * np.sqrt(2 / 10)), SCORE)


def other_seeds(random: np.random.Generator, errors: float) -> Comparison:
    """Eight seeds against twelve others that scatter twice as much."""
    error = np.sqrt(1 / 8 + 4 / 12)
    return welch_t(list(random.normal(size=8)), list(random.normal(errors * error, 2, size=12)), SCORE)


def groups(random: np.random.Generator, errors: float) -> Comparison:
    """20 groups of ten rows, each with its own shift, as large as what its rows differ in."""
    shifts = random.normal(size=(20, 1)) + random.normal(size=(20, 10))
    error = np.sqrt((1 + 1 / 10) / 20)
    return compare_groups((shifts + errors * error).ravel(), np.repeat(np.arange(20), 10), SCORE)


def blocks(random: np.random.Generator, errors: float) -> Comparison:
    """400 windows, the differences of neighbours correlated by 0.6: the mean's standard error is 1 / (1 - 0.6) / √400."""
    noise = random.normal(size=500)
    values = np.empty_like(noise)
    values[0] = noise[0]
    for row in range(1, 500):
        values[row] = 0.6 * values[row - 1] + noise[row]
    found = compare_windows(values[100:] + errors * 2.5 / 20, SCORE)
    assert found is not None
    return found


def folds(random: np.random.Generator, errors: float) -> Comparison:
    """Ten folds of 100 rows with two inputs that tell the target equally well: a regression on each, its mean squared error."""
    y = random.normal(size=100)
    inputs = y + random.normal(size=(2, 100))
    parts = np.array_split(np.arange(100), 10)
    measured: list[list[float]] = [[], []]
    for part in parts:
        train = np.setdiff1d(np.arange(100), part)
        for x, found in zip(inputs, measured, strict=True):
            slope, offset = np.polyfit(x[train], y[train], 1)
            found.append(float(np.mean((y[part] - slope * x[part] - offset) ** 2)))
    return resampled_t(measured[0], measured[1], SCORE, 10 / 90)


def found(draw: Draw, errors: float, draws: int) -> float:
    """How often a test finds a difference."""
    random = np.random.default_rng(11)
    return float(np.mean([draw(random, errors).p <= 0.05 for _ in range(draws)]))


@pytest.mark.parametrize("draw", [classes, rows, skewed, few_rows, seeds, other_seeds, groups, blocks, folds])
def test_equal_specs_are_called_different_at_most_as_often_as_is_said(draw: Draw, many: bool) -> None:
    """At most 5 %, and three standard errors of a share of so many draws."""
    draws = MANY if many else FEW
    assert found(draw, 0.0, draws) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / draws)


@pytest.mark.parametrize(
    ("draw", "units", "samples"),
    [(classes, 300, 1), (rows, 50, 1), (skewed, 49, 1), (few_rows, 10, 1), (seeds, 10, 1), (groups, 20, 1), (blocks, 60, 1)],
)
def test_a_difference_of_two_standard_errors_is_found_as_often_as_theory_says(
    draw: Draw, units: int, samples: int, many: bool
) -> None:
    """Of Student's test with so many independent units: about every second time with many, 43 % with ten. McNemar's exact test
    and blocks are a little more careful."""
    draws = MANY if many else FEW
    expected = power(2 / np.sqrt(units), units, samples=samples)
    share = found(draw, 2.0, draws)
    error = 3 * np.sqrt(expected * (1 - expected) / draws)
    assert expected - 0.12 - error <= share <= expected + 0.04 + error


@pytest.mark.parametrize("effect", [0.4, 0.8, 1.5])
def test_the_seeds_that_are_needed_are_right_within_a_third(effect: float, many: bool) -> None:
    """With a third fewer the difference is found less often than four times of five, with a third more, more often."""
    random, draws = np.random.default_rng(5), 4000 if many else 1200
    wanted = needed(effect)
    assert wanted is not None

    def share(count: int) -> float:
        from scipy.special import stdtrit

        drawn = random.normal(effect, 1, size=(draws, count))
        t = drawn.mean(axis=1) / (drawn.std(axis=1, ddof=1) / np.sqrt(count))
        return float(np.mean(np.abs(t) > stdtrit(count - 1, 0.975)))

    assert share(round(wanted * 2 / 3)) < 0.8 < share(round(wanted * 4 / 3))
    assert abs(share(wanted) - 0.8) < 0.05
