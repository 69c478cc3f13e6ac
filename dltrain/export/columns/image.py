"""A column of pictures enters as pixels of 0 to 255: its paths mean nothing to an exported model."""

from __future__ import annotations

from dltrain.data.encoding.image import ImageFeature
from dltrain.export.columns.array import cells, encoded, made_up
from dltrain.export.columns.column import Input

__all__ = ["cells", "encoded", "entering", "made_up"]


def entering(feature: ImageFeature) -> Input:
    """A picture a row, decoded and brought to its size."""
    _, height, width = feature.shape
    colour = "red, green and blue" if feature.shape[0] == 3 else "grey"
    meaning = f"channels × height × width: a picture of {height} × {width} in {colour}, each pixel 0 to 255"
    return Input(feature.name, "double", feature.shape, meaning)
