"""The layers, one file each; `LAYERS` is their table."""

from dltrain.models.layers import activation, dense, dropout, flatten, normalization
from dltrain.models.layers.base import LAYERS, Defaults, Layer, Shape, ShapeError, WeightedLayer
from dltrain.models.layers.dense import Dense

__all__ = [
    "LAYERS",
    "Defaults",
    "Dense",
    "Layer",
    "Shape",
    "ShapeError",
    "WeightedLayer",
    "activation",
    "dense",
    "dropout",
    "flatten",
    "normalization",
]
