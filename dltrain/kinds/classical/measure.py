"""How good the answers of a classical model are: as those of a network, but that there are no scores beneath them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dltrain.metrics import Outcome
from dltrain.training.loop import Scores
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.rows import Rows


@dataclass(frozen=True)
class AnswerEvaluator(Evaluator):
    """Measures probabilities (rows, classes or labels) or scaled values (rows, targets); without probabilities there is no
    loss of classes, and no metric that needs them."""

    has_probabilities: bool = True

    @property
    def of_scores(self) -> Evaluator:
        return Evaluator(self.objective, self.encoding, self.metrics, self.threshold)

    def predictions(self, scores: Scores) -> npt.NDArray[np.float64]:
        if not self.encoding.labels:
            return self.predictions_from(scores)
        probabilities: npt.NDArray[np.float64] = np.asarray(scores, np.float64)
        return probabilities

    def outcome(self, predictions: np.ndarray, target: np.ndarray) -> Outcome:
        outcome = super().outcome(predictions, target)
        if self.has_probabilities or not self.encoding.labels:
            return outcome
        return Outcome(outcome.task, outcome.true, outcome.predicted)

    def loss(self, scores: Scores, rows: Rows) -> float | None:
        """The mean loss of a split, weighted as its rows are."""
        if self.encoding.labels and not self.has_probabilities:
            return None
        return self.objective.loss_of_outputs(scores[:, 1:] if self.objective.form.is_binary else scores, rows)
