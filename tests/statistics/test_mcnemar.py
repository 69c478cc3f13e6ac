"""McNemar's test against values worked out by hand and SciPy's binomial test."""

from __future__ import annotations

import numpy as np
import pytest

from dltrain.statistics import Measure
from dltrain.statistics.mcnemar import McNemar, compare_right, mcnemar

SHARE = Measure("accuracy")


@pytest.mark.parametrize(
    ("b", "c", "p"),
    [
        (1, 9, 2 * (1 + 10) / 1024),  # C(10, 0) + C(10, 1) of 2^10
        (0, 5, 2 / 32),
        (0, 1, 1.0),
        (3, 3, 1.0),  # twice the tail would be more than 1
        (0, 0, 1.0),
    ],
)
def test_p_by_hand(b: int, c: int, p: float) -> None:
    result = mcnemar(b, c)
    assert (result.b, result.c) == (b, c)
    assert result.p == pytest.approx(p, rel=1e-12)


@pytest.mark.parametrize(("b", "c"), [(3, 14), (5, 7), (40, 60), (0, 60), (4900, 5100)])
def test_p_is_that_of_the_binomial_test(b: int, c: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    assert mcnemar(b, c).p == pytest.approx(stats.binomtest(b, b + c, 0.5).pvalue, rel=1e-9)


def test_very_many_pairs_go_on_where_the_exact_test_ends() -> None:
    stats = pytest.importorskip("scipy.stats")
    assert mcnemar(4901, 5100).p == pytest.approx(stats.binomtest(4901, 10_001, 0.5).pvalue, rel=1e-3)
    assert mcnemar(6000, 6000).p == 1.0
    assert mcnemar(0, 20_000) == McNemar(0, 20_000, 0.0)


def test_counts_the_rows_that_only_one_model_has_right() -> None:
    result = compare_right(np.array([1, 1, 0, 1, 0]) == 1, np.array([1, 0, 1, 1, 1]) == 1, SHARE)
    assert (result.method, result.count, result.a_alone, result.b_alone) == ("McNemar", 5, 1, 2)
    assert result.difference == pytest.approx(1 / 5)
    assert result.p == 1.0  # one of three, either way round: 2 (1 + 3) / 8
    assert result.deviation == pytest.approx(np.std([0, -1, 1, 0, 1]))


def test_swapping_the_models_turns_the_sign_alone() -> None:
    a, b = np.random.default_rng(3).integers(2, size=(2, 200)) == 1
    one, other = compare_right(a, b, SHARE), compare_right(b, a, SHARE)
    assert one.p == other.p
    assert one.difference == -other.difference
    assert other.interval == pytest.approx((-one.interval[1], -one.interval[0]))


def test_p_is_small_by_luck_no_more_often_than_it_says() -> None:
    generator = np.random.default_rng(0)
    pairs = generator.binomial(60, 0.5, size=2000)
    assert np.mean([mcnemar(int(b), 60 - int(b)).p <= 0.05 for b in pairs]) <= 0.05


def test_the_interval_of_the_difference_covers_the_truth() -> None:
    """100 rows, of which B alone has 15 % right, A alone 5 %: a true difference of 0.10."""
    generator = np.random.default_rng(1)
    kinds = generator.choice(3, p=[0.05, 0.15, 0.80], size=(600, 100))
    covered = 0
    for kind in kinds:
        interval = compare_right(kind != 1, kind != 0, SHARE).interval
        covered += interval[0] <= 0.10 <= interval[1]
    assert 0.93 <= covered / 600 <= 0.98


def test_no_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="no rows"):
        compare_right(np.zeros(0, bool), np.zeros(0, bool), SHARE)
