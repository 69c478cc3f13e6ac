"""The cross-entropy weighed by how wrong a row is, and less the entropy of the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.losses.base import LOSSES, Loss, over_columns
from dltrain.tasks import CLASSES, Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


@LOSSES.entry("focal")
@options
class Focal(Loss):
    """-α (1 - p)^γ ln p, p the probability of the true class (Lin et al. 2017, arXiv:1708.02002): rows that are right already
    count less. With γ = 0 it is the cross-entropy. Soft targets weigh the terms of each class; of several labels, the mean.
    """

    tasks = frozenset({Task.BINARY, Task.MULTICLASS, Task.MULTILABEL})

    gamma: float = option(2.0, help="how much less a row counts that is right already; 0 is the cross-entropy", at_least=0)
    alpha: float | None = option(
        None, help="the weight of the positive class, 1 - alpha that of the negative; binary and multilabel", above=0, below=1
    )

    def refusal(self, task: Task) -> str | None:
        if task.is_multiclass and self.alpha is not None:
            return "'alpha' balances two classes and does nothing for multiclass targets; leave it out, or use class_weights"
        return super().refusal(task)

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        if form.is_multiclass:
            return self._of_classes(xp, outputs, targets)
        log_p, log_q = xp.log_sigmoid(outputs), xp.log_sigmoid(-outputs)
        p, q = xp.exp(log_p), xp.exp(log_q)
        positive, negative = (1.0, 1.0) if self.alpha is None else (self.alpha, 1 - self.alpha)
        ones = positive * targets * xp.exp(self.gamma * log_q)
        zeros = negative * (1 - targets) * xp.exp(self.gamma * log_p)
        gradients = zeros * (p - self.gamma * q * log_q) - ones * (q - self.gamma * p * log_p)
        return over_columns(xp, -(ones * log_p + zeros * log_q), gradients)

    def _of_classes(self, xp: Arrays, outputs: Array, targets: Array) -> tuple[Array, Array]:
        logs = xp.log_softmax(outputs)
        p = xp.exp(logs)
        # 1 - p above 0, because the power's derivative at 0 is infinite for gamma below 1.
        rest = xp.clip(-xp.expm1(logs), xp.finfo(logs.dtype).tiny, None)
        weight = rest**self.gamma
        by_logs = targets * (weight - self.gamma * weight / rest * p * logs)
        return -xp.sum(targets * weight * logs), p * xp.sum(by_logs, keepdims=True) - by_logs


@LOSSES.entry("kl_divergence")
@options
class KLDivergence(Loss):
    """Σ y (ln y - ln softmax(z)), with 0 ln 0 = 0 (Kullback and Leibler 1951, Ann. Math. Statist. 22).

    The cross-entropy less the entropy of the targets: 0 at a perfect fit of soft rows, equal to it for class indices.
    """

    tasks = CLASSES
    one_score_for_two_classes = False

    def values_and_gradients(self, xp: Arrays, outputs: Array, targets: Array, form: Task) -> tuple[Array, Array]:
        logs = xp.log_softmax(outputs)
        own = xp.log(targets + (targets == 0))
        return xp.sum(targets * (own - logs)), xp.exp(logs) - targets
