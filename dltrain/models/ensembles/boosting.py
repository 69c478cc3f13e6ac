"""Boosting: each member learns what those before it got wrong."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from dltrain.errors import listing
from dltrain.lazy import Tensor
from dltrain.losses import LOSSES, Loss
from dltrain.models.ensembles.averaging import votes_of
from dltrain.models.ensembles.base import ENSEMBLES, Combiner, Ensemble
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.models.ensembles.base import Numbers

SMOOTHING = 0.01  # the fraction of the mean probability in the whole's, so that no class is impossible


class Samme(Combiner):
    """With row weights w that sum to 1 and K classes, member m has e = Σ w 1[m errs], α = ν (log((1 − e)/e) + log(K − 1)),
    and each row on which it errs counts exp α times as much for the next. The class is argmax Σₘ αₘ 1[m says k]; the
    probabilities are the shares of these votes, with one part in a hundred of the members' mean probability.

    e is taken to be half a row at least, and α to be 0 where it would be negative.
    """

    learns = True

    def __init__(self, shrinkage: float) -> None:
        self.shrinkage = shrinkage

    def fit(self, outputs: Tensor, truth: Tensor, weights: Tensor) -> Numbers:
        """Each member's α: (members,)."""
        import torch

        rows, classes = truth.shape
        alphas = torch.zeros(len(outputs), dtype=torch.float64)
        for member, answers in enumerate(outputs):
            times = weights * _times(outputs[:member], truth, alphas)
            error = ((times * _wrong(answers, truth)).sum() / times.sum()).clamp(min=0.5 / rows)
            odds = ((1 - error) / error).clamp(min=1e-300).log() + math.log(classes - 1)
            alphas[member] = (self.shrinkage * odds).clamp(min=0)
        return {"weights": alphas}

    def sample_weight(self, outputs: Tensor, truth: Tensor, numbers: Numbers) -> Tensor | None:
        return _times(outputs, truth, numbers["weights"]) if len(outputs) else None

    def enough(self, outputs: Tensor, truth: Tensor, weights: Tensor) -> str | None:
        if not len(outputs):
            return None
        if not _wrong(outputs[-1], truth).any():
            return f"member {len(outputs)} makes no error on the training rows"
        if not self.fit(outputs, truth, weights)["weights"][-1]:
            return f"member {len(outputs)} does no better than chance on the rows that are hard by now"
        return None

    def combine(self, outputs: Tensor, numbers: Numbers) -> Tensor:
        import torch

        weights = numbers.get("weights", torch.zeros(len(outputs))).to(outputs.device)
        weights = torch.where(weights.any(), weights, torch.ones_like(weights))  # no branch, which no export could follow
        shares = (weights[:, None, None] * votes_of(outputs)).sum(0) / weights.sum()
        return (1 - SMOOTHING) * shares + SMOOTHING * outputs.mean(0)


def _wrong(answers: Tensor, truth: Tensor) -> Tensor:
    return answers.argmax(-1) != truth.argmax(-1)


def _times(outputs: Tensor, truth: Tensor, alphas: Tensor) -> Tensor:
    """exp Σₘ αₘ 1[m errs], divided by its mean: (rows,)."""
    import torch

    raised = torch.zeros(len(truth), dtype=torch.float64)
    for answers, alpha in zip(outputs, alphas, strict=False):
        raised = raised + alpha * _wrong(answers, truth)
    times = (raised - raised.max()).exp()
    return times / times.mean()


class Residuals(Combiner):
    """F₀ is the mean of the training targets; member m learns y − Fₘ₋₁, and Fₘ = Fₘ₋₁ + ν hₘ."""

    learns = True
    is_sum = True

    def __init__(self, shrinkage: float) -> None:
        self.shrinkage = shrinkage

    def fit(self, outputs: Tensor, truth: Tensor, weights: Tensor) -> Numbers:
        return {"start": (weights[:, None] * truth).sum(0) / weights.sum()}

    def residual(self, outputs: Tensor, truth: Tensor, numbers: Numbers) -> Tensor | None:
        return truth - self.combine(outputs, numbers)

    def combine(self, outputs: Tensor, numbers: Numbers) -> Tensor:
        return numbers["start"].to(outputs.device) + self.shrinkage * outputs.sum(0)


@ENSEMBLES.entry("boosting")
@options
class Boosting(Ensemble):
    """Of classes AdaBoost (SAMME): rows that were got wrong count more for the next member, and members vote by how seldom they
    err. Of values gradient boosting: each member learns what is left of the target.

    Freund & Schapire, A decision-theoretic generalization of on-line learning (1997); Hastie, Rosset, Zhu & Zou, Multi-class
    AdaBoost (2009); Friedman, Greedy function approximation (2001).
    """

    tasks = frozenset({Task.BINARY, Task.MULTICLASS, Task.REGRESSION})

    shrinkage: float | Literal["auto"] = option(
        "auto",
        help="the share of each member's own weight that it is given (ν); auto: 1 of classes, 0.5 of values",
        above=0,
        at_most=1,
    )

    def refusals(self, task: Task, loss: Loss) -> Iterator[tuple[str, str]]:
        yield from super().refusals(task, loss)
        if task.is_regression and loss.on_scores:
            fitting = [name for name in LOSSES if Task.REGRESSION in LOSSES[name].tasks and not LOSSES[name].on_scores]
            name = LOSSES.name_of(loss)
            yield "type", f"'boosting' of values learns errors, which the loss {name} is not made of; expected {listing(fitting)}"

    def resolved(self, task: Task) -> Ensemble:
        auto = 0.5 if task.is_regression else 1.0
        return dataclasses.replace(self, shrinkage=auto) if self.shrinkage == "auto" else self

    def combiner(self, task: Task) -> Combiner:
        assert self.shrinkage != "auto"
        return Residuals(self.shrinkage) if task.is_regression else Samme(self.shrinkage)
