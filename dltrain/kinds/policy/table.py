"""A table of what each action is worth in each state."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.kinds.policy.engine import PolicyEngine
from dltrain.models.policy.plan import TablePlan
from dltrain.spec.resolve import Resolved

VALUES = "model.values"  # the tensor of the table in a checkpoint: float64 (states, actions)


class TableEngine(PolicyEngine):
    """`values` are those of the actions, float64 (states, actions), and begin as zeros."""

    def __init__(self, resolved: Resolved) -> None:
        super().__init__(resolved)
        plan: Any = resolved.plan
        assert isinstance(plan, TablePlan)
        self.values = np.zeros((plan.states, plan.actions))

    def act(self, seen: NDArray[Any]) -> NDArray[np.int64]:
        return greedy(self.values, seen)

    def tensors(self) -> dict[str, NDArray[Any]]:
        return {VALUES: self.values}


def greedy(values: NDArray[np.float64], states: NDArray[Any]) -> NDArray[np.int64]:
    """The best action in each state, int64 (copies,), the first of equal ones."""
    return np.asarray(values[states].argmax(axis=-1), np.int64)
