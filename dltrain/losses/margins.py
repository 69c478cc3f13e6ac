"""Losses of what a score lacks to be on the right side, with a margin or without one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from dltrain.losses.base import LOSSES, Loss
from dltrain.losses.targets import signs, true_class
from dltrain.tasks import CLASSES, Task
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


@LOSSES.entry("hinge")
@options
class Hinge(Loss):
    """max(0, 1 - y z), y = ±1 (Cortes and Vapnik 1995, Machine Learning 20); of several classes, the sum over the wrong ones j
    of max(0, 1 - z_true + z_j), over the number of classes (Weston and Watkins 1999, ESANN; torch.nn.MultiMarginLoss).

    The sigmoid or softmax of the scores is shown as a probability, but is not calibrated. Soft targets count as their
    most probable class.
    """

    tasks = CLASSES
    of_probabilities = False

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        if form.is_binary:
            sign = signs(xp, targets)
            losses, slopes = self.of_gap(xp, 1 - sign * outputs)
            return losses[..., 0], -sign * slopes
        true, classes = true_class(xp, targets), outputs.shape[-1]
        losses, slopes = self.of_gap(xp, 1 - xp.sum(true * outputs, keepdims=True) + outputs)
        slopes *= 1 - true
        return xp.sum(losses * (1 - true)) / classes, (slopes - true * xp.sum(slopes, keepdims=True)) / classes

    def of_gap(self, xp: Arrays, gap: Array) -> tuple[Array, Array]:
        """The loss of what is missing to the margin and its derivative, elementwise."""
        return xp.clip(gap, 0, None), xp.as_type(gap >= 0, gap)


@LOSSES.entry("squared_hinge")
@options
class SquaredHinge(Hinge):
    """max(0, 1 - y z)², and of several classes the squares of hinge's terms (Tang 2013, arXiv:1306.0239).

    The sigmoid or softmax of the scores is shown as a probability, but is not calibrated. Soft targets count as their
    most probable class.
    """

    def of_gap(self, xp: Arrays, gap: Array) -> tuple[Array, Array]:
        lack = xp.clip(gap, 0, None)
        return lack * lack, 2 * lack


@LOSSES.entry("perceptron")
@options
class Perceptron(Loss):
    """max(0, -y z), y = ±1: gradient steps on it are Rosenblatt's rule (Rosenblatt 1958, Psychological Review 65); of several
    classes, max(0, largest wrong score - z_true) (Duda and Hart 1973, Kesler's construction).

    A row on the boundary counts as a mistake and has its gradient, so that training starts from zero weights; wrong scores
    that tie share it. Soft targets count as their most probable class.
    """

    tasks = CLASSES
    of_probabilities = False

    def output_activation(self, form: Task) -> str:
        return "step" if form.is_binary else super().output_activation(form)

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        if form.is_binary:
            sign = signs(xp, targets)
            lack, slopes = -sign * outputs, -sign
        else:
            true = true_class(xp, targets)
            wrong = xp.where(true > 0, -math.inf, outputs)
            largest = xp.amax(wrong, -1, keepdims=True)
            ties = xp.as_type(wrong == largest, outputs)
            lack = largest - xp.sum(true * outputs, keepdims=True)
            slopes = ties / xp.sum(ties, keepdims=True) - true
        is_wrong = lack >= 0
        return (lack * is_wrong)[..., 0], slopes * is_wrong
