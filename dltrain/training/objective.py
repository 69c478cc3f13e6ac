"""What is optimized: the loss with its class weights and label smoothing, and what turns scores into predictions."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from dltrain.losses import Loss, smooth
from dltrain.models.activations import ACTIVATIONS, Activation

SURE = 1e-12  # the least probability that a baseline is taken to give


@dataclass(frozen=True)
class Objective:
    """`form` is that of the scores: binary, multiclass, multilabel or regression (see losses.form_of)."""

    loss: Loss
    form: str
    classes: int
    output: Callable[[Tensor], Tensor]
    label_smoothing: float = 0.0

    def targets(self, target: np.ndarray) -> Tensor:
        """Encoded targets as the loss takes them: float (rows, 1) for one score of two classes, else as they are."""
        tensor = torch.from_numpy(target)
        return tensor.to(torch.float32)[:, None] if self.form == "binary" else tensor

    def row_losses(self, scores: Tensor, targets: Tensor) -> Tensor:
        """The loss of each row, before `loss.finish`: (rows,)."""
        if self.label_smoothing:
            targets = smooth(targets, self.form, self.classes, self.label_smoothing)
        outputs = scores if self.loss.on_scores else self.output(scores)
        return self.loss.values(outputs, targets, self.form)

    def mean_loss(self, scores: Tensor, targets: Tensor, weights: Tensor | None) -> Tensor:
        """The loss of a batch: a mean in which a row counts by its weight. 0-d."""
        losses = self.row_losses(scores, targets)
        mean = losses.mean() if weights is None else (losses * weights).sum() / weights.sum()
        return self.loss.finish(mean)

    def loss_of(self, outputs: Tensor, targets: Tensor, weights: Tensor | None) -> float | None:
        """The loss of probabilities or values that no network made, in the shape of its scores; None for a loss of margins,
        which probabilities do not have."""
        if not self.loss.on_scores:
            return float(replace(self, output=_same).mean_loss(outputs, targets, weights))
        if not self.loss.of_probabilities:
            return None
        scores = {"sigmoid": torch.logit, "softmax": torch.log, "exponential": torch.log}[self.loss.output_activation(self.form)]
        # As sure as float64 lets one be: a wrong answer given with certainty costs much, but not everything.
        highest = math.inf if self.form == "regression" else 1 - SURE
        return float(self.mean_loss(scores(outputs.clamp(SURE, highest)), targets, weights))


def output_function(activation: Activation | None) -> Callable[[Tensor], Tensor]:
    """What makes predictions of scores; None stands for the exponential of a log rate, which is no activation of layers."""
    if activation is None:
        return torch.exp
    return _same if ACTIVATIONS.name_of(activation) == "linear" else activation.build(1)


def _same(scores: Tensor) -> Tensor:
    return scores


def class_weights(choice: str | dict[str, float], labels: Sequence[object], target: np.ndarray) -> np.ndarray | None:
    """How much a row of each class counts: float32 (classes,), or None. `balanced` is rows / (classes × rows of the class), as in
    scikit-learn, from the training rows' own targets."""
    if choice == "none":
        return None
    if isinstance(choice, dict):
        return np.array([choice.get(str(label), 1.0) for label in labels], dtype=np.float32)
    counts = np.bincount(class_numbers(target), minlength=len(labels))
    return (len(target) / (len(labels) * np.maximum(counts, 1))).astype(np.float32)


def class_numbers(target: np.ndarray) -> np.ndarray:
    """The class of each row: int64 (rows,), the likeliest where rows are soft."""
    return target if target.ndim == 1 else target.argmax(axis=1)
