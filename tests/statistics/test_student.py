"""The tests over seeds and folds, against SciPy's and by hand."""

from __future__ import annotations

import math

import pytest

from dltrain.statistics import Measure, paired_t, resampled_t, spread, welch_t

M = Measure("test accuracy")
A, B = [0.81, 0.84, 0.79, 0.9, 0.85], [0.86, 0.83, 0.88, 0.93, 0.9]


def test_the_paired_test_is_that_of_scipy() -> None:
    from scipy.stats import ttest_rel

    result, expected = paired_t(A, B, M), ttest_rel(B, A)
    assert result.p == pytest.approx(expected.pvalue)
    assert result.interval == pytest.approx(tuple(expected.confidence_interval()))
    assert (result.difference, result.count, result.unit) == (pytest.approx(0.042), 5, "seed")


def test_welchs_test_is_that_of_scipy() -> None:
    from scipy.stats import ttest_ind

    result, expected = welch_t(A, B[:3], M), ttest_ind(B[:3], A, equal_var=False)
    assert result.p == pytest.approx(expected.pvalue)
    assert result.interval == pytest.approx(tuple(expected.confidence_interval()))


def test_one_value_against_several_scatters_as_they_do() -> None:
    """Student's: the difference 0.9 - 0.838, over the deviation of the five times √(1 + 1/5), four degrees of freedom."""
    from scipy.stats import ttest_ind

    result = welch_t(A, [0.9], M)
    assert result.p == pytest.approx(ttest_ind([0.9], A).pvalue)
    with pytest.raises(ValueError, match="one seed each"):
        welch_t([0.9], [0.8], M)


def test_folds_share_their_training_rows() -> None:
    """Nadeau and Bengio: with n_test / n_train = 1/4 of five folds, s² (1/5 + 1/4) in place of s² / 5: t is smaller by √(4/9)."""
    from scipy.special import stdtr, stdtrit
    from scipy.stats import ttest_rel

    result, plain = resampled_t(A, B, M, 1 / 4), ttest_rel(B, A)
    t = plain.statistic * math.sqrt((1 / 5) / (1 / 5 + 1 / 4))
    assert result.p == pytest.approx(2 * stdtr(4, -t))
    reach = stdtrit(4, 0.975) * result.deviation * math.sqrt(1 / 5 + 1 / 4)
    assert result.interval == pytest.approx((0.042 - reach, 0.042 + reach))
    assert not result.may_grow


def test_equal_differences_are_counted_as_signs() -> None:
    """As of an accuracy on few rows: three heads in three throws, or three tails."""
    assert paired_t([0.9, 0.9, 0.9], [0.9 + 1 / 30] * 3, M).p == pytest.approx(1 / 4)
    assert paired_t(A, A, M).p == 1
    with pytest.raises(ValueError, match="one seed"):
        paired_t([1.0], [2.0], M)


def test_the_spread_by_hand() -> None:
    """1, 2, 3: mean 2, deviation 1, and t(2) = 4.303 times 1 / √3 about it; with folds that share rows, more."""
    found = spread([1.0, 2.0, 3.0])
    assert (found.count, found.mean, found.deviation) == (3, 2.0, 1.0)
    assert found.interval == pytest.approx((2 - 4.3027 / math.sqrt(3), 2 + 4.3027 / math.sqrt(3)), abs=1e-4)
    wider = spread([1.0, 2.0, 3.0], test_share=2 / 3)
    assert wider.interval == pytest.approx((2 - 4.3027, 2 + 4.3027), abs=1e-4)
    one_degree = 12.7062  # of Student's t at 97.5 %, from a table
    assert spread([0.9, 1.0], limits=(0.0, 1.0)).interval == (
        pytest.approx(0.95 - one_degree * 0.05, abs=1e-4),
        1.0,
    )
    assert spread([0.5]).interval is None
