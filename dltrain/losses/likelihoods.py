"""Negative log-likelihoods: of counts, of one class or several labels, of one class among several."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dltrain.lazy import NDArray, np
from dltrain.losses.base import LOSSES, Loss, over_columns
from dltrain.tasks import CLASSES, Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


@LOSSES.entry("poisson")
@options
class Poisson(Loss):
    """exp(z) - y z: the negative log-likelihood of a count y with rate exp(z), without the constant ln y! (Nelder and
    Wedderburn 1972, J. R. Statist. Soc. A 135).

    The scores are log rates. Targets must be non-negative, and are not scaled.
    """

    tasks = frozenset({Task.REGRESSION})
    scales_target = False
    least_target = 0.0

    def output_activation(self, form: Task) -> str:
        return "exponential"

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        rates = xp.exp(outputs)
        return over_columns(xp, rates - targets * outputs, rates - targets)

    def least(self, targets: NDArray[Any]) -> float:
        """The mean of y - y ln y, at the rate y: (rows, columns)."""
        counts = np.asarray(targets, np.float64)
        return float((counts - counts * np.log(np.maximum(counts, 1e-30))).mean())


@LOSSES.entry("negative_binomial")
@options
class NegativeBinomial(Poisson):
    """(y + 1/α) ln(1 + α exp(z)) - y z: the negative log-likelihood of a count y of mean μ = exp(z) and variance μ + α μ²,
    without what does not depend on z: for counts that spread more than poisson's (Lawless 1987, Canad. J. Statist. 15). Near
    α = 0 it is poisson.

    The scores are logarithms of means. Targets must be non-negative, and are not scaled.
    """

    dispersion: float = option(1.0, help="α: how much the variance grows with the squared mean", at_least=1e-6)

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        shifted, counted = outputs + math.log(self.dispersion), targets + 1 / self.dispersion
        losses = counted * xp.softplus(shifted) - targets * outputs
        return over_columns(xp, losses, counted * xp.sigmoid(shifted) - targets)

    def least(self, targets: NDArray[Any]) -> float:
        """The mean of (y + 1/α) ln(1 + α y) - y ln y, at the mean y: (rows, columns)."""
        counts = np.asarray(targets, np.float64)
        losses = (counts + 1 / self.dispersion) * np.log1p(self.dispersion * counts)
        return float((losses - counts * np.log(np.maximum(counts, 1e-30))).mean())


@LOSSES.entry("binary_cross_entropy")
@options
class BinaryCrossEntropy(Loss):
    """-y ln σ(z) - (1 - y) ln σ(-z): the logistic loss of one score (Cox 1958, J. R. Statist. Soc. B 20); of several labels,
    the mean over them. A generator is trained to be called real (y = 1): the non-saturating game of Goodfellow et al. 2014.
    Numbers between 0 and 1 that an autoencoder is to give back are taken as probabilities.
    """

    tasks = frozenset({Task.BINARY, Task.MULTILABEL, Task.RECONSTRUCTION, Task.GENERATION})

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        # max(z, 0) - yz + ln(1 + e^-|z|): a small loss keeps its digits, which ln(1 + e^z) - yz loses.
        losses = xp.relu(outputs)
        losses -= targets * outputs
        losses += xp.log1p(xp.exp(-xp.abs(outputs)))
        columns = outputs.shape[-1]
        of_rows = losses[..., 0] if columns == 1 else xp.sum(losses) / columns
        return of_rows, self.gradients(xp, outputs, targets, form)

    def gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> Array:
        gradients = xp.sigmoid(outputs)
        gradients -= targets
        if outputs.shape[-1] > 1:
            gradients /= outputs.shape[-1]
        return gradients


@LOSSES.entry("cross_entropy")
@options
class CrossEntropy(Loss):
    """-Σ y ln softmax(z), one score a class (Bridle 1990, Neurocomputing NATO ASI F68).

    Class indices and one-hot or soft rows alike: the sparse and the categorical cross-entropy of the textbooks. Of a text, whose
    classes are its tokens, the mean over them.
    """

    tasks = CLASSES | {Task.LANGUAGE_MODELING}
    one_score_for_two_classes = False

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        logs = xp.log_softmax(outputs)
        losses = -xp.sum(targets * logs)
        xp.exp(logs, out=logs)
        logs -= targets
        return losses, logs
