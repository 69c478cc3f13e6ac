"""A policy out of a checkpoint: what it does, and what speaks for each action."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.environments import Space
from dltrain.kinds.loading import check_sizes, explicit_network
from dltrain.kinds.policy.gradients import log_probabilities
from dltrain.kinds.policy.network import ObservationScaler, best_of
from dltrain.kinds.policy.table import VALUES, greedy
from dltrain.models.policy.options import Policy
from dltrain.runs import stored_tensors
from dltrain.spec.resolve import Resolved


def policy_of(resolved: Resolved) -> Policy:
    """The section `model` of a policy."""
    model: Any = resolved.model
    return model  # type: ignore[no-any-return]  # the options of this kind


class Known:
    """What a policy knows of observations. `weights` are its tensors, by name."""

    kind = "value"  # what speaks for an action

    def __init__(self, space: Space, weights: Mapping[str, NDArray[Any]]) -> None:
        self.space, self.weights = space, weights

    def act(self, seen: NDArray[Any]) -> NDArray[np.int64]:
        """The best action for each observation, (rows,) of states or (rows, numbers)."""
        raise NotImplementedError

    def speaks(self, seen: NDArray[Any]) -> NDArray[np.float64]:
        """What speaks for each action, (rows, actions): what it is worth, or its probability."""
        raise NotImplementedError

    def worth(self, seen: NDArray[Any]) -> NDArray[np.float64]:
        """What each observation is worth: (rows,)."""
        best: NDArray[np.float64] = self.speaks(seen).max(axis=1)
        return best

    def undone(self, block: NDArray[np.float32]) -> NDArray[Any]:
        """Encoded observations, (rows, numbers), as the environment shows them."""
        if self.space.states:
            states: NDArray[np.int64] = block[:, 0].round().clip(0, self.space.states - 1).astype(np.int64)
            return states
        scales = np.array(self.space.scales or [(0.0, 1.0)] * block.shape[1])
        return np.asarray(block * scales[:, 1] + scales[:, 0], np.float32)

    def tell(self, seen: NDArray[Any]) -> dict[str, Any]:
        """The action for each observation, and what speaks for each action, as columns."""
        spoken = self.speaks(seen)
        names = self.space.actions
        columns: dict[str, Any] = {"action": [names[one] for one in self.act(seen).tolist()]}
        return columns | {f"{self.kind}_{name}": spoken[:, index] for index, name in enumerate(names)}


class KnownTable(Known):
    """A table of values."""

    def __init__(self, space: Space, weights: Mapping[str, NDArray[Any]]) -> None:
        super().__init__(space, weights)
        self.values: NDArray[np.float64] = weights["values"]

    def act(self, seen: NDArray[Any]) -> NDArray[np.int64]:
        return greedy(self.values, seen)

    def speaks(self, seen: NDArray[Any]) -> NDArray[np.float64]:
        spoken: NDArray[np.float64] = self.values[np.clip(seen, 0, len(self.values) - 1)]
        return spoken


class KnownNetwork(Known):
    """A network, whose scores are values, or of probabilities with a value behind them where there is a critic."""

    def __init__(self, space: Space, weights: Mapping[str, NDArray[Any]], scores: Any, *, draws: bool) -> None:
        super().__init__(space, weights)
        self.scaler, self.scores, self.draws = ObservationScaler(space), scores, draws
        self.kind = "probability" if draws else "value"

    def act(self, seen: NDArray[Any]) -> NDArray[np.int64]:
        return best_of(self.scores(self.scaler(seen)), len(self.space.actions))

    def speaks(self, seen: NDArray[Any]) -> NDArray[np.float64]:
        scores = self.scores(self.scaler(seen))[:, : len(self.space.actions)]
        return np.exp(log_probabilities(scores)) if self.draws else scores.astype(np.float64)

    def worth(self, seen: NDArray[Any]) -> NDArray[np.float64]:
        scores: NDArray[Any] = self.scores(self.scaler(seen))
        actions = len(self.space.actions)
        return (scores[:, actions] if scores.shape[1] > actions else scores.max(axis=1)).astype(np.float64)


def known_of(resolved: Resolved, tensors: Mapping[str, NDArray[Any]]) -> Known:
    """The policy of a checkpoint's tensors. Raises Misfit where they are not those of its plan, InputError where what the
    environment takes is not installed."""
    policy = policy_of(resolved)
    space = policy.environment.make().space
    if policy.algorithm.is_table:
        plan: Any = resolved.plan
        stored_tensors.check({VALUES: np.zeros((plan.states, plan.actions))}, tensors)
        return KnownTable(space, stored_tensors.strip_prefix(tensors, "model."))
    weights = stored_tensors.strip_prefix(tensors, "model.")
    return KnownNetwork(space, weights, _scores_of(resolved, tensors), draws=policy.algorithm.draws)


def _scores_of(resolved: Resolved, tensors: Mapping[str, NDArray[Any]]) -> Any:
    """What gives the scores of what a network sees."""
    if resolved.experiment.engine == "numpy":
        from dltrain.arrays import NUMPY

        return explicit_network(resolved, tensors, NUMPY).infer
    check_sizes(resolved, tensors)
    import torch

    from dltrain.runs.stored_tensors import strip_prefix
    from dltrain.training.ensembles.committee import network_of

    network = network_of(resolved, strip_prefix({name: torch.from_numpy(array) for name, array in tensors.items()}, "model."))

    def scores(seen: NDArray[np.float32]) -> NDArray[Any]:
        with torch.no_grad():
            given: NDArray[Any] = network(torch.from_numpy(seen)).numpy()
        return given

    return scores
