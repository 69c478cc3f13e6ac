"""Policies that are computed, because the decision process is known: value iteration and policy iteration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.environments import Mdp
from dltrain.kinds.policy.table import TableEngine
from dltrain.spec.resolve import Resolved
from dltrain.training.minibatches.batches import Losses

SWEEPS, SMALL = 10_000, 1e-12  # at most so many sweeps measure a policy, until no value changes by more


class PlanningEngine(TableEngine):
    """An update of the values of all states at once. The loss is the largest change of a value."""

    def __init__(self, resolved: Resolved) -> None:
        super().__init__(resolved)
        mdp = self.environment.make().mdp()
        assert mdp is not None
        self.mdp = mdp

    def update(self, epoch: int, rate_at: Callable[[int], float]) -> Losses:
        worth = self.mdp.backup(self.state_values(), self.discount)
        change = float(np.abs(worth - self.values).max())
        self.values[...] = worth
        return {"train_loss": change}

    def state_values(self) -> NDArray[np.float64]:
        """What each state is worth, which the update looks ahead to."""
        raise NotImplementedError


class ValueIterationEngine(PlanningEngine):
    """v(s) = max q(s, ·)."""

    def state_values(self) -> NDArray[np.float64]:
        best: NDArray[np.float64] = self.values.max(axis=1)
        return best


class PolicyIterationEngine(PlanningEngine):
    """v of the policy that is greedy by q."""

    def state_values(self) -> NDArray[np.float64]:
        return values_of(self.mdp, self.values.argmax(axis=1), self.discount)


def values_of(mdp: Mdp, actions: NDArray[Any], discount: float) -> NDArray[np.float64]:
    """What each state is worth to a policy, float64 (states,), that takes the action of each, int (states,).

    The solution of v = r + γ P v; without a discount, where a policy may never end, as many sweeps as it takes, SWEEPS at most.
    """
    states = np.arange(len(actions))
    rewards, transitions = mdp.rewards[states, actions], mdp.transitions[states, actions]
    if discount < 1:
        solved: NDArray[np.float64] = np.linalg.solve(np.eye(len(states)) - discount * transitions, rewards)
        return solved
    values = np.zeros(len(states))
    for _ in range(SWEEPS):
        before, values = values, rewards + transitions @ values
        if np.abs(values - before).max() <= SMALL:
            break
    return values
