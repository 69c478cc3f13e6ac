"""A column of numbers enters as double, NaN where missing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn, parse_numbers
from dltrain.data.encoding.numeric import NumericFeature
from dltrain.data.table import Column, Numbers
from dltrain.export.columns.column import Input
from dltrain.export.graph import Graph


def entering(feature: NumericFeature) -> Input:
    """A number."""
    absent = "may not be missing" if feature.policy == "error" else f"NaN is missing, taken as {feature.policy} {feature.fill:g}"
    return Input(feature.name, "double", (), f"a number; {absent}")


def cells(feature: NumericFeature, column: TableColumn) -> NDArray[np.float64]:
    """The numbers of the column."""
    return parse_numbers(column)


def encoded(graph: Graph, feature: NumericFeature, value: str) -> str:
    """The scaled number, and a mark where it is missing."""
    return encoded_together(graph, [feature], [value])


def encoded_together(graph: Graph, features: list[NumericFeature], values: list[str]) -> str:
    """The same of columns that stand side by side, as one matrix."""
    matrix = graph.side_by_side([graph.as_column(value) for value in values])
    absent = graph.node("IsNaN", matrix)
    offset, divisor = (np.array([getattr(one.scale, name)[0] for one in features]) for name in ("offset", "divisor"))
    fill = (np.array([one.fill for one in features]) - offset) / divisor
    numbers = graph.node("Where", absent, graph.constant(fill, np.float32), graph.scaled(matrix, offset, divisor))
    for index, one in enumerate(features):
        if one.policy == "error":
            lacking = graph.node("Gather", absent, graph.constant([index], np.int64), axis=-1)
            numbers = graph.node(
                "Add", numbers, graph.refusing(lacking, f"column '{one.name}' has no value, and may not lack one")
            )
    marked = [index for index, one in enumerate(features) if one.indicator]
    if not marked:
        return numbers
    marks = graph.cast(graph.node("Gather", absent, graph.constant(marked, np.int64), axis=-1), np.float32)
    order: list[int] = []
    for index, one in enumerate(features):
        order += [index, len(features) + marked.index(index)] if one.indicator else [index]
    both = graph.side_by_side([numbers, marks])
    return both if order == sorted(order) else graph.node("Gather", both, graph.constant(order, np.int64), axis=-1)


def made_up(feature: NumericFeature, random: np.random.Generator, rows: int) -> Column:
    """Numbers around those of the training rows, some missing."""
    values = feature.scale.offset[0] + feature.scale.divisor[0] * random.standard_normal(rows)
    if feature.policy != "error":
        values[random.random(rows) < 0.1] = np.nan
    return Numbers(values, whole=False)
