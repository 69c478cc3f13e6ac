"""How good predictions are: the loss and the metrics of a split, from the scores of its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.metrics import Metric, Outcome, confusion_matrix, metric_names
from dltrain.training.chunks import chunks
from dltrain.training.loop import Scores
from dltrain.training.minibatches.rows import Rows
from dltrain.training.minibatches.targets import class_numbers
from dltrain.training.objective import Objective


@dataclass(frozen=True)
class Evaluator:
    """Measures the outcomes of one task with the same loss and metrics everywhere: in an epoch, at the end, for a baseline."""

    objective: Objective
    encoding: Encoding
    metrics: Sequence[Metric]
    threshold: float | None = None  # of two classes: above it the second is predicted; None: the more probable one, above 0.5

    @property
    def of_scores(self) -> Evaluator:
        """The same for scores of a network, or of what stands beside it."""
        return self

    def predictions(self, scores: Scores) -> npt.NDArray[np.float64]:
        """Probabilities (rows, classes or labels), or values in the target's own unit (rows, targets): float64."""
        pieces = chunks(len(scores))
        if len(pieces) == 1:
            return self.predictions_from(self.objective.outputs_of(scores))
        units = self.predictions(scores[:1]).shape[1:]
        predictions = np.empty((len(scores), *units))
        for some in pieces:
            predictions[some] = self.predictions(scores[some])
        return predictions

    def predictions_from(self, outputs: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """What users see of a network's outputs: probabilities of every class, or values in the target's own unit."""
        if self.objective.form.is_regression:
            values: np.ndarray = self.encoding.target_values(outputs)
            return values
        probabilities: npt.NDArray[np.float64] = np.clip(outputs, 0.0, 1.0)
        if self.objective.form.is_binary:
            return np.concatenate([1.0 - probabilities, probabilities], axis=1)
        if self.objective.form.is_multiclass:
            probabilities /= np.maximum(probabilities.sum(axis=1, keepdims=True), 1e-12)
        return probabilities

    def outcome(self, predictions: np.ndarray, target: np.ndarray) -> Outcome:
        """What was predicted beside what is true."""
        task = self.encoding.task
        if not self.encoding.labels:
            return Outcome(task, self.encoding.target_values(target.astype(np.float64)), predictions, None)
        if task.is_multilabel:
            return Outcome(task, target.astype(np.int64), self.decisions(predictions), predictions)
        return Outcome(task, class_numbers(target), self.decisions(predictions), predictions)

    def outcome_of_scores(self, scores: Scores, target: np.ndarray) -> Outcome:
        """The same from the scores of rows; of many rows it is made of a chunk at a time, so that only what the metrics ask for
        is held of all of them."""
        pieces = chunks(len(target))
        if len(pieces) == 1:
            return self.outcome(self.predictions(scores), target)
        made = (self.outcome(self.predictions(scores[some]), target[some]) for some in pieces)
        keeps = not all(metric.of_decisions for metric in self.metrics)
        return joined([one if keeps else replace(one, probabilities=None) for one in map(self._compact, made)])

    def _compact(self, outcome: Outcome) -> Outcome:
        """The outcome with classes, and labels of 0 and 1, in as few bytes as hold them."""
        if not self.encoding.labels:
            return outcome
        dtype = np.min_scalar_type(-len(self.encoding.labels))
        return replace(outcome, true=outcome.true.astype(dtype), predicted=outcome.predicted.astype(dtype))

    def decisions(self, predictions: np.ndarray) -> npt.NDArray[np.int64]:
        """The classes (rows,), or labels (rows, labels) of 0 and 1, that are predicted by these probabilities."""
        if self.encoding.task.is_multilabel:
            return (predictions > 0.5).astype(np.int64)
        if self.threshold is not None:
            return (predictions[:, 1] > self.threshold).astype(np.int64)
        chosen: npt.NDArray[np.int64] = predictions.argmax(axis=1)
        return chosen

    def measure(self, scores: Scores, rows: Rows, part: Part) -> dict[str, float | None]:
        """`loss` and every metric of a split; None where a metric is undefined."""
        if not self.metrics:
            return {"loss": self.loss(scores, rows)}
        return self.measured(scores, rows, part)[0]

    def measured(self, scores: Scores, rows: Rows, part: Part) -> tuple[dict[str, float | None], Outcome]:
        """The same, and what it is measured on."""
        values: dict[str, float | None] = {"loss": self.loss(scores, rows)}
        outcome = self.outcome_of_scores(scores, part.target)
        values |= metric_values(self.metrics, outcome)
        if self.threshold is not None:
            usual = replace(self, threshold=None).outcome_of_scores(scores, part.target)
            values |= self._at_half(metric_values(self.metrics, usual))
        return values, outcome

    def loss(self, scores: Scores, rows: Rows) -> float | None:
        """The loss of a split."""
        return self.objective.loss_of_scores(scores, rows)

    def metrics_of(self, predictions: np.ndarray, part: Part) -> dict[str, float | None]:
        """Every metric of predictions, whoever made them; with a threshold, those of the decisions at 0.5 as well."""
        values = metric_values(self.metrics, self.outcome(predictions, part.target))
        if self.threshold is None:
            return values
        usual = metric_values(self.metrics, replace(self, threshold=None).outcome(predictions, part.target))
        return values | self._at_half(usual)

    def _at_half(self, values: dict[str, float | None]) -> dict[str, float | None]:
        """Those of the values that depend on the threshold, by their names at 0.5."""
        names = zip(metric_names(self.metrics), self.metrics, strict=True)
        return {f"{name}_at_0.5": values[name] for name, metric in names if metric.of_decisions}

    def measure_outputs(self, outputs: np.ndarray, rows: Rows, part: Part) -> dict[str, float | None]:
        """Loss and metrics of outputs, as the activation makes them, that no network made."""
        loss = self.objective.loss_of_outputs(outputs, rows)
        return {"loss": loss, **self.metrics_of(self.predictions_from(outputs.astype(np.float64)), part)}

    def metrics_of_choices(self, chosen: np.ndarray, part: Part) -> dict[str, float | None]:
        """Every metric of class numbers (rows,), or labels (rows, labels) of 0 and 1, without probabilities."""
        true = part.target if self.encoding.task.is_multilabel else class_numbers(part.target)
        values = metric_values(self.metrics, Outcome(self.encoding.task, true.astype(np.int64), chosen.astype(np.int64)))
        return values if self.threshold is None else values | self._at_half(values)

    def confusion_matrix(self, outcome: Outcome) -> list[object] | None:
        """The confusion matrix, rows true and columns predicted; for several labels one 2 × 2 matrix each; None for values."""
        if not self.encoding.labels:
            return None
        if outcome.task.is_multilabel:
            columns = zip(outcome.true.T, outcome.predicted.T, strict=True)
            return [confusion_matrix(true, predicted, 2).tolist() for true, predicted in columns]
        matrix: list[object] = confusion_matrix(outcome.true, outcome.predicted, len(self.encoding.labels)).tolist()
        return matrix


def metric_values(metrics: Sequence[Metric], outcome: Outcome) -> dict[str, float | None]:
    """Each metric of an outcome, by its name with its options."""
    return {name: metric.value(outcome) for name, metric in zip(metric_names(metrics), metrics, strict=True)}


def joined(pieces: Sequence[Outcome]) -> Outcome:
    """The outcomes of pieces of rows, one behind another."""
    first = pieces[0]
    probabilities = None if first.probabilities is None else np.concatenate([one.probabilities for one in pieces])
    true, predicted = (np.concatenate([getattr(one, name) for one in pieces]) for name in ("true", "predicted"))
    return Outcome(first.task, true, predicted, probabilities)
