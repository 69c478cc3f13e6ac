"""Holm's correction, means and deviations."""

from __future__ import annotations

import math

import pytest

from dltrain.statistics import holm, mean_and_deviation


def test_holm_by_hand() -> None:
    """Three tests: 3 × 0.01, then 2 × 0.03, then the larger of 0.06 and 1 × 0.04."""
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([0.2]) == [0.2]
    assert holm([]) == []


def test_mean_and_deviation_by_hand() -> None:
    assert mean_and_deviation([2.0, 4.0, 9.0]) == pytest.approx((5.0, math.sqrt((9 + 1 + 16) / 2)))
    assert mean_and_deviation([0.97]) == (0.97, None)
    assert mean_and_deviation([14 / 15] * 3) == (14 / 15, 0.0)  # not 1e-16
    with pytest.raises(ValueError, match="no values"):
        mean_and_deviation([])
