"""The engine of a model that learns without answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.arrays import arrays_of
from dltrain.data.encoding.feature import Block
from dltrain.data.part import Part
from dltrain.files.typed_json import Misfit
from dltrain.kinds.unsupervised.families import family_of
from dltrain.randomness import seed_of
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.spec.resolve import Resolved
from dltrain.training.fitting import PREFIX, FittedEngine
from dltrain.training.measuring.baselines import matrix
from dltrain.training.minibatches.rows import Rows

CHUNK_SIZE = 2**22  # numbers that are looked at at once


def rows_of(part: Part, blocks: Sequence[Block]) -> Rows:
    """A split as the one matrix that scikit-learn takes, float32 (rows, numbers); its targets stand beside."""
    return Rows(arrays_of("numpy", 1), (matrix(blocks, part),), part.target, None, len(part.rows))


def chunks(rows: NDArray[Any]) -> list[NDArray[np.float64]]:
    """Rows (rows, numbers), some at a time, as float64."""
    step = max(1, CHUNK_SIZE // max(1, rows.shape[1]))
    return [rows[start : start + step].astype(np.float64) for start in range(0, len(rows), step)]


class UnsupervisedEngine(FittedEngine):
    """A model of the rows themselves in training."""

    def __init__(self, resolved: Resolved, blocks: Sequence[Block], rows: Rows) -> None:
        super().__init__(resolved, rows)
        self.blocks = blocks

    def fit(self) -> Mapping[str, NDArray[Any]]:
        experiment = self.resolved.experiment
        seed = seed_of(experiment.seed, f"{self.resolved.kind} model") % 2**32
        rows = self.rows.inputs[0].astype(np.float64)
        family = family_of(self.resolved.kind)
        arrays: Mapping[str, NDArray[Any]] = family.fitted(experiment.model, rows, seed, self.notices.append)
        return arrays

    def predictor_of(self, arrays: Mapping[str, NDArray[Any]]) -> Callable[[NDArray[Any]], Any]:
        return predictor_of(self.resolved, arrays, self.rows.inputs[0].shape[1])

    def load(self, part: Part) -> Rows:
        return rows_of(part, self.blocks)


@dataclass(frozen=True)
class Fitted:
    """A model that was fitted: its arrays by name, and what tells rows (rows, numbers) what it finds in them."""

    arrays: Mapping[str, NDArray[Any]]
    predict: Callable[[NDArray[Any]], Any]


def predictor_of(resolved: Resolved, arrays: Mapping[str, NDArray[Any]], numbers: int) -> Callable[[NDArray[Any]], Any]:
    """What tells rows (rows, numbers) what the model finds in them. Raises Misfit where the arrays are none of its own."""
    family = family_of(resolved.kind)
    try:
        found = family.learner_of(resolved.model, strip_prefix(dict(arrays), PREFIX), numbers)
    except Misfit as error:
        raise Misfit(f"{PREFIX}{error.key}", error.expected) from None
    return lambda rows: family.joined([found(chunk) for chunk in chunks(rows)])
