"""Ensembles whose members know nothing of each other: averaging, voting, bagging."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.lazy import NDArray, Tensor, np
from dltrain.models.ensembles.base import ENSEMBLES, Combiner, Ensemble
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.models.ensembles.base import Numbers


class Mean(Combiner):
    """(1/M) Σₘ pₘ."""

    def combine(self, outputs: Tensor, numbers: Numbers) -> Tensor:
        return outputs.mean(0)


class Majority(Combiner):
    """(Σₘ 1[member m says k] + p̄ₖ) / (M + 1), p̄ the members' mean probability: where votes are tied it decides, and elsewhere it
    cannot. A label of several is voted on by itself."""

    def __init__(self, multilabel: bool) -> None:
        self.multilabel = multilabel

    def combine(self, outputs: Tensor, numbers: Numbers) -> Tensor:
        votes = (outputs > 0.5).double() if self.multilabel else votes_of(outputs)
        return (votes.sum(0) + outputs.mean(0)) / (len(outputs) + 1)


def votes_of(outputs: Tensor) -> Tensor:
    """1 where a member's most probable class is, else 0: the shape of `outputs`."""
    import torch

    return torch.zeros_like(outputs).scatter_(-1, outputs.argmax(-1, keepdim=True), 1.0)


@ENSEMBLES.entry("averaging")
@options
class Averaging(Ensemble):
    """The mean of the probabilities, or of the values, of members that differ in their seeds.

    Hansen & Salamon, Neural network ensembles (1990); Lakshminarayanan, Pritzel & Blundell, Simple and scalable predictive
    uncertainty estimation using deep ensembles (2017).
    """

    def combiner(self, task: Task) -> Combiner:
        return Mean()


@ENSEMBLES.entry("voting")
@options
class Voting(Ensemble):
    """The class that most members say, who differ in their seeds; where votes are tied, the mean probability decides.

    Hansen & Salamon, Neural network ensembles (1990).
    """

    tasks = frozenset({Task.BINARY, Task.MULTICLASS, Task.MULTILABEL})

    def combiner(self, task: Task) -> Combiner:
        return Majority(task.is_multilabel)


@ENSEMBLES.entry("bagging")
@options
class Bagging(Ensemble):
    """The mean of members that each learn from rows drawn with replacement from the training rows.

    Breiman, Bagging predictors (1996).
    """

    copies_rows = True

    share: float = option(1.0, help="how many rows are drawn for a member, as a share of the training rows", above=0, at_most=1)

    def sample(self, rows: int, generator: np.random.Generator) -> NDArray[np.int64]:
        return generator.integers(rows, size=max(1, round(self.share * rows)))

    def combiner(self, task: Task) -> Combiner:
        return Mean()
