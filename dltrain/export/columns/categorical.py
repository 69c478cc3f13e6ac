"""A column of categories enters as words, "" where missing; as numbers where its levels are numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn
from dltrain.data.encoding.categorical import CategoryFeature
from dltrain.data.table import Column
from dltrain.export.columns import words
from dltrain.export.columns.column import Input
from dltrain.export.graph import Graph


def entering(feature: CategoryFeature) -> Input:
    """A word, or a number."""
    is_number = words.are_numbers(feature.levels)
    absent = "NaN" if is_number else "an empty string"
    return Input(feature.name, "double" if is_number else "string", (), f"a category; {absent} is missing", feature.levels)


def cells(feature: CategoryFeature, column: TableColumn) -> NDArray[Any]:
    """The words of the column, or its numbers."""
    return words.cells_of(feature.levels, column)


def encoded(graph: Graph, feature: CategoryFeature, value: str) -> str:
    """One-hot, or the code of a learned vector."""
    unseen = feature.codes - 1
    missing = unseen - bool(feature.missing)
    if words.are_numbers(feature.levels):
        codes = _codes_of_numbers(graph, feature, value, missing, unseen)
    else:
        codes = graph.numbered(value, {level: code for code, level in enumerate(feature.levels)} | {"": missing}, unseen)
    if feature.dimensions:
        return codes
    return graph.node("OneHot", codes, graph.constant([feature.codes], np.int64), graph.constant([0, 1], np.float32), axis=-1)


def _codes_of_numbers(graph: Graph, feature: CategoryFeature, value: str, missing: int, unseen: int) -> str:
    """The code of each number: the place of the level that it equals, else unseen."""
    levels = graph.constant([float(level) for level in feature.levels], np.float64)
    equal = graph.cast(graph.node("Equal", graph.as_column(value), levels), np.int64)
    known = graph.node("ReduceMax", equal, graph.constant([-1], np.int64), keepdims=0)
    index = graph.node("ArgMax", equal, axis=-1, keepdims=0)
    codes = graph.node("Where", graph.cast(known, np.bool_), index, graph.constant(unseen, np.int64))
    return graph.node("Where", graph.node("IsNaN", value), graph.constant(missing, np.int64), codes)


def made_up(feature: CategoryFeature, random: np.random.Generator, rows: int) -> Column:
    """Words of the training rows, missing ones, and one that no training row has."""
    return words.made_up_cells(feature.levels, random, rows, unseen=True)
