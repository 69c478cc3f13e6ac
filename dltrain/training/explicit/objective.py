"""What is optimized, with its gradient by hand: the loss with its weights and label smoothing, for one network or a stack."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dltrain.losses import Loss
from dltrain.models.activations import Activation, Linear
from dltrain.tasks import Task
from dltrain.training.targets import SURE

Array = Any  # numpy.ndarray or torch.Tensor


@dataclass(frozen=True)
class Rows:
    """The rows of one split, for the array library: inputs (rows, features), targets (rows,) or (rows, columns).

    pixels: the offset and the factor, (1, features) or (1, 1), that make numbers of inputs that are uint8.
    """

    inputs: Array
    targets: Array
    weights: Array | None
    count: int
    pixels: tuple[Array, Array] | None = None

    def scaled(self, inputs: Array) -> Array:
        """Some of the inputs, with numbers in place of pixels."""
        if self.pixels is None:
            return inputs
        numbers = inputs.astype(np.float32) if isinstance(inputs, np.ndarray) else inputs.float()
        numbers -= self.pixels[0]
        numbers *= self.pixels[1]
        return numbers


@dataclass(frozen=True)
class ExplicitObjective:
    """As `training.objective.Objective`, on the arrays of `xp`; `output` None is the exponential of a log rate.

    The loss of outputs beside those of scores, as a evaluator takes it, is for numpy arrays alone.
    """

    xp: Any
    loss: Loss
    form: Task
    classes: int
    output: Activation | None
    label_smoothing: float = 0.0

    def columns(self, targets: Array, scores: Array) -> Array:
        """Targets as the loss takes them beside these scores: columns, classes one-hot, smoothed."""
        if self.form.is_multiclass and "int" in str(targets.dtype):
            targets = targets[..., None] == self.xp.arange(self.classes)
            targets = targets * self.xp.ones(1, dtype=scores.dtype)
        if self.label_smoothing:
            share = self.label_smoothing / (self.classes if self.form.is_multiclass else 2)
            targets = targets * (1 - self.label_smoothing) + share
        return targets

    def mean_loss(self, scores: Array, targets: Array, weights: Array | None) -> Array:
        """The loss of each member's rows, (members,), or of the rows, (): the mean of loss times `relative_weights`."""
        losses, _ = self.loss.values_and_gradients(self.xp, self.taken(scores), self.columns(targets, scores), self.form)
        return self._mean(losses, weights)

    def head(self, scores: Array, targets: Array, weights: Array | None, *, told: bool = True) -> tuple[Array | None, Array]:
        """As `mean_loss`, unless it need not be told, and the gradient by the scores."""
        columns = self.columns(targets, scores)
        outputs = self.taken(scores)
        losses = None
        if told:
            losses, gradients = self.loss.values_and_gradients(self.xp, outputs, columns, self.form)
        else:
            gradients = self.loss.gradients(self.xp, outputs, columns, self.form)
        if not self.loss.on_scores:
            assert self.output is not None
            self.output.backward(self.xp, scores, outputs, gradients)
        gradients *= 1 / scores.shape[-2]
        if weights is not None:
            gradients *= weights[..., None]
        return None if losses is None else self._mean(losses, weights), gradients

    def taken(self, scores: Array) -> Array:
        """What the loss takes: the scores, or what the output activation makes of them."""
        return scores if self.loss.on_scores else self.applied(scores)

    def applied(self, scores: Array) -> Array:
        """Predictions out of scores."""
        if self.output is None:
            return self.xp.exp(scores)
        if isinstance(self.output, Linear):
            return scores
        out = self.xp.empty_like(scores)
        self.output.forward(self.xp, scores, out)
        return out

    def loss_of_scores(self, scores: np.ndarray, rows: Rows) -> float:
        """The loss of a split from its scores; for numpy arrays."""
        with np.errstate(all="ignore"):
            return float(self.mean_loss(scores, rows.targets, rows.weights))

    def outputs_of(self, scores: np.ndarray) -> np.ndarray:
        """What the output activation makes of scores: float64 (rows, units)."""
        with np.errstate(all="ignore"):
            found: np.ndarray = self.applied(scores).astype(np.float64)
        return found

    def loss_of_outputs(self, outputs: np.ndarray, rows: Rows) -> float | None:
        """The loss of probabilities or values that no network made, in the shape of its scores; None for a loss of margins,
        which probabilities do not have."""
        if not self.loss.on_scores:
            return replace(self, output=Linear()).loss_of_scores(outputs, rows)
        if not self.loss.of_probabilities:
            return None
        # As sure as float64 lets one be: a wrong answer given with certainty costs much, but not everything.
        sure = np.clip(outputs, SURE, math.inf if self.form.is_regression else 1 - SURE)
        odds = 1 - sure if self.loss.output_activation(self.form) == "sigmoid" else 1.0
        return self.loss_of_scores(np.log(sure / odds), rows)

    def _mean(self, losses: Array, weights: Array | None) -> Array:
        return self.xp.sum(losses if weights is None else losses * weights) / losses.shape[-1]
