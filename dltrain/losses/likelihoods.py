"""Negative log-likelihoods: of counts, of one class or several labels, of one class among several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dltrain.losses.base import LOSSES, Loss
from dltrain.tasks import CLASSES, Task
from dltrain.types import page

if TYPE_CHECKING:
    from torch import Tensor


@LOSSES.entry("poisson")
@page
class Poisson(Loss):
    """exp(z) - y z: the negative log-likelihood of a count y with rate exp(z), without the constant ln y! (Nelder and
    Wedderburn 1972, J. R. Statist. Soc. A 135).

    The scores are log rates. Targets must be non-negative, and are not scaled.
    """

    tasks = frozenset({Task.REGRESSION})
    scales_target = False
    least_target = 0.0
    explicit = frozenset({Task.REGRESSION})

    def output_activation(self, form: Task) -> str:
        return "exponential"

    def values(self, outputs: Tensor, targets: Tensor, form: Task) -> Tensor:
        return (outputs.exp() - targets.to(outputs.dtype) * outputs).mean(-1)

    def values_and_gradients(self, xp: Any, outputs: Any, targets: Any, form: Task) -> tuple[Any, Any]:
        rates, columns = xp.exp(outputs), outputs.shape[-1]
        losses = xp.sum(rates - targets * outputs) / columns
        rates -= targets
        rates /= columns
        return losses, rates


@LOSSES.entry("binary_cross_entropy")
@page
class BinaryCrossEntropy(Loss):
    """-y ln σ(z) - (1 - y) ln σ(-z): the logistic loss of one score (Cox 1958, J. R. Statist. Soc. B 20); of several labels,
    the mean over them. A generator is trained to be called real (y = 1): the non-saturating game of Goodfellow et al. 2014.
    Numbers between 0 and 1 that an autoencoder is to give back are taken as probabilities.
    """

    tasks = frozenset({Task.BINARY, Task.MULTILABEL, Task.RECONSTRUCTION, Task.GENERATION})
    explicit = frozenset({Task.BINARY, Task.MULTILABEL})

    def values(self, outputs: Tensor, targets: Tensor, form: Task) -> Tensor:
        from torch.nn import functional

        y = targets.to(outputs.dtype)
        return -(y * functional.logsigmoid(outputs) + (1 - y) * functional.logsigmoid(-outputs)).mean(-1)

    def values_and_gradients(self, xp: Any, outputs: Any, targets: Any, form: Task) -> tuple[Any, Any]:
        # max(z, 0) - yz + ln(1 + e^-|z|): a small loss keeps its digits, which ln(1 + e^z) - yz loses.
        losses = xp.empty_like(outputs)
        xp.relu(outputs, losses)
        losses -= targets * outputs
        losses += xp.log1p(xp.exp(-xp.abs(outputs)))
        columns = outputs.shape[-1]
        own = losses[..., 0] if columns == 1 else xp.sum(losses) / columns
        return own, self.gradients(xp, outputs, targets, form)

    def gradients(self, xp: Any, outputs: Any, targets: Any, form: Task) -> Any:
        gradients = xp.empty_like(outputs)
        xp.sigmoid(outputs, gradients)
        gradients -= targets
        if outputs.shape[-1] > 1:
            gradients /= outputs.shape[-1]
        return gradients


@LOSSES.entry("cross_entropy")
@page
class CrossEntropy(Loss):
    """-Σ y ln softmax(z), one score a class (Bridle 1990, Neurocomputing NATO ASI F68).

    Class indices and one-hot or soft rows alike: the sparse and the categorical cross-entropy of the textbooks.
    """

    tasks = CLASSES
    one_score_for_two_classes = False
    explicit = frozenset({Task.MULTICLASS})

    def values(self, outputs: Tensor, targets: Tensor, form: Task) -> Tensor:
        logs = outputs.log_softmax(-1)
        if targets.is_floating_point():
            return -(targets.to(outputs.dtype) * logs).sum(-1)
        return -logs.gather(-1, targets.unsqueeze(-1)).squeeze(-1)

    def values_and_gradients(self, xp: Any, outputs: Any, targets: Any, form: Task) -> tuple[Any, Any]:
        logs = xp.log_softmax(outputs)
        losses = -xp.sum(targets * logs)
        xp.exp(logs, out=logs)
        logs -= targets
        return losses, logs
