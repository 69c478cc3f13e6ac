"""A column of texts enters as the numbers of its tokens, int64: no operator of the standard parts a text so."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn
from dltrain.data.encoding.text import TextFeature
from dltrain.data.encoding.tokens import FIRST
from dltrain.data.table import Column, Texts
from dltrain.export.columns.column import Input
from dltrain.export.graph import Graph


def entering(feature: TextFeature) -> Input:
    """Token numbers."""
    meaning = f"the numbers of {feature.length} tokens (each a {feature.tokenizer}), 0 behind the end, 1 for one not known"
    return Input(feature.name, "int64", (feature.length,), meaning)


def cells(feature: TextFeature, column: TableColumn) -> NDArray[np.int64]:
    """The token numbers of the texts."""
    return feature.encode(column, np.arange(column.table.rows))[0].astype(np.int64)


def encoded(graph: Graph, feature: TextFeature, value: str) -> str:
    """As they are."""
    return value


def made_up(feature: TextFeature, random: np.random.Generator, rows: int) -> Column:
    """Texts of known tokens, some missing."""
    glue = " " if feature.tokenizer == "word" else ""
    known = list(feature.known)
    texts = sorted({glue.join(random.choice(known, random.integers(1, feature.length + 2))) for _ in range(rows)})
    return Texts.of(random.integers(-1, len(texts), rows), tuple(texts))


def vocabulary(feature: TextFeature) -> dict[str, int]:
    """The number of each known token."""
    return {token: FIRST + number for number, token in enumerate(feature.known)}
