"""The parameters that torch differentiates by: all of a network in one vector, with its gradients and the optimizer's state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor, nn

from dltrain.arrays import torch_arrays
from dltrain.optimizers import Optimizer
from dltrain.process.copies import shared_zeros
from dltrain.training.batches import Settings
from dltrain.training.descent import descend
from dltrain.training.segments import segments
from dltrain.training.shares import DONE


class Parameters:
    """All trained parameters of a network as one vector, their gradients as another, and the optimizer's state; of the networks
    that take a share of each batch the gradients of each, in memory that all processes see."""

    def __init__(
        self, network: nn.Module, optimizer: Optimizer, settings: Settings, device: str, copies: Sequence[nn.Module] = ()
    ) -> None:
        self.optimizer, self.settings, xp = optimizer, settings, torch_arrays()
        self.trained = _trained(network)
        self.values = _flattened(self.trained, device, is_shared=bool(copies))
        for other in copies:
            _laid_over(_trained(other), self.values)
        every = [self.trained, *map(_trained, copies)]
        self.gradients = [_with_gradients(parameters, self.values, is_shared=bool(copies)) for parameters in every]
        state = optimizer.initial_state(xp, self.values)
        self.segments, self.state = segments(xp, self.values, self.gradients, state)
        self.squares = shared_zeros(len(every), dtype="float64")

    def descend(self, rate: float, step: int) -> None:
        """One step, which counts from 1, along the gradients as they are."""
        for _ in self.descend_in_share(0, rate, step):
            pass

    def descend_in_share(self, share: int, rate: float, step: int) -> Iterator[None]:
        """What a share does of a step."""
        segment, squares = self.segments[share], self.squares if len(self.segments) > 1 else None
        with torch.no_grad():
            gradients = segment.summed()
        xp, settings = torch_arrays(), self.settings
        parameters, state = segment.parameters, segment.state
        work = descend(xp, self.optimizer, settings, parameters, gradients, state, rate, step, squares, share)
        is_done = False
        while not is_done:
            with torch.no_grad():  # never left open for other shares to find
                is_done = next(work, DONE) is DONE
            if not is_done:
                yield


def _trained(network: nn.Module) -> list[nn.Parameter]:
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


def _flattened(parameters: list[nn.Parameter], device: str, *, is_shared: bool) -> Tensor:
    """One vector of all parameters, which become views into it, laid out as before."""
    count = sum(parameter.numel() for parameter in parameters)
    flat = torch.from_numpy(shared_zeros(count)) if is_shared else torch.empty(count, device=device)
    position = 0
    with torch.no_grad():
        for parameter in parameters:
            flat.as_strided(parameter.shape, parameter.stride(), position).copy_(parameter)
            position += parameter.numel()
    _laid_over(parameters, flat)
    return flat


def _laid_over(parameters: list[nn.Parameter], flat: Tensor) -> None:
    """Makes the parameters views into a vector that has their numbers."""
    position = 0
    for parameter in parameters:
        parameter.data = flat.as_strided(parameter.shape, parameter.stride(), position)
        position += parameter.numel()


def _with_gradients(parameters: list[nn.Parameter], flat: Tensor, *, is_shared: bool) -> Tensor:
    """One vector of the gradients of parameters that are views into another."""
    gradients = torch.from_numpy(shared_zeros(len(flat))) if is_shared else torch.zeros_like(flat)
    for parameter in parameters:
        parameter.grad = gradients.as_strided(parameter.shape, parameter.stride(), parameter.storage_offset())
    return gradients
