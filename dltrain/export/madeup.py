"""Rows that no file has: cells of every kind that may come, missing and unseen ones among them."""

from __future__ import annotations

import numpy as np

from dltrain.data import examples
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.data.table import Numbers, Table
from dltrain.export.columns import column_of
from dltrain.export.examples import Raw
from dltrain.export.examples import examples as raw_examples

EXAMPLES = 64
SEED = 0


def made_up(encoding: Encoding) -> tuple[Raw, Part]:
    """Examples as they enter an exported model, and as the network sees them."""
    random = np.random.default_rng(SEED)
    rows = EXAMPLES
    if encoding.window is not None:
        rows += encoding.window.length
    elif encoding.group is not None:
        rows *= max(1, encoding.steps // 2)
    columns = {feature.name: column_of(feature).made_up(feature, random, rows) for feature in encoding.features}
    if encoding.group is not None:
        one_group = encoding.window is not None
        groups = np.zeros(rows) if one_group else np.sort(random.integers(0, EXAMPLES, rows))
        columns[encoding.group] = Numbers.of(groups)
    table = Table("made-up rows", columns, rows, "")
    part, _ = examples.encode(encoding, table, np.arange(rows), with_target=False)
    raw, _ = raw_examples(encoding, table, ahead=True)
    return raw, part
