"""The layers, a file each or a family; `LAYERS` is their table."""

from dltrain.models.layers import (
    activation,
    arrangement,
    convolution,
    dense,
    dropout,
    embedding,
    enlarging,
    flatten,
    nesting,
    normalization,
    pooling,
    recurrent,
    transformer,
)
from dltrain.models.layers.base import LAYERS, Defaults, Layer, Shape, ShapeError, WeightedLayer
from dltrain.models.layers.dense import Dense
from dltrain.models.layers.embedding import Embedding
from dltrain.models.layers.nesting import as_layers, problems_of

__all__ = [
    "LAYERS",
    "Defaults",
    "Dense",
    "Embedding",
    "Layer",
    "Shape",
    "ShapeError",
    "WeightedLayer",
    "activation",
    "arrangement",
    "as_layers",
    "convolution",
    "dense",
    "dropout",
    "embedding",
    "enlarging",
    "flatten",
    "nesting",
    "normalization",
    "pooling",
    "problems_of",
    "recurrent",
    "transformer",
]
