"""Pictures as a pretrained model has seen them: the scale of their pixels is its own, not that of the training rows."""

from __future__ import annotations

import numpy as np

from dltrain.data.columns import TableColumn, shape_of
from dltrain.data.encoding.array import ArrayFeature, channel_axis
from dltrain.data.encoding.feature import FitData
from dltrain.data.options.foreign import ModelPictures
from dltrain.data.table import Array
from dltrain.data.transforms.scale import Scale

MAX_PIXEL = 255  # of a pixel of 8 bits


def fit(kind: ModelPictures, column: TableColumn, training: FitData) -> ArrayFeature:
    """Pixels of 0 to 255, or numbers of 0 to 1, with the mean and the deviation that the model knows; those of grey pictures are
    the means over its channels. Raises DataError for arrays that are no pictures."""
    cells = column.cells
    assert isinstance(cells, Array)
    shape = cells.values.shape[1:]
    if len(shape) not in (2, 3) or (len(shape) == 3 and shape[0] not in (1, len(kind.mean))):
        wanted = f"height × width, or 1 or {len(kind.mean)} channels × height × width"
        raise column.error(f"holds arrays of {shape_of(cells)}; the model takes pictures: {wanted}")
    top = _top(column, cells.values[training.rows])
    mean, std = list(kind.mean), list(kind.std)
    if len(shape) == 2 or shape[0] == 1:
        width = shape[-1] if len(shape) == 2 else 1
        mean, std = [float(np.mean(mean))] * width, [float(np.mean(std))] * width
    scale = Scale(tuple(top * one for one in mean), tuple(top * one for one in std))
    assert len(scale.offset) == shape[channel_axis(1 + len(shape)) - 1] or len(shape) == 2
    return ArrayFeature(column.name, 0, shape, scale)


def _top(column: TableColumn, pixels: np.ndarray) -> float:
    """What a pixel of full brightness has. Raises DataError where that cannot be told."""
    if pixels.dtype == np.uint8:
        return float(MAX_PIXEL)
    low, high = float(pixels.min()), float(pixels.max())
    if not (low >= 0 and high <= MAX_PIXEL):
        raise column.error(f"holds numbers from {low:g} to {high:g}; the model takes pixels of 0 to 255, or numbers of 0 to 1")
    return 1.0 if high <= 1 else float(MAX_PIXEL)
