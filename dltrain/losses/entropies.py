"""The cross-entropy weighed by how wrong a row is, and less the entropy of the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.losses.base import LOSSES, Loss
from dltrain.losses.targets import target_columns
from dltrain.tasks import CLASSES, Task
from dltrain.types import option, page

if TYPE_CHECKING:
    from torch import Tensor


@LOSSES.entry("focal")
@page
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

    def values(self, outputs: Tensor, targets: Tensor, form: Task) -> Tensor:
        import torch
        from torch.nn import functional

        y = target_columns(outputs, targets, form)
        if form.is_multiclass:
            logs = outputs.log_softmax(-1)
            # 1 - p above 0, because the power's derivative at 0 is infinite for gamma below 1.
            rest = (-logs.expm1()).clamp(min=torch.finfo(logs.dtype).tiny)
            return -(y * rest**self.gamma * logs).sum(-1)
        log_p, log_q = functional.logsigmoid(outputs), functional.logsigmoid(-outputs)
        positive, negative = (1.0, 1.0) if self.alpha is None else (self.alpha, 1 - self.alpha)
        ones = positive * y * (self.gamma * log_q).exp() * log_p
        zeros = negative * (1 - y) * (self.gamma * log_p).exp() * log_q
        return -(ones + zeros).mean(-1)


@LOSSES.entry("kl_divergence")
@page
class KLDivergence(Loss):
    """Σ y (ln y - ln softmax(z)), with 0 ln 0 = 0 (Kullback and Leibler 1951, Ann. Math. Statist. 22).

    The cross-entropy less the entropy of the targets: 0 at a perfect fit of soft rows, equal to it for class indices.
    """

    tasks = CLASSES
    one_score_for_two_classes = False

    def values(self, outputs: Tensor, targets: Tensor, form: Task) -> Tensor:
        import torch

        y = target_columns(outputs, targets, form)
        return (torch.xlogy(y, y) - y * outputs.log_softmax(-1)).sum(-1)
