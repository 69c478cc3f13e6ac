"""The engine of a classical model."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.kinds.classical.learners import Fitted, fitted, fitted_of
from dltrain.kinds.classical.measure import AnswerEvaluator
from dltrain.randomness import seed_of
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.spec.resolve import Resolved
from dltrain.training.fitting import PREFIX, FittedEngine
from dltrain.training.measuring.baselines import matrix
from dltrain.training.minibatches.batches import Losses
from dltrain.training.minibatches.rows import Rows, flat_rows_of
from dltrain.training.minibatches.targets import class_weights, row_weights


def rows_of(part: Part, evaluator: AnswerEvaluator, by_class: NDArray[np.float32] | None) -> Rows:
    """A split with its inputs as the one matrix that scikit-learn takes."""
    rows = flat_rows_of(part, evaluator.objective.form, by_class, evaluator.objective.xp)
    return dataclasses.replace(rows, inputs=(matrix(evaluator.encoding.blocks, part),), pixels=())


class ClassicalEngine(FittedEngine):
    """A learner of scikit-learn in training. Its answers are probabilities (rows, classes or labels), or scaled values (rows,
    targets)."""

    def __init__(self, resolved: Resolved, evaluator: AnswerEvaluator, train: Part, rows: Rows) -> None:
        super().__init__(resolved, rows)
        self.options: Any = resolved.model
        self.evaluator, self.train = evaluator, train

    @property
    def encoding(self) -> Encoding:
        """That of the rows."""
        return self.evaluator.encoding

    def fit(self) -> Mapping[str, NDArray[Any]]:
        experiment = self.resolved.experiment
        by_class = class_weights(experiment.training.class_weights, self.encoding.labels, self.train.target)
        return fitted(
            self.options,
            self.encoding,
            self.rows.inputs[0],
            self.train.target,
            row_weights(self.train.weights, by_class, self.train.target),
            seed_of(experiment.seed, f"{self.options.type} model") % 2**32,
            int(experiment.threads),
            self.notices.append,
        )

    def predictor_of(self, arrays: Mapping[str, NDArray[Any]]) -> Fitted:
        return fitted_of(self.options, self.encoding, self.rows.inputs[0].shape[1], strip_prefix(arrays, PREFIX))

    def losses(self) -> Losses:
        losses: Any = {"train_loss": self.evaluator.loss(self.scores(self.rows), self.rows)}
        return losses  # type: ignore[no-any-return]  # None where there are no probabilities

    def load(self, part: Part) -> Rows:
        return rows_of(part, self.evaluator, None)
