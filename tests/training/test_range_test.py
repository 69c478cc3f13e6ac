"""What a range test reads off losses at growing rates, computed by hand."""

import math

import pytest

from dltrain.training.range_test import MAX_RATE, MIN_RATE, RangeTest, range_test, smoothed, steps_for


def test_a_test_takes_a_twentieth_of_the_steps_but_40_to_100_of_them():
    assert steps_for(5000) == 100  # 250 would be a twentieth
    assert steps_for(1200) == 60
    assert steps_for(100) == 40


def test_rates_grow_by_the_same_factor_from_the_lowest_to_the_highest():
    tested = range_test(lambda step, rate: 1.0, 8)  # seven factors of 10 lie between 1e-6 and 10
    assert tested.rates == pytest.approx([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10])
    assert (tested.rates[0], tested.rates[-1]) == (MIN_RATE, pytest.approx(MAX_RATE))


def test_the_smoothed_loss_begins_with_the_loss_itself():
    # m₁ = 0.2 · 5 = 1, / 0.2 = 5; m₂ = 0.8 · 1 + 0.2 · 3.2 = 1.44, / 0.36 = 4
    assert smoothed([5.0, 3.2]) == pytest.approx([5.0, 4.0])


def test_a_test_ends_where_the_loss_is_no_number_and_keeps_the_losses_before():
    tested = range_test(lambda step, rate: math.inf if rate > 0.05 else 1.0, 8)
    assert tested.losses == [1.0] * 5


def test_a_test_ends_where_the_loss_has_exploded():
    tested = range_test(lambda step, rate: 1.0 if rate < 0.05 else 1000.0, 8)
    assert tested.losses == [1.0] * 5 + [1000.0]


@pytest.mark.parametrize("losses", [[1.0] * 71, [1 + 0.1 * (-1) ** step for step in range(71)], [1 + step for step in range(71)]])
def test_losses_that_never_fall_speak_for_no_rate(losses):
    assert RangeTest([10 ** (-6 + step / 10) for step in range(71)], losses).rate is None


def test_a_test_of_one_step_speaks_for_no_rate():
    assert RangeTest([1e-6], [1.0]).rate is None


def test_the_rate_is_a_fifth_of_that_of_the_lowest_loss_before_the_smoothed_curve_tells_it():
    # Ten steps a decade. The loss is 1 up to 1e-3 (step 30), 0.5 up to 1e-1 (step 50), and 3 from there on. The smoothed curve
    # falls until step 50; the mean age of what it is of is 0.8 / 0.2 = 4 steps, and a step's rate acts on the next loss: so step
    # 45 counts, 10 ** -1.5 = 0.0316, a fifth of which is 0.0063.
    rates = [10 ** (-6 + step / 10) for step in range(71)]
    losses = [1.0] * 31 + [0.5] * 20 + [3.0] * 20
    assert RangeTest(rates, losses).rate == 0.0063
