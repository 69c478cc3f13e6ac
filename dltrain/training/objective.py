"""What is optimized: the loss with its row weights and label smoothing, and what turns scores into predictions."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from dltrain.arrays import NUMPY, Array, Arrays
from dltrain.losses import Loss, columns, smooth
from dltrain.models.activations import Activation, Linear
from dltrain.tasks import Task
from dltrain.training.chunks import chunks
from dltrain.training.minibatches.rows import Rows
from dltrain.training.minibatches.targets import SURE

MAX_ONE_HOT = 2**23  # numbers: 32 MB


@dataclass(frozen=True)
class Objective:
    """The loss of one network or of a stack, in the arrays of `xp`.

    `form` is that of the scores: binary, multiclass, multilabel or regression (see losses.form_of). `output` makes predictions of
    them; None stands for the exponential of a log rate, which is no activation of layers. An activation with weights is trained
    and saved as a part of the network's output layer: what leaves that are predictions.
    """

    xp: Arrays
    loss: Loss
    form: Task
    classes: int
    output: Activation | None
    label_smoothing: float = 0.0

    def with_columns(self, rows: Rows) -> Rows:
        """The rows with their classes one-hot, which every step would make anew; as they are where that takes much memory."""
        if not self.form.is_multiclass or self.xp.is_float(rows.targets) or rows.count * self.classes > MAX_ONE_HOT:
            return rows
        row = self.xp.like(np.zeros((1, self.classes), np.float32), rows.targets)
        return replace(rows, targets=self.xp.one_hot(rows.targets, row))

    def predicted(self, scores: Array) -> Array:
        """Predictions out of scores, (..., rows, units) both."""
        if self.output is None:
            return self.xp.exp(scores)
        return scores if self.output.parameters(1) else self.output.forward(self.xp, scores)

    def outputs(self, scores: Array) -> Array:
        """What the loss takes: the scores themselves, or predictions."""
        return scores if self.loss.on_scores else self.predicted(scores)

    def head(
        self, outputs: Array, targets: Array, weights: Array | None, *, with_loss: bool = True, rows: int | None = None
    ) -> tuple[Array, Array]:
        """The loss of a batch, () or (members,) of a stack, None unless it is wanted, and its gradient by the outputs; a share
        of a batch of so many `rows` gives what it adds to both."""
        return self.finished(*self.part(outputs, targets, weights, with_loss=with_loss, rows=rows))

    def finished(self, mean: Array, gradients: Array) -> tuple[Array, Array]:
        """The loss of a batch and its gradient out of what `part` gives of all of its rows."""
        if self.loss.is_mean:
            return mean, gradients
        loss, slope = self.loss.finish(self.xp, mean)
        gradients *= slope[..., None, None]
        return loss, gradients

    def part_of(self, outputs: Array, batch: Rows, rows: int) -> tuple[Array, Array]:
        """As `part`, of rows that may be mixed: λ L(y) + (1 - λ) L(y') for the targets y of a row and y' of its partner, whatever
        the loss and its weights; values are mixed as the inputs are (Zhang et al. 2018, equation 1)."""
        mixed = batch.mixed
        if mixed is None:
            return self.part(outputs, batch.targets, batch.weights, rows=rows)
        own, rest = mixed.shares, 1 - mixed.shares
        if batch.weights is not None:
            own, rest = own * batch.weights, rest * mixed.weights
        if self.form.is_regression:
            share = mixed.shares[:, None]
            weights = None if batch.weights is None else own + rest
            return self.part(outputs, share * batch.targets + (1 - share) * mixed.targets, weights, rows=rows)
        mean, gradients = self.part(outputs, batch.targets, own, rows=rows)
        other, others = self.part(outputs, mixed.targets, rest, rows=rows)
        return mean + other, gradients + others

    def part(
        self, outputs: Array, targets: Array, weights: Array | None, *, with_loss: bool = True, rows: int | None = None
    ) -> tuple[Array, Array]:
        """What rows add to the mean that the loss of so many `rows` is made of, or is, and its gradient by the outputs."""
        rows = outputs.shape[-2] if rows is None else rows
        targets, mean = self._columns(targets, outputs), None
        if with_loss or not self.loss.is_mean:
            losses, gradients = self.loss.values_and_gradients(self.xp, outputs, targets, self.form)
            mean = self._mean(losses, weights, rows)
        else:
            gradients = self.loss.gradients(self.xp, outputs, targets, self.form)
        gradients *= 1 / rows
        if weights is not None:
            gradients *= weights[..., None]
        return mean, gradients

    def backward(self, scores: Array, outputs: Array, gradients: Array) -> None:
        """Turns gradients by the outputs into those by the scores, in place."""
        if not self.loss.on_scores:
            assert self.output is not None
            self.output.backward(self.xp, scores, outputs, gradients)

    def mean_loss(self, scores: Array, targets: Array, weights: Array | None) -> Array:
        """The loss of a split, () or (members,) of a stack: of the mean over its rows of loss times `relative_weights`."""
        rows = scores.shape[-2]
        pieces = chunks(rows)
        if len(pieces) == 1 or scores.ndim > 2:
            losses = self._losses(scores, targets)
        else:
            losses = self.xp.concatenate([self._losses(scores[some], targets[some]) for some in pieces], 0)
        mean = self._mean(losses, weights, rows)
        return mean if self.loss.is_mean else self.loss.finish(self.xp, mean)[0]

    def _losses(self, scores: Array, targets: Array) -> Array:
        """The loss of each row, (..., rows)."""
        outputs = self.outputs(scores)
        return self.loss.values_and_gradients(self.xp, outputs, self._columns(targets, outputs), self.form)[0]

    def loss_of_scores(self, scores: Array, rows: Rows) -> float:
        """The loss of a split from its scores, in arrays of any kind."""
        with np.errstate(all="ignore"):
            return float(self.mean_loss(self.xp.like(scores, rows.targets), rows.targets, rows.weights))

    def outputs_of(self, scores: Array) -> np.ndarray:
        """What the output activation makes of scores, which may be arrays of any kind: float64 (rows, units)."""
        with np.errstate(all="ignore"):
            predicted: np.ndarray = self.xp.to_numpy(self.predicted(self.xp.asarray(scores)))
        return predicted.astype(np.float64)

    def loss_of_outputs(self, outputs: np.ndarray, rows: Rows) -> float | None:
        """The loss of probabilities or values that no network made, in the shape of its scores; None for a loss of margins,
        which probabilities do not have."""
        if not self.loss.on_scores:
            return replace(self, output=Linear())._by_numpy(outputs, rows)
        if not self.loss.of_probabilities:
            return None
        # As sure as float64 lets one be: a wrong answer given with certainty costs much, but not everything.
        sure = np.clip(outputs, SURE, math.inf if self.form.is_regression else 1 - SURE)
        odds = 1 - sure if self.loss.output_activation(self.form) == "sigmoid" else 1.0
        return self._by_numpy(np.log(sure / odds), rows)

    def _by_numpy(self, scores: np.ndarray, rows: Rows) -> float:
        """The loss of a split, to the same bits whichever engine trains beside."""
        targets, weights = (None if array is None else self.xp.to_numpy(array) for array in (rows.targets, rows.weights))
        with np.errstate(all="ignore"):
            return float(replace(self, xp=NUMPY).mean_loss(scores, targets, weights))

    def _columns(self, targets: Array, outputs: Array) -> Array:
        """Targets as the loss takes them beside these outputs: columns, classes one-hot, smoothed."""
        y = columns(self.xp, targets, outputs, self.form)
        return smooth(y, self.form, self.label_smoothing) if self.label_smoothing else y

    def _mean(self, losses: Array, weights: Array | None, rows: int) -> Array:
        return self.xp.sum(losses if weights is None else losses * weights) / rows
