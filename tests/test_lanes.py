"""A number for each lane of a stack."""

import math
import pickle

import numpy as np
import pytest

from dltrain.arrays import NUMPY
from dltrain.lanes import Lanes, listed, number_of, of_lanes


def test_what_all_lanes_have_stays_one_number():
    assert number_of([0.1, 0.1]) == 0.1
    assert type(number_of([0.1, 0.1])) is float
    assert number_of([0.1, 0.2]).tolist() == [[0.1], [0.2]]


def test_it_acts_beside_an_array_as_numpy_has_one_number_act():
    row = np.linspace(-1, 1, 7, dtype=np.float32)
    values = [0.9, 0.1]
    both = np.stack([row, row])
    lanes = number_of(values)
    both *= 1 - lanes
    assert both.dtype == np.float32
    assert not isinstance(both, Lanes)
    assert [one.tolist() for one in both] == [(row * (1 - value)).tolist() for value in values]


@pytest.mark.parametrize("exponent", [1, 3, 1000, 12345])
def test_numbers_among_themselves_are_those_of_python(exponent):
    values = [0.9, 0.999, 0.9999, 0.1]
    correction = NUMPY.root(1 - number_of(values) ** exponent)
    assert listed(correction, 4) == [math.sqrt(1 - value**exponent) for value in values]


def test_it_is_true_where_the_term_is_needed():
    assert number_of([0.0, 0.1])
    assert not (number_of([0.0, 0.1]) * 0)


def test_some_of_its_lanes():
    lanes = number_of([1.0, 2.0, 2.0])
    assert of_lanes(lanes, np.array([0, 2])).tolist() == [[1.0], [2.0]]
    assert of_lanes(lanes, np.array([False, True, True])) == 2.0
    assert of_lanes(0.5, np.array([0])) == 0.5
    assert listed(0.5, 2) == [0.5, 0.5]
    assert pickle.loads(pickle.dumps(lanes)).tolist() == lanes.tolist()
