"""Stacking: a small linear model learns how much each member is to be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.lazy import Tensor
from dltrain.models.ensembles.base import ENSEMBLES, Combiner, Ensemble
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.models.ensembles.base import Numbers

MIN_PROBABILITY = 1e-6  # probability that a member is taken to give
STEPS = 100
CLOSE = 1e-12  # what a Newton step must still promise, as a fraction of the objective


class LinearModel(Combiner):
    """sₖ = bₖ + Σₘ wₘ zₘₖ, with z = log p of classes, logit p of labels, the value itself of values; the answer is softmax s,
    sigmoid s or s. w and b have the least negative log-likelihood plus penalty/2 (‖w − 1/M‖² + ‖b‖²), found by Newton's method:
    a convex problem in M + columns numbers, whose answer is the members' mean where there is nothing to learn from."""

    def __init__(self, task: Task, penalty: float) -> None:
        self.penalty = penalty
        self.task = task

    def combine(self, outputs: Tensor, numbers: Numbers) -> Tensor:
        if not numbers:
            return outputs.mean(0)
        weights, bias = (numbers[name].to(outputs.device) for name in ("weights", "bias"))
        return self._answer(bias + (weights[:, None, None] * self._seen(outputs)).sum(0))

    def fit(self, outputs: Tensor, truth: Tensor, weights: Tensor) -> Numbers:
        import torch

        seen, members = self._seen(outputs), len(outputs)
        prior = torch.cat([torch.full((members,), 1 / members, dtype=torch.float64), torch.zeros(truth.shape[1]).double()])
        parameters, value = prior, self._objective(prior, prior, seen, truth, weights)
        for _ in range(STEPS):
            gradient, curvature = self._derivatives(parameters, prior, seen, truth, weights)
            step = torch.linalg.solve(curvature, gradient)
            if (step * gradient).sum() <= CLOSE * (1 + value.abs()):
                parameters = parameters - step  # so near, a whole step squares the error
                break
            size = 1.0
            while (lower := self._objective(parameters - size * step, prior, seen, truth, weights)) > value and size > 1e-9:
                size /= 2
            parameters, value = parameters - size * step, lower
        return {"weights": parameters[:members], "bias": parameters[members:]}

    def _seen(self, outputs: Tensor) -> Tensor:
        if self.task.has_classes:
            return outputs.clamp(min=MIN_PROBABILITY).log()
        return outputs.clamp(MIN_PROBABILITY, 1 - MIN_PROBABILITY).logit() if self.task.is_multilabel else outputs

    def _answer(self, scores: Tensor) -> Tensor:
        if self.task.has_classes:
            return scores.softmax(-1)
        return scores.sigmoid() if self.task.is_multilabel else scores

    def _spread(self, answer: Tensor) -> Tensor:
        """The derivative of each answer by its own score; of classes the first term of p - p², the second of which is in what
        `_derivatives` centres and takes off."""
        if self.task.has_classes:
            return answer
        return answer * (1 - answer) if self.task.is_multilabel else answer.new_ones(answer.shape)

    def _scores(self, parameters: Tensor, seen: Tensor) -> Tensor:
        members = len(seen)
        return parameters[members:] + (parameters[:members, None, None] * seen).sum(0)

    def _objective(self, parameters: Tensor, prior: Tensor, seen: Tensor, truth: Tensor, weights: Tensor) -> Tensor:
        scores = self._scores(parameters, seen)
        if self.task.has_classes:
            losses = truth.sum(-1) * scores.logsumexp(-1) - (truth * scores).sum(-1)
        elif self.task.is_multilabel:
            losses = (scores.clamp(min=0) - truth * scores + (-scores.abs()).exp().log1p()).sum(-1)
        else:
            losses = ((scores - truth) ** 2).sum(-1) / 2
        return (weights * losses).sum() + self.penalty / 2 * ((parameters - prior) ** 2).sum()

    def _derivatives(
        self, parameters: Tensor, prior: Tensor, seen: Tensor, truth: Tensor, weights: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The gradient, (members + columns,), and the curvature, square, of the objective."""
        import torch

        members = len(seen)
        answer = self._answer(self._scores(parameters, seen))
        lack = weights[:, None] * (answer - truth)
        spread = weights[:, None] * self._spread(answer)
        gradient = torch.cat([(seen * lack).sum((1, 2)), lack.sum(0)]) + self.penalty * (parameters - prior)
        curvature = torch.zeros(len(parameters), len(parameters), dtype=torch.float64)
        centred = seen - (seen * answer).sum(-1, keepdim=True) if self.task.has_classes else seen
        curvature[:members, :members] = torch.einsum("ark,brk,rk->ab", centred, centred, spread)
        curvature[:members, members:] = torch.einsum("ark,rk->ak", centred, spread)
        curvature[members:, :members] = curvature[:members, members:].T
        columns = torch.diag(spread.sum(0))
        curvature[members:, members:] = columns - spread.T @ answer if self.task.has_classes else columns
        return gradient, curvature + self.penalty * torch.eye(len(parameters), dtype=torch.float64)


@ENSEMBLES.entry("stacking")
@options
class Stacking(Ensemble):
    """A linear model (of classes: logistic) of the answers of members that differ in their seeds. It learns from the answers
    that each member gives for training rows that it did not see: every member is trained once more for each fold of them.

    Wolpert, Stacked generalization (1992); Ting & Witten, Issues in stacked generalization (1999).
    """

    copies_rows = True

    folds: int = option(5, help="in how many parts the training rows are held out, one after another", at_least=2)
    penalty: float = option(30.0, help="how strongly (L2) the members' weights are held near equal shares", above=0)

    @property
    def parts(self) -> int:
        return self.folds

    def problem(self, rows: int) -> tuple[str, str] | None:
        return ("folds", f"there are {rows} training rows, too few for {self.folds} folds") if self.folds > rows else None

    def combiner(self, task: Task) -> Combiner:
        return LinearModel(task, self.penalty)
