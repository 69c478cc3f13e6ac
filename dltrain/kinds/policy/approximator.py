"""What a policy is approximated by: a network of which any gradient by its scores makes a step, whichever engine runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dltrain.arrays import NUMPY
from dltrain.models.plan import Plan
from dltrain.optimizers import Optimizer
from dltrain.randomness import numpy_generator, seed_of
from dltrain.training.descent import descend
from dltrain.training.explicit.network import ExplicitNetwork, initial_weights
from dltrain.training.minibatches.batches import Settings
from dltrain.training.scales import Tensor, scales_of
from dltrain.training.segments import segments

Floats = NDArray[np.float32]
Slope = Callable[[Floats], tuple[float, Floats]]  # scores (rows, units) to a loss and its gradient by them, of their shape


class Approximator(Protocol):
    """A network: observations float32 (rows, numbers) to scores float32 (rows, units)."""

    def scores(self, seen: Floats) -> Floats:
        """The scores, without dropout."""

    def step(self, seen: Floats, slope: Slope, rate: float, number: int) -> float:
        """A step of the optimizer, the `number`-th from 0, along the gradient that `slope` gives; the loss before it."""

    def tensors(self) -> dict[str, NDArray[Any]]:
        """Its weights and its optimizer's state as they lie in memory."""

    def weights(self) -> NDArray[np.float32]:
        """All of its weights as one vector, as it lies in memory."""


class ExplicitApproximator:
    """A dense network of numpy, with the gradients by hand."""

    def __init__(self, plan: Plan, optimizer: Optimizer, settings: Settings) -> None:
        weights = initial_weights(plan, lambda layer: numpy_generator(settings.seed, f"initial weights {layer}"))
        self.network = ExplicitNetwork(plan, [weights], NUMPY)
        self.optimizer, self.settings = optimizer, settings
        parameters = self.network.parameters
        named = [Tensor(slot.name, int(np.prod(slot.shape)), len(slot.shape) > 1) for slot in self.network.slots]
        scales = scales_of(NUMPY, named, settings, parameters)
        state = optimizer.initial_state(NUMPY, parameters)
        (self.segment,), self.state = segments(NUMPY, parameters, [self.network.gradients], state, scales)

    def scores(self, seen: Floats) -> Floats:
        with np.errstate(all="ignore"):
            scores: Floats = self.network.infer(seen)
        return scores

    def step(self, seen: Floats, slope: Slope, rate: float, number: int) -> float:
        network = self.network
        for stage in network.dropped:
            stage.keys[:] = seed_of(self.settings.seed, f"dropout {stage.name}", 0, number)
        with np.errstate(all="ignore"):
            loss, gradient = slope(_finished(network.forward(seen, len(seen))))
            _finished(network.backward(gradient, len(seen)))
            _finished(descend(NUMPY, self.optimizer, self.settings, self.segment, rate, number + 1))
        return loss

    def tensors(self) -> dict[str, NDArray[Any]]:
        named = {f"model.{name}": array for name, array in self.network.named().items()}
        return named | {f"optimizer.{name}": array for name, array in self.state.items()}

    def weights(self) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.network.parameters
        return vector


def _finished(work: Iterator[Any]) -> Any:
    """What a generator returns that has nobody to wait for."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value
