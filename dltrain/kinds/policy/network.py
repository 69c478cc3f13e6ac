"""What the engines of networks have in common: observations as the network sees them, and the best action by its scores."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.environments import Space
from dltrain.kinds.policy.approximator import Approximator, ExplicitApproximator, Floats
from dltrain.kinds.policy.copies import Copies
from dltrain.kinds.policy.engine import PolicyEngine
from dltrain.losses import Loss
from dltrain.models.plan import single
from dltrain.models.policy.algorithms import NetworkAlgorithm
from dltrain.runs import stored_tensors
from dltrain.spec.resolve import Resolved
from dltrain.training.loop import Partial
from dltrain.training.minibatches.batches import settings_of


class ObservationScaler:
    """Observations as the network sees them: float32 (rows, numbers), each scaled; of states (rows, states), one of them 1."""

    def __init__(self, space: Space) -> None:
        self.states = space.states
        scales = space.scales or ((0.0, 1.0),) * len(space.numbers)
        self.offset, self.divisor = (np.array([one[index] for one in scales], np.float32) for index in (0, 1))

    def __call__(self, seen: NDArray[Any]) -> Floats:
        if self.states:
            return np.eye(self.states, dtype=np.float32)[np.asarray(seen, np.int64)]
        return np.ascontiguousarray((seen - self.offset) / self.divisor, np.float32)


def approximator_of(resolved: Resolved, network: Any) -> Approximator:
    """The network of a plan with its first weights; `network` is the module where torch differentiates."""
    optimizer, settings = resolved.experiment.training.optimizer, settings_of(resolved.experiment)
    if network is None:
        return ExplicitApproximator(single(resolved.plan), optimizer, settings)
    from dltrain.kinds.policy.torch_approximator import TorchApproximator

    return TorchApproximator(network, optimizer, settings)


class NetworkEngine(PolicyEngine):
    """A network in training, by what it meets in copies of its environment."""

    def __init__(self, resolved: Resolved, network: Any) -> None:
        super().__init__(resolved)
        algorithm: Any = self.options.algorithm
        self.algorithm: NetworkAlgorithm = algorithm
        self.training, self.loss = resolved.experiment.training, resolved.loss
        self.batch = int(self.training.batch_size) if self.training.batch_size != "all" else 2**31
        self.copies = Copies(self.environment, self.algorithm.copies, self.seed)
        space = self.copies.worlds[0].space
        self.actions, self.scaler = len(space.actions), ObservationScaler(space)
        self.network = approximator_of(resolved, network)

    def act(self, seen: NDArray[Any]) -> NDArray[np.int64]:
        return best_of(self.network.scores(self.scaler(seen)), self.actions)

    def tensors(self) -> dict[str, NDArray[Any]]:
        return {**self.network.tensors(), **self.copies.tensors()}

    def restore(self, state: Any, step: int, partial: Partial) -> None:
        stored_tensors.check(self.tensors(), state)
        super().restore(state, step, partial)
        self.copies.replay()


def best_of(scores: Floats, actions: int) -> NDArray[np.int64]:
    """The action of the highest score of each row, int64 (rows,), the first of equal ones."""
    return np.asarray(scores[:, :actions].argmax(axis=1), np.int64)


def error_slope(loss: Loss, predicted: Floats, targets: NDArray[Any]) -> tuple[NDArray[Any], Floats]:
    """The loss of each prediction of a number and its derivative by it: both (rows,)."""
    from dltrain.arrays import NUMPY
    from dltrain.tasks import Task

    values, slopes = loss.values_and_gradients(NUMPY, predicted[:, None], targets[:, None].astype(np.float32), Task.REGRESSION)
    return values, slopes[:, 0]
