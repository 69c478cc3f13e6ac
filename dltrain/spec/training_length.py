"""How long a training is where the spec does not say: by the number of rows that train."""

from __future__ import annotations

import dataclasses
import math

from dltrain.spec.training import Training

MIN_BATCH_SIZE, MAX_BATCH_SIZE = 32, 1024
MAX_STEPS_PER_EPOCH = 1000  # of the default batch size, as long as it may grow
STEPS = 5000  # of a training
MIN_EPOCHS, MAX_EPOCHS = 20, 1000


def settled(training: Training, rows: int) -> Training:
    """The same with `epochs` and `batch_size` as numbers, or `all`, for so many rows."""
    batch = default_batch_size(rows) if training.batch_size == "auto" else training.batch_size
    training = dataclasses.replace(training, batch_size=batch)
    epochs = default_epochs(steps_of_epoch(training, rows)) if training.epochs == "auto" else training.epochs
    return dataclasses.replace(training, epochs=epochs)


def rows_of_batch(training: Training, rows: int) -> int:
    """How many rows a batch has, of so many that train."""
    return rows if training.batch_size == "all" else min(int(training.batch_size), rows)


def steps_of_epoch(training: Training, rows: int) -> int:
    """How many steps an epoch has, of so many rows that train."""
    return math.ceil(rows / (rows_of_batch(training, rows) * training.accumulate))


def default_batch_size(rows: int) -> int:
    """32, doubled as long as an epoch has more than a thousand steps, up to 1,024."""
    size = MIN_BATCH_SIZE
    while size < MAX_BATCH_SIZE and rows > MAX_STEPS_PER_EPOCH * size:
        size *= 2
    return size


def default_epochs(steps_of_epoch: int) -> int:
    """As many as make 5,000 steps, at least 20 and at most 1,000: a small table gets enough steps, a large one ends in time."""
    return min(max(math.ceil(STEPS / steps_of_epoch), MIN_EPOCHS), MAX_EPOCHS)
