"""What is optimized: the loss with its class weights and label smoothing, and what turns scores into predictions."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from dltrain.losses import Loss, smooth
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.tasks import Task
from dltrain.training.rows import Rows
from dltrain.training.targets import SURE


@dataclass(frozen=True)
class Objective:
    """`form` is that of the scores: binary, multiclass, multilabel or regression (see losses.form_of)."""

    loss: Loss
    form: Task
    classes: int
    output: Callable[[Tensor], Tensor]
    label_smoothing: float = 0.0

    def row_losses(self, scores: Tensor, targets: Tensor) -> Tensor:
        """The loss of each row, before `loss.finish`: (rows,)."""
        if self.label_smoothing:
            targets = smooth(targets, self.form, self.classes, self.label_smoothing)
        outputs = scores if self.loss.on_scores else self.output(scores)
        return self.loss.values(outputs, targets, self.form)

    def mean_loss(self, scores: Tensor, targets: Tensor, weights: Tensor | None) -> Tensor:
        """The loss of a split, or of a batch of it: the mean over its rows of loss times `relative_weights`. 0-d."""
        losses = self.row_losses(scores, targets)
        return self.loss.finish((losses if weights is None else losses * weights).mean())

    def loss_of_scores(self, scores: Tensor | np.ndarray, rows: Rows) -> float:
        """The loss of a split from its scores."""
        with torch.no_grad():
            return float(self.mean_loss(_tensor(scores, rows), rows.targets, rows.weights))

    def outputs_of(self, scores: Tensor | np.ndarray) -> np.ndarray:
        """What the output activation makes of scores: float64 (rows, units)."""
        with torch.no_grad():
            found: np.ndarray = self.output(torch.as_tensor(scores)).cpu().double().numpy()
        return found

    def loss_of_outputs(self, outputs: np.ndarray, rows: Rows) -> float | None:
        """The loss of probabilities or values that no network made, in the shape of its scores; None for a loss of margins,
        which probabilities do not have."""
        if not self.loss.on_scores:
            return replace(self, output=_same).loss_of_scores(outputs, rows)
        if not self.loss.of_probabilities:
            return None
        scores = {"sigmoid": torch.logit, "softmax": torch.log, "exponential": torch.log}[self.loss.output_activation(self.form)]
        # As sure as float64 lets one be: a wrong answer given with certainty costs much, but not everything.
        highest = math.inf if self.form.is_regression else 1 - SURE
        return self.loss_of_scores(scores(torch.as_tensor(outputs).clamp(SURE, highest)), rows)


def output_function(activation: Activation | None) -> Callable[[Tensor], Tensor]:
    """What makes predictions of scores; None stands for the exponential of a log rate, which is no activation of layers. An
    activation with weights is trained and saved as a part of the network's output layer: what leaves that are predictions."""
    if activation is None:
        return torch.exp
    return _same if ACTIVATIONS.name_of(activation) == "linear" or activation.parameters(1) else activation.build(1)


def _same(scores: Tensor) -> Tensor:
    return scores


def _tensor(scores: Tensor | np.ndarray, rows: Rows) -> Tensor:
    return torch.as_tensor(scores).to(rows.targets.device)
