"""Scaling against scikit-learn, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from dltrain.data.transforms import scale

tables = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 20), st.integers(1, 4)), elements=st.floats(-1e6, 1e6, allow_subnormal=False)
)


def test_standard_by_hand() -> None:
    # 2, 4, 6: mean 4, population variance (4 + 0 + 4) / 3, deviation √(8/3).
    fitted = scale.fit(np.array([[2.0], [4.0], [6.0]]), "standard")
    assert fitted.offset == (4.0,)
    assert fitted.divisor == (pytest.approx((8 / 3) ** 0.5),)
    assert fitted.apply(np.array([[4.0]])).tolist() == [[0.0]]


def test_min_max_by_hand() -> None:
    fitted = scale.fit(np.array([[2.0], [4.0], [6.0]]), "min_max")
    assert fitted == scale.Scale((2.0,), (4.0,))
    assert fitted.apply(np.array([[2.0], [5.0], [8.0]])).tolist() == [[0.0], [0.75], [1.5]]


@pytest.mark.parametrize("how", ["standard", "min_max"])
def test_a_constant_column_is_divided_by_one(how: str) -> None:
    fitted = scale.fit(np.full((7, 1), 0.1), how)
    assert fitted == scale.Scale((0.1,), (1.0,))
    assert fitted.apply(np.array([[0.1], [1.1]])).tolist() == [[0.0], [1.0]]


@settings(deadline=None)
@given(values=tables)
def test_standard_is_scikit_learns(values: np.ndarray) -> None:
    expected = StandardScaler().fit(values)
    fitted = scale.fit(values, "standard")
    constant = (values == values[0]).all(axis=0)
    tiny = ~constant & (np.abs(values).max(axis=0) < 1e-130)  # scikit-learn's squares of them are 0: it divides by 1
    assert np.allclose(fitted.offset, expected.mean_, rtol=1e-9, atol=1e-9)
    alike = ~constant & ~tiny
    assert np.allclose(np.array(fitted.divisor)[alike], expected.scale_[alike], rtol=1e-6)
    assert np.allclose(fitted.apply(values)[:, tiny].std(axis=0), 1, rtol=1e-6)


@settings(deadline=None)
@given(values=tables)
def test_min_max_is_scikit_learns(values: np.ndarray) -> None:
    wide = values.max(axis=0) - values.min(axis=0) > 1e-9  # narrower ones scikit-learn takes for constant
    expected = MinMaxScaler().fit_transform(values)[:, wide]
    assert np.allclose(scale.fit(values, "min_max").apply(values)[:, wide], expected)


def test_none_leaves_numbers_as_they_are() -> None:
    assert scale.fit(np.array([[3.0, -1.0]]), "none") == scale.unscaled(2)


def test_channels_of_bytes() -> None:
    """(rows, channels, height, width) with axis 1: one mean and deviation a channel, over rows and places."""
    images = np.zeros((2, 2, 1, 2), dtype=np.uint8)
    images[:, 0] = [[[0, 255]], [[0, 255]]]  # mean 127.5, deviation 127.5
    images[:, 1] = 9  # constant
    fitted = scale.fit(images, "standard", axis=1)
    assert fitted == scale.Scale((127.5, 9.0), (127.5, 1.0))
    scaled = fitted.apply(images.astype(np.float64), axis=1)
    assert scaled[0].tolist() == [[[-1.0, 1.0]], [[0.0, 0.0]]]


@settings(deadline=None)
@given(values=tables)
def test_undo(values: np.ndarray) -> None:
    fitted = scale.fit(values, "standard")
    assert np.allclose(fitted.undo(fitted.apply(values)), values, rtol=1e-9, atol=1e-6)


def test_large_data_is_summed_chunk_by_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(0).normal(3.0, 2.0, (1000, 3))
    whole = scale.fit(values, "standard")
    monkeypatch.setattr(scale, "CHUNK", 100)
    assert np.allclose(scale.fit(values, "standard").divisor, whole.divisor, rtol=1e-12)
