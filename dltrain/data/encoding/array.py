"""A column of arrays, such as pictures or series."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn, shape_of
from dltrain.data.encoding.feature import Block, Feature, FitData, Floats, Writer
from dltrain.data.encoding.misfits import Misfits, misfits_of_scale
from dltrain.data.options.columns import ColumnKind
from dltrain.data.table import Array
from dltrain.data.transforms import scale as scaling
from dltrain.data.transforms.scale import Pixels, Scale


@dataclass(frozen=True)
class ArrayFeature(Feature):
    """An array a row, scaled per number (rank 1), per feature of a step (steps, features) or per channel (channels, ...)."""

    kind = "array"

    shape: tuple[int, ...]
    scale: Scale

    @property
    def block(self) -> Block | None:
        return Block(self.name, self.shape) if len(self.shape) != 1 else None

    @property
    def width(self) -> int:
        return math.prod(self.shape)

    @property
    def inputs(self) -> tuple[str, ...]:
        return tuple(f"{self.name}.{number}" for number in range(self.width))

    @property
    def options(self) -> ColumnKind | None:
        return None

    def summary(self) -> str:
        return f"{' × '.join(map(str, self.shape))} numbers"

    def pixels(self) -> Pixels:
        dimensions = 1 + len(self.shape)
        return Pixels.of(self.scale, dimensions, channel_axis(dimensions))

    def pixels_of(self, column: TableColumn) -> NDArray[np.uint8] | None:
        arrays = self._arrays(column)
        return arrays if arrays.dtype == np.uint8 and self.block is not None else None

    def encode(self, column: TableColumn, rows: RowNumbers) -> tuple[NDArray[Any], None]:
        """float32 (rows, *shape); uint8 as they are, a quarter of that, to be scaled batch by batch."""
        arrays = self._arrays(column)
        storage, step = column.table.storage, max(1, scaling.CHUNK // max(1, arrays[:1].size))
        if arrays.dtype == np.uint8:
            block = storage.zeros((len(rows), *self.shape), np.uint8)
            for start in range(0, len(rows), step):
                np.take(arrays, rows[start : start + step], axis=0, out=block[start : start + step])
            return block, None
        block = storage.zeros((len(rows), *self.shape), np.float32)
        self.writer(column, rows)[0](slice(0, len(rows)), block)
        return block, None

    def writer(self, column: TableColumn, rows: RowNumbers) -> tuple[Writer, None]:
        """Here the writer takes float32 (rows, *shape)."""
        arrays = self._arrays(column)
        axis = channel_axis(arrays.ndim)
        step = max(1, scaling.CHUNK // max(1, arrays[:1].size))

        def write(chunk: slice, out: Floats) -> None:
            chosen = rows[chunk]
            for start in range(0, len(chosen), step):
                out[start : start + step] = self.scale.apply(arrays[chosen[start : start + step]].astype(np.float64), axis)

        return write, None

    def _arrays(self, column: TableColumn) -> NDArray[Any]:
        cells = _array(column)
        if cells.values.shape[1:] != self.shape:
            trained = " × ".join(map(str, self.shape))
            raise column.error(f"holds arrays of shape {shape_of(cells)}; those of the training rows are {trained}")
        return cells.values

    def undo(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        shaped = numbers.reshape(len(numbers), *self.shape)
        return self.scale.undo(shaped, channel_axis(shaped.ndim)).reshape(len(numbers), -1)

    def misfits(self) -> Misfits:
        if not self.shape:
            yield "shape", "a list of one or more"
            return
        for axis, size in enumerate(self.shape):
            if size < 1:
                yield f"shape.{axis}", f"at least 1, not {size}"
        yield from misfits_of_scale(self.scale, (0, *self.shape)[channel_axis(1 + len(self.shape))])


def channel_axis(dimensions: int) -> int:
    """The axis along which scales differ: the last of (rows, numbers) and (rows, steps, features), else that of the channels."""
    return 1 if dimensions > 3 else -1


def _array(column: TableColumn) -> Array:
    if not isinstance(column.cells, Array):
        raise column.error("holds one value a row; the training rows hold an array each")
    return column.cells


def fit(kind: object, column: TableColumn, training: FitData) -> ArrayFeature:
    """Raises DataError where a number is missing. No kind declares an array: it is one."""
    arrays = _array(column).values
    if np.issubdtype(arrays.dtype, np.floating) and np.isnan(arrays.min()):
        bad = np.isnan(arrays).reshape(len(arrays), -1).any(axis=1)
        raise column.error(f"has missing numbers, the first in {column.row(bad)}; arrays must be whole")
    scale = scaling.fit(arrays[training.rows], training.scale, channel_axis(arrays.ndim))
    return ArrayFeature(column.name, 0, arrays.shape[1:], scale)
