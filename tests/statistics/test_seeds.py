"""The paired t-test over seeds."""

import pytest

from dltrain.statistics.seeds import paired_gain


def test_it_is_that_of_scipy():
    from scipy.stats import ttest_rel

    before, after = [0.81, 0.84, 0.79, 0.9, 0.85], [0.86, 0.83, 0.88, 0.93, 0.9]
    gain = paired_gain(before, after)
    expected = ttest_rel(after, before)
    assert gain.p == pytest.approx(expected.pvalue)
    assert (gain.low, gain.high) == pytest.approx(expected.confidence_interval())
    assert gain.mean == pytest.approx(0.042)
    assert gain.seeds == 5


def test_equal_differences_are_no_luck():
    assert paired_gain([1.0, 2.0], [1.5, 2.5]).p == 0
    assert paired_gain([1.0, 2.0], [1.0, 2.0]).p == 1
    with pytest.raises(ValueError, match="one seed"):
        paired_gain([1.0], [2.0])
