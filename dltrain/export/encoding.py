"""The encoding of a run in ONNX's operators: from raw columns to the blocks that enter its network."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import FLAT, Feature
from dltrain.data.encoding.numeric import NumericFeature
from dltrain.export.columns import Input, column_of, numeric
from dltrain.export.graph import Graph

ROWS = "rows"  # the name of the axis whose length is free


def inputs_of(encoding: Encoding) -> tuple[Input, ...]:
    """What enters of each column, in order; where examples are sequences, a row of it a step."""
    entering = [column_of(feature).entering(feature) for feature in encoding.features]
    if not encoding.steps:
        return tuple(entering)
    steps = [Input(one.name, one.type, (encoding.steps, *one.shape), one.meaning, one.words) for one in entering]
    return (*steps, LENGTHS) if encoding.group is not None and encoding.window is None else tuple(steps)


LENGTHS = Input("lengths", "int64", (), "how many of the last steps of a row are there; those before them are not looked at")


def blocks(graph: Graph, encoding: Encoding) -> list[str]:
    """Adds the inputs and the encoding to a graph; the values of the blocks, in the order of `Encoding.blocks`."""
    given = inputs_of(encoding)
    values = [graph.input(one.name, one.type, (ROWS, *one.shape)) for one in given]
    named = dict(zip((feature.name for feature in encoding.features), values, strict=False))
    own = {feature.block.name: _encoded(graph, [feature], named) for feature in encoding.features if feature.block is not None}
    flat = [feature for feature in encoding.features if feature.block is None]
    if flat:
        runs = itertools.groupby(flat, key=lambda feature: feature.kind)
        own[FLAT] = graph.side_by_side([_encoded(graph, list(run), named) for _, run in runs])
    if given[-1] is LENGTHS:
        own[FLAT] = _masked(graph, own[FLAT], encoding.steps)
    if encoding.reduction is not None:
        own[FLAT] = _reduced(graph, encoding, own)
    return [own[block.name] for block in encoding.blocks]


def _encoded(graph: Graph, features: Sequence[Feature], values: dict[str, str]) -> str:
    """Neighbouring columns of a kind; numbers are worked on together, as a wide table has many."""
    numbers = [feature for feature in features if isinstance(feature, NumericFeature)]
    if numbers:
        return numeric.encoded_together(graph, numbers, [values[feature.name] for feature in numbers])
    return graph.side_by_side([column_of(one).encoded(graph, one, values[one.name]) for one in features])


def _masked(graph: Graph, block: str, steps: int) -> str:
    """Zeros in place of the steps that are not there."""
    ahead = graph.constant([steps - number for number in range(steps)], np.int64)  # how many of the last steps begin there
    there = graph.node("LessOrEqual", ahead, graph.as_column(LENGTHS.name))
    zero = graph.constant(0, np.float32)
    return graph.node("Where", graph.as_column(there), block, zero)


def _reduced(graph: Graph, encoding: Encoding, own: dict[str, str]) -> str:
    """The numbers of all blocks side by side, projected."""
    reduction = encoding.reduction
    assert reduction is not None
    codes = {block.name for block in encoding.blocks if block.levels}
    names = sorted((name for name in own if name not in codes), key=lambda name: name != FLAT)
    shape = graph.constant([0, -1], np.int64)
    numbers = graph.cast(graph.side_by_side([graph.node("Reshape", own[name], shape) for name in names]), np.float64)
    centred = graph.node("Sub", numbers, graph.constant(reduction.offset, np.float64))
    projected = graph.node("MatMul", centred, graph.constant(reduction.axes.T, np.float64))
    return graph.cast(graph.node("Div", projected, graph.constant(reduction.divisor, np.float64)), np.float32)
