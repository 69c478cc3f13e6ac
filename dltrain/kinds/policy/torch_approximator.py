"""A network of torch as an approximator: any layers, with torch's own differentiation."""

from __future__ import annotations

from typing import Any

import torch
from numpy.typing import NDArray

from dltrain.kinds.policy.approximator import Floats, Slope
from dltrain.modules import Network, seeded
from dltrain.optimizers import Optimizer
from dltrain.randomness import seed_of
from dltrain.training.autograd.parameters import Parameters
from dltrain.training.minibatches.batches import Settings


class TorchApproximator:
    """A network on the CPU, on one thread: a step in an environment is too short for more."""

    def __init__(self, network: Network, optimizer: Optimizer, settings: Settings) -> None:
        torch.set_num_threads(1)
        self.network, self.settings = network.eval(), settings
        self.parameters = Parameters(network, optimizer, settings, "cpu")
        self.seeded = list(seeded(network))

    def scores(self, seen: Floats) -> Floats:
        with torch.no_grad():
            scores: Floats = self.network(torch.from_numpy(seen)).numpy()
        return scores

    def step(self, seen: Floats, slope: Slope, rate: float, number: int) -> float:
        self.network.train()
        for name, module in self.seeded:
            module.key, module.first = seed_of(self.settings.seed, f"dropout {name}", 0, number), 0
        self.parameters.gradients[0].zero_()
        scores = self.network(torch.from_numpy(seen))
        loss, gradient = slope(scores.detach().numpy())
        scores.backward(torch.from_numpy(gradient))
        self.parameters.descend(rate, number + 1)
        self.network.eval()
        return loss

    def tensors(self) -> dict[str, NDArray[Any]]:
        named = {f"model.{name}": tensor.detach().numpy() for name, tensor in self.network.state_dict().items()}
        return named | {f"optimizer.{name}": tensor.detach().numpy() for name, tensor in self.parameters.state.items()}

    def weights(self) -> NDArray[Any]:
        vector: NDArray[Any] = self.parameters.values.detach().numpy()
        return vector
