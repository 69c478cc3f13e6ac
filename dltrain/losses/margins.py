"""Losses of what a score lacks to be on the right side, with a margin or without one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dltrain.losses.base import LOSSES, Loss
from dltrain.losses.targets import signs, true_class
from dltrain.tasks import CLASSES, Task
from dltrain.types import page

if TYPE_CHECKING:
    from torch import Tensor


@LOSSES.entry("hinge")
@page
class Hinge(Loss):
    """max(0, 1 - y z), y = ±1 (Cortes and Vapnik 1995, Machine Learning 20); of several classes, the sum over the wrong ones j
    of max(0, 1 - z_true + z_j), over the number of classes (Weston and Watkins 1999, ESANN; torch.nn.MultiMarginLoss).

    The sigmoid or softmax of the scores is shown as a probability, but is not calibrated. Soft targets count as their
    most probable class.
    """

    tasks = CLASSES
    of_probabilities = False
    explicit = frozenset({Task.BINARY})

    def values(self, outputs: Tensor, targets: Tensor, form: Task) -> Tensor:
        if form.is_binary:
            return self.of_gap(1 - signs(outputs, targets) * outputs).squeeze(-1)
        true = true_class(outputs, targets)
        score = outputs.masked_fill(~true, 0).sum(-1, keepdim=True)
        return self.of_gap(1 - score + outputs).masked_fill(true, 0).mean(-1)

    def of_gap(self, gap: Tensor) -> Tensor:
        """The loss of what is missing to the margin, elementwise."""
        return gap.clamp(min=0)

    def values_and_gradients(self, xp: Any, outputs: Any, targets: Any, form: Task) -> tuple[Any, Any]:
        sign = xp.sign(targets - 0.5)
        losses, slope = self.slopes_of_gap(xp, 1 - sign * outputs)
        slope *= -sign
        return losses[..., 0], slope

    def slopes_of_gap(self, xp: Any, gap: Any) -> tuple[Any, Any]:
        """The loss of what is missing to the margin and its derivative, elementwise."""
        return xp.clip(gap, 0, None), (gap >= 0) * xp.ones_like(gap)


@LOSSES.entry("squared_hinge")
@page
class SquaredHinge(Hinge):
    """max(0, 1 - y z)², and of several classes the squares of hinge's terms (Tang 2013, arXiv:1306.0239).

    The sigmoid or softmax of the scores is shown as a probability, but is not calibrated. Soft targets count as their
    most probable class.
    """

    def of_gap(self, gap: Tensor) -> Tensor:
        return gap.clamp(min=0) ** 2

    def slopes_of_gap(self, xp: Any, gap: Any) -> tuple[Any, Any]:
        lack = xp.clip(gap, 0, None)
        return lack * lack, 2 * lack


@LOSSES.entry("perceptron")
@page
class Perceptron(Loss):
    """max(0, -y z), y = ±1: gradient steps on it are Rosenblatt's rule (Rosenblatt 1958, Psychological Review 65); of several
    classes, max(0, largest wrong score - z_true) (Duda and Hart 1973, Kesler's construction).

    A row on the boundary counts as a mistake and has its gradient, so that training starts from zero weights; wrong scores
    that tie share it. Soft targets count as their most probable class.
    """

    tasks = CLASSES
    of_probabilities = False
    explicit = frozenset({Task.BINARY})

    def output_activation(self, form: Task) -> str:
        return "step" if form.is_binary else super().output_activation(form)

    def values(self, outputs: Tensor, targets: Tensor, form: Task) -> Tensor:
        if form.is_binary:
            lack = -(signs(outputs, targets) * outputs).squeeze(-1)
        else:
            true = true_class(outputs, targets)
            lack = outputs.masked_fill(true, -math.inf).amax(-1) - outputs.masked_fill(~true, 0).sum(-1)
        return lack.masked_fill(lack < 0, 0)

    def values_and_gradients(self, xp: Any, outputs: Any, targets: Any, form: Task) -> tuple[Any, Any]:
        sign = xp.sign(targets - 0.5)
        lack = -(sign * outputs)
        wrong = lack >= 0
        return (lack * wrong)[..., 0], -(sign * wrong)
