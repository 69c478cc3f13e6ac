"""The engine of a model that is fitted at once: its one epoch is the fit."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.diagnosis.health import Sample
from dltrain.kinds.classical.learners import Fitted, fitted, fitted_of
from dltrain.kinds.classical.measure import AnswerEvaluator
from dltrain.randomness import seed_of
from dltrain.runs.stored_tensors import under
from dltrain.spec.resolve import Resolved
from dltrain.training.baselines import matrix
from dltrain.training.batches import Losses
from dltrain.training.loop import Partial
from dltrain.training.rows import Rows, flat_rows_of
from dltrain.training.targets import class_weights, row_weights

PREFIX = "model."


def rows_of(part: Part, evaluator: AnswerEvaluator, by_class: NDArray[np.float32] | None) -> Rows:
    """A split with its inputs as the one matrix that scikit-learn takes."""
    rows = flat_rows_of(part, evaluator.objective.form, by_class, evaluator.objective.xp)
    return dataclasses.replace(rows, inputs=(matrix(evaluator.encoding.blocks, part),), pixels=())


class FittedEngine:
    """A classical model in training: nothing, and after its epoch the arrays that the fit has found."""

    device = "cpu"
    steps_per_epoch = 1

    def __init__(self, resolved: Resolved, evaluator: AnswerEvaluator, train: Part, rows: Rows) -> None:
        self.page: Any = resolved.model
        self.resolved, self.evaluator, self.train, self.rows = resolved, evaluator, train, rows
        self.step = 0
        self.partial: Partial = {}
        self.samples: list[Sample] = []
        self.notices: list[str] = []
        self._arrays: dict[str, NDArray[Any]] = {}
        self.answers: Fitted | None = None

    @property
    def encoding(self) -> Encoding:
        """That of the rows."""
        return self.evaluator.encoding

    def epoch(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        """Fits the model; None where `pausing` had it not begin. A second epoch finds what the first has found."""
        if pausing():
            return None
        experiment = self.resolved.experiment
        by_class = class_weights(experiment.training.class_weights, self.encoding.labels, self.train.target)
        arrays = fitted(
            self.page,
            self.encoding,
            self.rows.inputs[0],
            self.train.target,
            row_weights(self.train.weights, by_class, self.train.target),
            seed_of(experiment.seed, f"{self.page.type} model") % 2**32,
            int(experiment.threads),
            self.notices.append,
        )
        self._take({f"{PREFIX}{name}": array for name, array in arrays.items()})
        self.step += 1
        losses: Any = {"train_loss": self.evaluator.loss(self.scores(self.rows), self.rows)}
        return losses  # type: ignore[no-any-return]  # None where there are no probabilities

    def _take(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        numbers = self.rows.inputs[0].shape[1]
        self.answers = fitted_of(self.page, self.encoding, numbers, under(arrays, PREFIX))
        self._arrays = dict(arrays)

    def sample_steps(self, due: frozenset[int]) -> None:
        """Nothing is sampled: there are no layers."""

    def load(self, part: Part) -> Rows:
        return rows_of(part, self.evaluator, None)

    def scores(self, rows: Rows) -> NDArray[np.float64]:
        """Probabilities (rows, classes or labels), or scaled values (rows, targets)."""
        assert self.answers is not None
        return self.answers(rows.inputs[0])

    def snapshot(self) -> Mapping[str, NDArray[Any]]:
        return dict(self._arrays)

    def restore(self, state: Mapping[str, NDArray[Any]], step: int, partial: Partial) -> None:
        if step:
            self._take(state)
        self.step, self.partial = step, dict(partial)
