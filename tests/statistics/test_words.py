"""Verdicts in words."""

from __future__ import annotations

import numpy as np

from dltrain.statistics import Comparison, Measure, in_words, paired_t, resampled_t, welch_t
from dltrain.statistics.bootstrap import compare_rows
from dltrain.statistics.mcnemar import compare_right

ACCURACY = Measure("test accuracy")


def rights(a_alone: int, b_alone: int) -> Comparison:
    both = [True] * 10
    a, b = [True] * a_alone + [False] * b_alone + both, [False] * a_alone + [True] * b_alone + both
    return compare_right(np.array(a), np.array(b), Measure("accuracy"))


def test_more_than_luck_by_rows() -> None:
    """p = 2 (1 + 17 + 136 + 680) / 2^17. Of 27 rows 11 more are right: 40.7 points; the interval is Bonett and Price's:
    (15 - 4) / 29 ± 1.96 √((19 / 29 - (11 / 29)²) / 29)."""
    assert in_words(rights(3, 14), "wide", "deep") == (
        "deep beats wide by 40.7 points, 95 % interval 11.9 to 64.0: more than luck (accuracy on 27 test rows; "
        "right on 14 rows that wide misses, wrong on 3 that it gets right; McNemar, p = 0.013)"
    )
    assert in_words(rights(9, 1), "귤", "배").startswith("귤 beats 배 by 40.0 points, 95 % interval")


def test_more_than_luck_by_seeds() -> None:
    """Differences 1, 1.2 and 1.4 points: mean 1.2, deviation 0.2, t(2) = 4.303: 1.2 ± 4.303 · 0.2 / √3."""
    words = in_words(paired_t([0.90, 0.90, 0.90], [0.910, 0.912, 0.914], ACCURACY), "A", "B")
    assert words == (
        "B beats A by 1.2 points, 95 % interval 0.7 to 1.7: more than luck (test accuracy over 3 seeds; paired t, p = 0.0091)"
    )


def test_luck_says_how_much_more_is_needed() -> None:
    """Differences 0.02, -0.01 and 0.02: mean 0.01, deviation 0.0173, an effect of 0.577, for which tables have 26 pairs."""
    words = in_words(paired_t([0.9, 0.9, 0.9], [0.92, 0.89, 0.92], ACCURACY), "A", "B")
    assert words.startswith(
        "B and A are not distinguishable: 23 more seeds would be needed to see a difference of this size "
        "(1.0 points, 95 % interval -3.3 to 5.3 for B; test accuracy over 3 seeds; paired t, p = 0.42"
    )
    assert "more seeds each would be needed" in in_words(welch_t([0.9, 0.92], [0.91, 0.92], ACCURACY), "A", "B")


def test_a_corrected_p_changes_the_verdict_and_what_is_needed() -> None:
    comparison = rights(1, 9)  # p = 0.0215; an effect of 0.4 / √(0.5 - 0.4²), at the level 0.05 / 3: 26 rows
    assert "more than luck" in in_words(comparison, "A", "B")
    corrected = in_words(comparison, "A", "B", p=0.064, tests=3)
    assert corrected.startswith("B and A are not distinguishable: 6 more test rows would be needed")
    assert corrected.endswith("McNemar, corrected p = 0.064)")


def test_more_folds_are_no_remedy() -> None:
    words = in_words(resampled_t([0.9, 0.92, 0.9], [0.91, 0.92, 0.92], ACCURACY, 0.5), "A", "B")
    assert words.startswith("B and A are not distinguishable: a difference of this size is within luck")


def test_no_difference_and_an_error_in_its_own_unit() -> None:
    error = Measure("mean squared error", maximize=False, is_share=False)
    assert in_words(compare_rows(np.zeros(20), error), "A", "B") == (
        "A and B are not distinguishable: no difference at all (mean squared error on 20 test rows; paired bootstrap, p = 1.00)"
    )
    assert in_words(compare_rows(np.array([-3.0] * 8), error), "A", "B").startswith("B beats A by 3, 95 % interval 3 to 3: more")


def test_what_cannot_be_measured_is_said() -> None:
    tiny = np.random.default_rng(0).normal(1e-5, 1, size=50)
    assert "more than 100,000 test rows would be needed" in in_words(compare_rows(tiny - tiny.mean() + 1e-4, ACCURACY), "A", "B")
