"""A column of arrays, such as pictures or series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation, shape_of
from dltrain.data.encoding.feature import Feature, Floats, Rows, Writer
from dltrain.data.table import Array, Column
from dltrain.data.transforms import scale as scaling
from dltrain.data.transforms.scale import Pixels, Scale


@dataclass(frozen=True)
class ArrayFeature(Feature):
    """An array a row, scaled per number (rank 1), per feature of a step (steps, features) or per channel (channels, ...)."""

    kind = "array"

    shape: tuple[int, ...]
    scale: Scale

    @property
    def flat(self) -> bool:
        """Whether its numbers join the flat block of features."""
        return len(self.shape) == 1

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{number}" for number in range(self.shape[0])) if self.flat else ()

    @property
    def page(self) -> None:
        return None

    def summary(self) -> str:
        return f"{' × '.join(map(str, self.shape))} numbers"

    def pixels(self) -> Pixels:
        """What makes numbers of pixels, as `encode` leaves them."""
        dimensions = 1 + len(self.shape)
        return Pixels.of(self.scale, dimensions, channel_axis(dimensions))

    def encode(self, column: Column, rows: Rows, place: ColumnLocation) -> NDArray[Any]:
        """The arrays as a block: float32 (rows, *shape); uint8 as they are, a quarter of that, to be scaled batch by batch."""
        given = self._given(column, place)
        if given.dtype == np.uint8:
            return given[rows]
        block = np.empty((len(rows), *self.shape), dtype=np.float32)
        self.write(column, rows, block, place)
        return block

    def writer(self, column: Column, rows: Rows, place: ColumnLocation) -> tuple[Writer, str | None]:
        """Here the writer takes float32 (rows, *shape)."""
        given = self._given(column, place)
        axis = channel_axis(given.ndim)
        step = max(1, scaling.CHUNK // max(1, given[:1].size))

        def write(stretch: slice, out: Floats) -> None:
            chosen = rows[stretch]
            for start in range(0, len(chosen), step):
                out[start : start + step] = self.scale.apply(given[chosen[start : start + step]].astype(np.float64), axis)

        return write, None

    def _given(self, column: Column, place: ColumnLocation) -> NDArray[Any]:
        given = _array(column, place)
        if given.shape[1:] != self.shape:
            had = " × ".join(map(str, self.shape))
            raise place.error(f"holds arrays of shape {shape_of(Array(given))}; those of the training rows are {had}")
        return given

    def undo(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        shaped = numbers.reshape(len(numbers), *self.shape)
        return self.scale.undo(shaped, channel_axis(shaped.ndim)).reshape(len(numbers), -1)


def channel_axis(dimensions: int) -> int:
    """The axis along which scales differ: the last of (rows, numbers) and (rows, steps, features), else that of the channels."""
    return 1 if dimensions > 3 else -1


def _array(column: Column, place: ColumnLocation) -> NDArray[Any]:
    if not isinstance(column, Array):
        raise place.error("holds one value a row; the training rows hold an array each")
    return column.values
