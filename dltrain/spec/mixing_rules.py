"""What of mixup and cutmix does not go with the rows, the batches or the model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dltrain.errors import Problem
from dltrain.models.options import ModelOptions
from dltrain.spec.training import Training
from dltrain.spec.training_length import rows_of_batch

if TYPE_CHECKING:
    from dltrain.data.encoding.feature import Block

MIXED = ("mixup", "cutmix")


def asked_for(training: Training) -> list[str]:
    """Which of the two the spec asks for."""
    return [key for key in MIXED if getattr(training, key)]


def problems(training: Training, model: ModelOptions) -> Iterator[Problem]:
    """What the spec alone tells."""
    for key in MIXED:  # one after the other: where one could not be read, the other is still told
        if not getattr(training, key):
            continue
        if training.batch_size == 1:
            message = f"'{key}' can never act: a batch is one row, which has no other to be mixed with; write a larger batch_size"
            yield Problem(("training", key), message, at_key=True)
        if model.mixing_refusal:
            yield Problem(("training", key), f"'{key}' can never act: {model.mixing_refusal}", at_key=True)


def data_problems(training: Training, blocks: Sequence[Block], rows: int) -> Iterator[Problem]:
    """What the inputs of the network tell, and how many `rows` are trained on."""
    for key in asked_for(training):
        if message := _misfit(key, blocks):
            yield Problem(("training", key), message, at_key=True)
        elif training.batch_size != 1 and rows_of_batch(training, rows) == 1:
            message = f"'{key}' can never act: there is one training row, which has no other to be mixed with"
            yield Problem(("training", key), message, at_key=True)


def _misfit(key: str, blocks: Sequence[Block]) -> str | None:
    """Why such inputs cannot be mixed so, in words; None where they can."""
    if codes := next((block for block in blocks if block.levels), None):
        what = "the tokens of a text" if codes.shape else "the categories of a learned embedding"
        return f"'{key}' does not go with '{codes.name}': {what} are numbers of words, and nothing lies between two of them"
    if key == "cutmix" and (len(blocks) != 1 or len(blocks[0].shape) != 3):
        seen = ", ".join(" × ".join(map(str, block.shape)) for block in blocks)
        return (
            "'cutmix' can never act: it cuts windows out of pictures (channels × height × width), but the inputs are "
            f"{seen} numbers; write mixup"
        )
    return None
