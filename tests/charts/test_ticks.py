"""Where the marks of an axis stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dltrain.charts import ticks


def test_round_numbers() -> None:
    assert ticks.linear(0.02, 1.07, 6) == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert ticks.linear(-4510, 13, 6) == [-4000, -3000, -2000, -1000, 0]
    assert ticks.whole(1, 50, 9) == [10, 20, 30, 40, 50]
    assert ticks.whole(1, 3, 9) == [1, 2, 3]
    assert ticks.whole(7, 7, 9) == [7]
    assert ticks.decades(0.015, 1.2, 9, between=True) == pytest.approx([0.02, 0.05, 0.1, 0.2, 0.5, 1])
    assert ticks.decades(1e-9, 10, 4, between=False) == pytest.approx([1e-9, 1e-6, 1e-3, 1])


def test_as_many_decimals_as_are_needed() -> None:
    assert ticks.written([0.0, 0.25, 0.5]) == ["0.00", "0.25", "0.50"]
    assert ticks.written([0.1 * 3, 0.4]) == ["0.3", "0.4"]
    assert ticks.written([1000, 2000]) == ["1,000", "2,000"]
    assert ticks.written([0, 2e-5]) == ["0", "2e-05"]


@given(st.floats(-1e9, 1e9), st.floats(1e-6, 1e9), st.integers(1, 9))
def test_marks_lie_on_the_axis_and_are_not_too_many(low: float, length: float, most: int) -> None:
    found = ticks.linear(low, low + length, most)
    assert len(found) <= most + 1
    slack = 1e-6 * length + 1e-9 * abs(low)
    assert all(low - slack <= tick <= low + length + slack for tick in found)
