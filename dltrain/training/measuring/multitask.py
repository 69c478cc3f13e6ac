"""How good the predictions of several targets are: each by itself, with the loss and metrics of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from dltrain.arrays import Array
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.models.multitask import Scored
from dltrain.training.loop import Scores
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.minibatches.rows import Rows
from dltrain.training.objective import Objective


@dataclass(frozen=True)
class Alone:
    """One of several targets as a network by itself would have it: its evaluator, and its share of scores, rows and parts."""

    head: Scored
    evaluator: Evaluator

    @property
    def name(self) -> str:
        """The name of its column."""
        return self.head.name

    def of(self, scores: Scores, rows: Rows, part: Part) -> tuple[Array, Rows, Part]:
        """What its evaluator measures, of those of all targets."""
        return self.scores(scores), self.rows(rows), self.head.alone(part)

    def named(self, values: Mapping[str, float | None]) -> dict[str, float | None]:
        """Values of it by the names that they have among those of all targets."""
        return {f"{self.name}.{name}": value for name, value in values.items()}

    def scores(self, scores: Scores) -> Array:
        """Its scores among those of all targets, (..., rows, units)."""
        return scores[..., self.head.start : self.head.stop]

    def rows(self, rows: Rows) -> Rows:
        """The rows of a split with this target alone, each counting by its class as well where the classes have weights."""
        targets, head = rows.targets[..., self.head.index], self.head
        width = rows.xp.empty((1, head.stop - head.start), targets)
        own = head.own(rows.xp, rows.targets, width)
        weights = rows.weights
        if head.class_weights:
            by_class = head.row_weights(rows.xp, own)
            weights = by_class if weights is None else weights * by_class
        return replace(rows, targets=own, weights=weights)


@dataclass(frozen=True)
class MultitaskEvaluator(Evaluator):
    """Measures targets of different kinds: the whole loss, and of each its own loss and metrics, as `name.loss`."""

    each: tuple[Alone, ...] = ()

    def predictions(self, scores: Scores) -> npt.NDArray[np.float64]:
        """What is predicted of each target, side by side: probabilities of all classes, or a value in its own unit."""
        return np.concatenate([one.evaluator.predictions(one.scores(scores)) for one in self.each], axis=1)

    def split(self, predictions: np.ndarray) -> list[tuple[Alone, np.ndarray]]:
        """Each target with its own of these predictions."""
        widths = [max(1, len(one.evaluator.encoding.labels)) for one in self.each]
        return list(zip(self.each, np.split(predictions, np.cumsum(widths)[:-1], axis=1), strict=True))

    def measure(self, scores: Scores, rows: Rows, part: Part) -> dict[str, float | None]:
        values = {"loss": self.loss(scores, rows)}
        for one in self.each:
            values |= one.named(one.evaluator.measure(*one.of(scores, rows, part)))
        return values

    def measured_with_matrices(
        self, scores: Scores, rows: Rows, part: Part
    ) -> tuple[dict[str, float | None], dict[str, dict[str, list[Any]]]]:
        """The same, and the labels and the confusion matrix of each target of classes, by its name."""
        values = {"loss": self.loss(scores, rows)}
        matrices: dict[str, dict[str, list[Any]]] = {}
        for one in self.each:
            own, outcome = one.evaluator.measured(*one.of(scores, rows, part))
            values |= one.named(own)
            if (matrix := one.evaluator.confusion_matrix(outcome)) is not None:
                matrices[one.name] = {"labels": one.evaluator.encoding.labels, "matrix": matrix}
        return values, matrices


def multitask_evaluator(objective: Objective, encoding: Encoding, heads: Sequence[Scored]) -> MultitaskEvaluator:
    """What measures the heads of a network, whose objective is that of the sum of their losses."""
    alone = []
    for head in heads:
        own = head.encoding(encoding)
        its = Objective(objective.xp, head.loss, head.form, len(own.labels), head.output)
        alone.append(Alone(head, Evaluator(its, own, head.metrics)))
    return MultitaskEvaluator(objective, encoding, (), each=tuple(alone))
