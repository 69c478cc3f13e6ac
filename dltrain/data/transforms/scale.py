"""Scaling: (x − offset) / divisor, with both from the training rows alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SQUARED_TO_NOTHING = 1e-140  # squares of smaller numbers are held by float64 in a few bits, or not at all
CHUNK = 1 << 20  # values worked on at a time: whole data sets of images in float64 would not fit into memory


@dataclass(frozen=True)
class Scale:
    """One offset and one divisor for each column, channel or target."""

    offset: tuple[float, ...]
    divisor: tuple[float, ...]

    def column(self, number: int) -> Scale:
        """That of one column alone."""
        return Scale(self.offset[number : number + 1], self.divisor[number : number + 1])

    def apply(self, values: NDArray[Any], axis: int = -1) -> Floats:
        """Scaled values, float64; `axis` is the one that the offsets run along."""
        offset, divisor = self._along(values.ndim, axis)
        return np.asarray((values - offset) / divisor)

    def undo(self, values: NDArray[Any], axis: int = -1) -> Floats:
        """Scaled values in their own unit again, float64."""
        offset, divisor = self._along(values.ndim, axis)
        return np.asarray(values * divisor + offset)

    def _along(self, dimensions: int, axis: int) -> tuple[Floats, Floats]:
        shape = [1] * dimensions
        shape[axis] = len(self.offset)
        return np.array(self.offset).reshape(shape), np.array(self.divisor).reshape(shape)


@dataclass(frozen=True)
class Pixels:
    """What makes numbers of a block of uint8, (rows, ...), once a batch is taken: float32, to be spread over the block's axes."""

    offset: NDArray[np.float32]
    factor: NDArray[np.float32]

    @classmethod
    def of(cls, scale: Scale, dimensions: int, axis: int) -> Pixels:
        """What a scale does to blocks of so many axes, its numbers along one of them."""
        offset, divisor = scale._along(dimensions, axis)
        return cls(offset.astype(np.float32), (1 / divisor).astype(np.float32))

    def numbers(self, block: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(block − offset) · factor."""
        numbers = block.astype(np.float32)
        numbers -= self.offset
        numbers *= self.factor
        return numbers

    def side_by_side(self, shape: tuple[int, ...]) -> Pixels:
        """The same for a block of this shape (rows left out) as one row of numbers."""
        if self.offset.size == 1:
            return Pixels(self.offset.reshape(1, 1), self.factor.reshape(1, 1))
        return Pixels(*(np.broadcast_to(array, (1, *shape)).reshape(1, -1) for array in (self.offset, self.factor)))


def unscaled(width: int) -> Scale:
    """The scale of so many numbers that leaves them as they are."""
    return Scale((0.0,) * width, (1.0,) * width)


def fit(values: NDArray[Any], how: str, axis: int = -1) -> Scale:
    """The scale that takes these training values to mean 0 and population standard deviation 1 (`standard`), to 0..1 (`min_max`),
    or leaves them (`none`), along `axis`. A constant column is divided by 1. values: (rows, ...) of numbers, without NaN."""
    axis %= values.ndim
    width = values.shape[axis]
    if how == "none" or not values.size:
        return unscaled(width)
    others = tuple(number for number in range(values.ndim) if number != axis)
    low, high = values.min(axis=others).astype(np.float64), values.max(axis=others).astype(np.float64)
    if how == "min_max":
        offset, divisor = low, high - low
    else:
        count = values.size // width
        offset = sum((chunk.sum(axis=others) for chunk in chunks(values)), np.zeros(width)) / count
        shape = [width if number == axis else 1 for number in range(values.ndim)]
        divisor = np.sqrt(_squares(values, offset.reshape(shape), None, others) / count)
        tiny = (divisor < SQUARED_TO_NOTHING) & (low < high)
        if tiny.any():
            span = np.where(tiny, high - low, 1.0)
            divisor = span * np.sqrt(_squares(values, offset.reshape(shape), span.reshape(shape), others) / count)
        offset = np.where(low == high, low, offset)
        # As scikit-learn's StandardScaler: what rounding alone can do to equal numbers is no variation.
        divisor = np.where(divisor <= count * np.finfo(np.float64).eps * np.abs(offset), 0.0, divisor)
    divisor = np.where((low == high) | (divisor == 0), 1.0, divisor)
    return Scale(tuple(offset.tolist()), tuple(divisor.tolist()))


def _squares(values: NDArray[Any], offset: Floats, span: Floats | None, axes: tuple[int, ...]) -> Floats:
    """The sums of ((x − offset) / span)² along `axes`."""
    each = (chunk - offset for chunk in chunks(values))
    sums = (np.square(chunk if span is None else chunk / span).sum(axis=axes) for chunk in each)
    return np.asarray(sum(sums, np.zeros(offset.size)))


def chunks(values: NDArray[Any]) -> Iterator[Floats]:
    """The rows, some at a time, in float64."""
    step = max(1, CHUNK // max(1, values[:1].size))
    for start in range(0, len(values), step):
        yield values[start : start + step].astype(np.float64)
