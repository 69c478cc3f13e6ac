"""A column of two values enters as boolean where these are true and false and none may be missing, else as it is written."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn
from dltrain.data.encoding.boolean import BooleanFeature
from dltrain.data.table import Booleans, Column, Words
from dltrain.export.columns import words
from dltrain.export.columns.column import Input
from dltrain.export.graph import Graph


def _is_truth(feature: BooleanFeature) -> bool:
    return not feature.missing and [level.lower() for level in feature.levels] == ["false", "true"]


def entering(feature: BooleanFeature) -> Input:
    """A boolean, a word or a number."""
    two = " or ".join(feature.levels)
    if _is_truth(feature):
        return Input(feature.name, "boolean", (), two, feature.levels)
    filled = f"taken as {feature.levels[int(feature.fill)]}"
    if words.are_numbers(feature.levels):
        return Input(feature.name, "double", (), f"{two}; NaN is missing, {filled}", feature.levels)
    return Input(feature.name, "string", (), f"{two}; an empty string is missing, {filled}", feature.levels)


def cells(feature: BooleanFeature, column: TableColumn) -> NDArray[Any]:
    """The cells of the column; one of booleans has no missing one where it enters as such."""
    if not _is_truth(feature):
        return words.cells_of(feature.levels, column)
    return np.nan_to_num(feature.zero_one(column), nan=feature.fill).astype(np.bool_)


def encoded(graph: Graph, feature: BooleanFeature, value: str) -> str:
    """0 or 1, and a mark where it is missing."""
    if _is_truth(feature):
        return graph.as_column(graph.cast(value, np.float32))
    if words.are_numbers(feature.levels):
        numbers = graph.constant([float(level) for level in feature.levels], np.float64)
        equal = graph.node("Equal", graph.as_column(value), numbers)
        absent = graph.as_column(graph.node("IsNaN", value))
    else:
        codes = {level: code for code, level in enumerate(feature.levels)} | {"": len(feature.levels)}
        code = graph.as_column(graph.numbered(value, codes, len(codes)))
        equal = graph.node("Equal", code, graph.constant(range(len(feature.levels)), np.int64))
        absent = graph.node("Equal", code, graph.constant(len(feature.levels), np.int64))
    hits = graph.cast(equal, np.float32)
    known = graph.node("ReduceMax", hits, graph.constant([-1], np.int64), keepdims=1)
    wrong = graph.node("Not", graph.node("Or", graph.cast(known, np.bool_), absent))
    ones = graph.node("MatMul", hits, graph.constant([[float(code)] for code in range(len(feature.levels))], np.float32))
    ones = graph.node("Where", absent, graph.constant(feature.fill, np.float32), ones)
    refused = graph.refusing(wrong, f"column '{feature.name}' is {' or '.join(feature.levels)}, and a cell is neither")
    ones = graph.node("Add", ones, refused)
    return graph.side_by_side([ones, graph.cast(absent, np.float32)]) if feature.missing else ones


def made_up(feature: BooleanFeature, random: np.random.Generator, rows: int) -> Column:
    """Both values, some missing where they may be."""
    if _is_truth(feature):
        return Booleans(random.integers(0, 2, rows).astype(np.float64), (feature.levels[0], feature.levels[1]))
    if len(feature.levels) == 1:
        return Words(np.zeros(rows, np.int64), feature.levels)
    return words.made_up_cells(feature.levels, random, rows, unseen=False)
