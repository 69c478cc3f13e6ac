"""Decimals in few bytes come back bit for bit, and what is no short decimal is left as it is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dltrain.data.decimals import folded, narrowed, raised, unfolded


def test_the_digits_after_the_point_that_all_need() -> None:
    found = folded(np.array([1.5, -0.25, 3.0, np.nan]), missing=1)
    assert found is not None
    whole, power = found
    assert (whole.tolist(), power) == ([150, -25, 300, -(2**31)], 2)
    assert unfolded(whole, power).tolist()[:3] == [1.5, -0.25, 3.0]


@pytest.mark.parametrize("value", [1 / 3, np.pi, 1e10, 2.0**31, -(2.0**31), np.inf, 1e300])
def test_what_is_no_short_decimal_is_not_folded(value: float) -> None:
    assert folded(np.array([1.0, value]), missing=0) is None
    assert folded(np.append(np.ones(100), value), missing=0) is None


@given(st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(0, 3)), min_size=1), st.integers(0, 5))
def test_every_decimal_comes_back(digits: list[tuple[int, int]], missing: int) -> None:
    values = np.array([float(f"{number}e-{power}") for number, power in digits] + [np.nan] * missing)
    found = folded(values, missing)
    assert found is not None
    np.testing.assert_array_equal(unfolded(*found), values)
    np.testing.assert_array_equal(unfolded(narrowed(found[0]), found[1]), values)
    more = raised(found[0], 2)
    if more is not None:
        np.testing.assert_allclose(unfolded(more, found[1] + 2), values, rtol=1e-15)


def test_as_few_bytes_as_hold_them() -> None:
    lowest = -(2**31)
    assert narrowed(np.array([127, -127, lowest], dtype=np.int32)).dtype == np.int8
    assert narrowed(np.array([-128], dtype=np.int32)).dtype == np.int16  # -128 stands for a missing one
    assert narrowed(np.array([32768], dtype=np.int32)).dtype == np.int32
    assert narrowed(np.array([1, lowest], dtype=np.int32)).tolist() == [1, -128]


def test_more_digits_than_fit_are_refused() -> None:
    assert raised(np.array([10**6], dtype=np.int32), 3) is not None
    assert raised(np.array([10**7], dtype=np.int32), 3) is None
