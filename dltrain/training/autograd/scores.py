"""How a network in evaluation mode scores rows, and in which precision."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from dltrain.training.measuring.scoring import Scoring
from dltrain.training.minibatches.batches import CHUNK, CHUNK_NUMBERS, GPU_CHUNK, GPU_CHUNK_NUMBERS
from dltrain.training.minibatches.rows import Rows


def arithmetic(device: str, bfloat16: bool) -> contextlib.AbstractContextManager[object]:
    """The precision of a network's own arithmetic; losses and updates are float32 always."""
    return torch.autocast(device.split(":")[0], torch.bfloat16) if bfloat16 else contextlib.nullcontext()


def scores_of(network: Callable[..., Tensor], rows: Rows, precision: contextlib.AbstractContextManager[object]) -> Tensor:
    """The scores of all rows of a network in evaluation mode: float32 (rows, units).

    Always in the same chunks, so that the same rows have the same bits wherever they are measured.
    """
    scores: Tensor = scoring_of(network, lambda: precision, (), 1).all(rows)
    return scores


def scoring_of(
    network: Callable[..., Tensor],
    arithmetic: Callable[[], contextlib.AbstractContextManager[object]],
    splits: Sequence[Rows],
    shares: int,
) -> Scoring:
    """How a network in evaluation mode scores rows."""

    def score(rows: Rows) -> Tensor:
        with torch.no_grad(), arithmetic():
            return network(*rows.slice(0, rows.count).scaled().inputs).float()

    def chunk(rows: Rows) -> int:
        numbers = int(sum(block.numel() for block in rows.slice(0, 1).inputs))
        most, most_numbers = (CHUNK, CHUNK_NUMBERS) if rows.targets.device.type == "cpu" else (GPU_CHUNK, GPU_CHUNK_NUMBERS)
        return max(1, min(most, most_numbers // max(1, numbers)))

    return Scoring(score, chunk, splits, shares)
