"""What the engines of all algorithms have in common: an epoch is an update, and is not broken off."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.part import Part
from dltrain.diagnosis.health import Sample
from dltrain.kinds.policy.play import Arena, Played
from dltrain.models.policy.options import Policy
from dltrain.runs import stored_tensors
from dltrain.spec.resolve import Resolved
from dltrain.training.loop import Partial
from dltrain.training.minibatches.batches import Losses

Tensors = Mapping[str, NDArray[Any]]


@dataclass
class Taken:
    """How many steps in the environment the last update took: what is told as rows a second."""

    count: int = 1


class PolicyEngine:
    """A policy in training. All randomness is a function of (seed, purpose, epoch, episode or step)."""

    device = "cpu"

    def __init__(self, resolved: Resolved) -> None:
        model: Any = resolved.model
        self.options: Policy = model
        self.seed, self.epochs = resolved.experiment.seed, int(resolved.experiment.training.epochs)
        self.environment, self.discount = self.options.environment, self.options.discount
        self.arena = Arena(self.environment)
        self.rows: Any = Taken()
        self.step, self.partial = 0, {}
        self.samples: list[Sample] = []

    step: int
    partial: Partial

    @property
    def steps_per_epoch(self) -> int:
        """One, unless an update is several steps of the optimizer."""
        return 1

    def epoch(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        """Makes an update; None where `pausing` had it not begin."""
        if pausing():
            return None
        losses = self.update(epoch, rate_at)
        self.step += self.steps_per_epoch
        return losses

    def update(self, epoch: int, rate_at: Callable[[int], float]) -> Losses:
        """Makes an update; what is recorded of it. `rate_at(step)` gives the learning rate, steps counted over the whole run."""
        raise NotImplementedError

    def act(self, seen: NDArray[Any]) -> NDArray[np.int64]:
        """The best action by what is known, for each observation."""
        raise NotImplementedError

    def tensors(self) -> dict[str, NDArray[Any]]:
        """All that the rest of the run depends on, as it lies in memory."""
        raise NotImplementedError

    def sample_steps(self, due: frozenset[int]) -> None:
        """Nothing is sampled."""

    def load(self, part: Part) -> Any:
        """Episodes are none of a part's rows."""
        raise NotImplementedError

    def scores(self, rows: Any) -> Played:
        """What comes of the episodes of a split, whose seeds `rows` are, where always the best action is taken."""
        return self.arena.play(rows, self.act)

    def snapshot(self) -> dict[str, NDArray[Any]]:
        return {name: array.copy() for name, array in self.tensors().items()}

    def restore(self, state: Tensors, step: int, partial: Partial) -> None:
        own = self.tensors()
        stored_tensors.check(own, state)
        for name, array in own.items():
            array[...] = state[name]
        self.step, self.partial = step, dict(partial)
