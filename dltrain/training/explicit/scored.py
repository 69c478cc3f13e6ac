"""The scores of an explicit network, or of a stack."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dltrain.arrays import Array
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.measuring.scoring import Scoring
from dltrain.training.minibatches.batches import CHUNK, GPU_CHUNK
from dltrain.training.minibatches.rows import Rows

DENSE_NUMBERS, GPU_DENSE_NUMBERS = 2**20, 2**26  # inputs measured at once, of at most


def scores_of(network: ExplicitNetwork, rows: Rows) -> Array:
    """The scores of all rows in the same chunks everywhere: float32 (rows, units), or (members, rows, units) of a stack."""
    return scoring_of(network, (), 1).all(rows)


def scoring_of(network: ExplicitNetwork, splits: Sequence[Rows], shares: int) -> Scoring:
    """How a network scores rows."""

    def score(rows: Rows) -> Array:
        with np.errstate(all="ignore"):
            return network.infer(rows.scaled().inputs[0])

    most, numbers = (CHUNK, DENSE_NUMBERS) if network.xp.device == "cpu" else (GPU_CHUNK, GPU_DENSE_NUMBERS)

    def chunk(rows: Rows) -> int:
        return max(1, min(most, numbers // max(1, int(rows.inputs[0].shape[-1]) * network.members)))

    return Scoring(score, chunk, splits, shares)
