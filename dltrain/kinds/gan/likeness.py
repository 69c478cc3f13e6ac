"""How like real rows generated ones are, and how like them rows of a normal distribution are, the baseline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from dltrain.data.part import Part
from dltrain.kinds.gan.engine import MAX_ROWS_COMPARED, compared
from dltrain.metrics import Metric, Outcome
from dltrain.randomness import seed_of
from dltrain.tasks import Task
from dltrain.training.measuring.measure import metric_values
from dltrain.training.minibatches.rows import Rows
from dltrain.training.session import Session

CHUNK_SIZE = 2**22  # numbers that are worked on at a time

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Likeness:
    """Measures how like the rows of a split the generated ones are."""

    metrics: Sequence[Metric]

    def measure(self, scores: Tensor, rows: Rows, part: Part) -> dict[str, float | None]:
        """Every metric; `scores` are generated rows (rows, numbers), as many as are `compared`."""
        return metric_values(self.metrics, Outcome(Task.GENERATION, subsample(rows), as_floats(scores)))


def subsample(rows: Rows) -> Floats:
    """The rows of a split that are compared, (rows, numbers): of pictures all of them would be eight times what they are."""
    chosen = compared(rows.count).to(rows.inputs[0].device)
    return as_floats(rows.take(chosen).scaled().inputs[0].flatten(1))


def as_floats(rows: Tensor) -> Floats:
    """A tensor as float64 of NumPy, of the same shape."""
    return rows.cpu().double().numpy()


def normal_baseline(session: Session[Likeness], split: str) -> dict[str, float | None]:
    """The measures of a split for rows of the normal distribution with the mean and the covariance of the training rows."""
    part, rows = session.splits[split]
    random = np.random.default_rng(seed_of(session.resolved.experiment.seed, f"baseline {split}"))
    drawn = torch.from_numpy(normal_rows(session.splits["train"][1], min(rows.count, MAX_ROWS_COMPARED), random))
    return session.evaluator.measure(drawn, rows, part)


def normal_rows(rows: Rows, count: int, random: np.random.Generator) -> Floats:
    """Rows of the normal distribution with the mean and covariance of these: (count, numbers).

    A sum of all centred rows with normal weights has their covariance, which need not be computed.
    """
    weights = random.standard_normal((count, rows.count)) / np.sqrt(rows.count)
    mean = sum(chunk.sum(axis=0) for _, chunk in chunks(rows)) / rows.count
    return np.asarray(mean + sum(weights[:, start : start + len(chunk)] @ (chunk - mean) for start, chunk in chunks(rows)))


def chunks(rows: Rows) -> Iterator[tuple[int, Floats]]:
    """All rows, (rows, numbers), some at a time, each with the index of its first."""
    step = max(1, CHUNK_SIZE // max(1, rows.inputs[0][:1].numel()))
    for start in range(0, rows.count, step):
        chunk = rows.slice(start, min(start + step, rows.count))
        yield start, as_floats(chunk.scaled().inputs[0].flatten(1))
