"""Which stretch of numbers an axis shows, and where labels beside it stand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dltrain.charts.axes import Axis, epoch_axis, spread, value_axis


def test_losses_that_fall_by_decades_have_a_logarithmic_axis() -> None:
    axis = value_axis([[1.0, 0.1, 0.001], [1.0, 0.2, 0.01]])
    assert axis is not None
    assert axis.logarithmic
    assert axis.low < 0.001 < 1.0 < axis.high
    assert axis.ticks(5)["values"] == [0.001, 0.01, 0.1, 1.0]


def test_a_logarithmic_axis_that_hides_an_overfitting_is_not_chosen() -> None:
    training = [1.0, 0.1, 0.001, 0.0001]
    axis = value_axis([training, [1.0, 0.5, 0.6, 0.9]])
    assert axis is not None
    assert not axis.logarithmic


def test_a_logarithmic_axis_that_shows_an_overfitting_better_is_chosen() -> None:
    """An error that begins at thousands: on a linear axis 2 and 4 are one line."""
    axis = value_axis([[5000.0, 10.0, 0.5], [5000.0, 2.0, 4.0]])
    assert axis is not None
    assert axis.logarithmic


def test_no_value_has_no_axis_and_one_value_has_room() -> None:
    assert value_axis([[math.nan], []]) is None
    axis = value_axis([[0.5]])
    assert axis is not None
    assert axis.low < 0.5 < axis.high


def test_r2_may_begin_at_minus_thousands() -> None:
    axis = value_axis([[-4000.0, -0.2, 0.5, 0.6, 0.7]])
    assert axis is not None
    assert axis.low > -1.5
    assert axis.fraction(-4000.0) == 0.0


def test_there_is_no_epoch_0() -> None:
    assert epoch_axis(range(1, 101)).low > 0
    assert epoch_axis([7]) == Axis(6.5, 7.5)


def test_labels_that_would_overlap_are_moved_apart() -> None:
    assert spread([0.2, 0.8], 0.1) == pytest.approx([0.2, 0.8])
    assert spread([0.5, 0.5], 0.1) == pytest.approx([0.45, 0.55])
    assert spread([0.95, 0.96, 0.1], 0.1) == pytest.approx([0.9, 1.0, 0.1])
    assert spread([], 0.1) == []


@given(st.floats(1e-6, 1e6), st.floats(1.5, 1e6), st.booleans(), st.floats(0, 1))
def test_what_stands_at_a_fraction_of_an_axis_is_there(low: float, ratio: float, logarithmic: bool, fraction: float) -> None:
    axis = Axis(low, low * ratio, logarithmic)
    assert axis.fraction(axis.value(fraction)) == pytest.approx(fraction, abs=1e-6)
