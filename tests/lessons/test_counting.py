"""The numbers of figures that count: a confusion matrix and its metrics by hand, cutoffs."""

import numpy as np
import pytest

from dltrain.lessons.figures.confusion import numbers_of
from dltrain.lessons.figures.cutoffs import moved
from dltrain.lessons.figures.degrees import polynomial
from dltrain.metrics import Outcome
from dltrain.tasks import Task

# Six negative rows and four positive ones; of the first two are taken for positive, of the second three.
PROBABILITY = np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.35, 0.8, 0.9, 0.95])
OUTCOME = Outcome(
    Task.BINARY, np.array([0] * 6 + [1] * 4), (PROBABILITY > 0.5).astype(int), np.stack([1 - PROBABILITY, PROBABILITY], axis=1)
)


def test_every_metric_is_what_one_counts_by_hand():
    numbers = numbers_of(OUTCOME)
    assert [numbers[name] for name in ("tn", "fp", "fn", "tp", "rows")] == [4, 2, 1, 3, 10]
    assert [numbers[f"{side}{number}"] for side in ("true", "predicted") for number in (0, 1)] == [6, 4, 5, 5]
    assert (numbers["precision1"], numbers["recall1"], numbers["f11"]) == pytest.approx((3 / 5, 3 / 4, 6 / 9))
    assert (numbers["precision0"], numbers["recall0"], numbers["f10"]) == pytest.approx((4 / 5, 4 / 6, 8 / 11))
    assert numbers["f1"] == pytest.approx((6 / 9 + 8 / 11) / 2)
    assert numbers["cohen_kappa"] == pytest.approx((0.7 - 0.5) / (1 - 0.5))  # chance: 0.6 · 0.5 + 0.4 · 0.5
    assert numbers["matthews"] == pytest.approx((3 * 4 - 2 * 1) / np.sqrt(5 * 4 * 6 * 5))


def test_a_lower_cutoff_finds_more_and_alarms_more():
    numbers = numbers_of(moved(OUTCOME, 0.3))
    assert [numbers[name] for name in ("tn", "fp", "fn", "tp")] == [2, 4, 0, 4]


def test_a_polynomial_of_as_many_numbers_as_rows_goes_through_every_one():
    x, y = np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, -2.0, 5.0, 0.5])
    assert polynomial(x, y, 3)(x) == pytest.approx(y)
    assert polynomial(x, y, 0)(x) == pytest.approx(np.full(4, 1.125))  # the mean
