"""A column of arrays enters as double: pixels as 0 to 255."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn
from dltrain.data.encoding.array import ArrayFeature, channel_axis
from dltrain.data.table import Array, Column
from dltrain.export.columns.column import Input
from dltrain.export.graph import Graph


def entering(feature: ArrayFeature) -> Input:
    """An array a row."""
    axes = {1: "numbers", 2: "steps × features", 3: "channels × height × width"}.get(len(feature.shape), "numbers")
    return Input(feature.name, "double", feature.shape, f"{axes}, none missing")


def cells(feature: ArrayFeature, column: TableColumn) -> NDArray[Any]:
    """The arrays of the column."""
    assert isinstance(column.cells, Array)
    return column.cells.values.astype(np.float64)


def encoded(graph: Graph, feature: ArrayFeature, value: str) -> str:
    """The array, scaled along one of its axes."""
    shape = [1] * (1 + len(feature.shape))
    shape[channel_axis(len(shape))] = len(feature.scale.offset)
    offset, divisor = (np.array(numbers).reshape(shape) for numbers in (feature.scale.offset, feature.scale.divisor))
    return graph.scaled(graph.cast(value, np.float64), offset, divisor)


def made_up(feature: ArrayFeature, random: np.random.Generator, rows: int) -> Column:
    """Numbers around those of the training rows, rounded to what pixels may be."""
    offset, divisor = np.mean(feature.scale.offset), np.mean(feature.scale.divisor)
    values = offset + divisor * random.standard_normal((rows, *feature.shape))
    return Array(values)
