"""Generated rows back in the data's own units and columns."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding.array import ArrayFeature, channel_axis
from dltrain.data.encoding.encoding import FLAT, Encoding
from dltrain.data.encoding.numeric import NumericFeature
from dltrain.data.transforms.scale import Scale


def own_units(encoding: Encoding, rows: NDArray[Any]) -> NDArray[np.float64]:
    """Rows (rows, numbers) as the network sees them, in the units of the data: float64 of the same shape."""
    features = [feature for feature in encoding.features if isinstance(feature, NumericFeature | ArrayFeature)]
    if encoding.blocks[0].name == FLAT:
        offset = tuple(value for feature in features for value in feature.scale.offset)
        divisor = tuple(value for feature in features for value in feature.scale.divisor)
        return Scale(offset, divisor).undo(rows.astype(np.float64))
    shaped = rows.reshape(len(rows), *encoding.blocks[0].shape).astype(np.float64)
    return features[0].scale.undo(shaped, channel_axis(shaped.ndim)).reshape(len(rows), -1)


def names_of(encoding: Encoding) -> list[str]:
    """The name of each number of a row: its column's, or `pixels.0`, `pixels.1`, ... in an array."""
    block = encoding.blocks[0]
    return encoding.input_names if block.name == FLAT else [f"{block.name}.{i}" for i in range(int(np.prod(block.shape)))]


def columns_of(encoding: Encoding, rows: NDArray[Any]) -> dict[str, NDArray[np.float64]]:
    """Generated rows (rows, numbers) as the columns of a table, in their own units."""
    return dict(zip(names_of(encoding), own_units(encoding, rows).T, strict=True))
