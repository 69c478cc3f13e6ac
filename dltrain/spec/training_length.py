"""How long a training is where the spec does not say: by the number of rows that train."""

from __future__ import annotations

import dataclasses
import math

from dltrain.spec.training import Training

SMALLEST_BATCH, LARGEST_BATCH = 32, 1024
MOST_STEPS_AN_EPOCH = 1000  # of the default batch size, as long as it may grow
STEPS = 5000  # of a training
FEWEST_EPOCHS, MOST_EPOCHS = 20, 1000


def settled(training: Training, rows: int) -> Training:
    """The same with `epochs` and `batch_size` as numbers, or `all`, for so many rows."""
    batch = default_batch_size(rows) if training.batch_size == "auto" else training.batch_size
    epochs = default_epochs(rows, rows if batch == "all" else batch) if training.epochs == "auto" else training.epochs
    return dataclasses.replace(training, batch_size=batch, epochs=epochs)


def default_batch_size(rows: int) -> int:
    """32, doubled as long as an epoch has more than a thousand steps, up to 1,024."""
    size = SMALLEST_BATCH
    while size < LARGEST_BATCH and rows > MOST_STEPS_AN_EPOCH * size:
        size *= 2
    return size


def default_epochs(rows: int, batch: int) -> int:
    """As many as make 5,000 steps, at least 20 and at most 1,000: a small table gets enough steps, a large one ends in time."""
    return min(max(math.ceil(STEPS / math.ceil(rows / batch)), FEWEST_EPOCHS), MOST_EPOCHS)
