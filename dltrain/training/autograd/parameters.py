"""The parameters that torch differentiates by: all of a network in one vector, with its gradients and the optimizer's state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import Tensor, nn

from dltrain.arrays import torch_arrays
from dltrain.optimizers import Optimizer
from dltrain.process.copies import shared_zeros
from dltrain.training import scales
from dltrain.training.autograd.layout import Layout, layout_of
from dltrain.training.averaging import Averaging, with_average
from dltrain.training.descent import descend
from dltrain.training.distribution import ALONE, Group
from dltrain.training.measuring.probe import layer_of
from dltrain.training.minibatches.batches import Settings
from dltrain.training.segments import repeat, segments
from dltrain.training.shares import Sync

NORMS = (nn.modules.batchnorm._BatchNorm, nn.LayerNorm, nn.GroupNorm)  # whose scales and shifts are no weights


class Parameters:
    """All trained parameters of a network as one vector, their gradients as another, and the optimizer's state; of the networks
    that take a share of each batch the gradients of each, in memory that all
    processes see; the network itself takes the first share of this process."""

    def __init__(
        self,
        network: nn.Module,
        optimizer: Optimizer,
        settings: Settings,
        device: str,
        copies: Sequence[nn.Module] = (),
        group: Group = ALONE,
    ) -> None:
        self.group, own = group, group.own(1 + len(copies)).start
        self.optimizer, self.settings, xp = optimizer, settings, torch_arrays()
        self.trained = _trained(network)
        self.layout = layout = layout_of(network, self.trained, device)
        self.values = _flattened(self.trained, layout, device, is_shared=bool(copies))
        for other in copies:
            layout.lay_over(_trained(other), self.values)
        every = [_trained(one) for one in (*copies[:own], network, *copies[own:])]
        self.gradients = [_with_gradients(parameters, layout, self.values, is_shared=bool(copies)) for parameters in every]
        state = with_average(xp, settings, self.values, optimizer.initial_state(xp, self.values))
        rates = scales.scales_of(xp, tensors_of(network), settings, self.values).by(layout.laid_out)
        self.segments, self.state = segments(xp, self.values, self.gradients, state, rates)
        self.squares = shared_zeros(len(every), dtype="float64")
        self.averaging = Averaging(xp, settings, self.values, self.state, len(every), group)

    @property
    def vectors(self) -> list[str]:
        """The slots of the optimizer's state that have a number for each parameter."""
        return [slot for slot, one in self.state.items() if one.shape == self.values.shape]

    def restore(self, stored: Mapping[str, Tensor]) -> None:
        """Takes over the optimizer's state as checkpoints have it: its vectors in the order of the network, wherever that is
        trained."""
        vectors = self.vectors
        with torch.no_grad():
            for slot, one in self.state.items():
                one.copy_(self.layout.laid_out(stored[slot]) if slot in vectors else stored[slot])
        repeat(self.segments)

    def descend(self, rate: float, step: int) -> None:
        """One step, which counts from 1, along the gradients as they are."""
        for _ in self.descend_in_share(0, rate, step):
            pass

    def descend_in_share(self, share: int, rate: float, step: int) -> Iterator[Sync]:
        """What a share does of a step."""
        squares = self.squares if len(self.segments) > 1 else None
        work = descend(
            torch_arrays(), self.optimizer, self.settings, self.segments[share], rate, step, squares, share, self.group
        )
        while True:
            with torch.no_grad():  # never left open for other shares to find
                try:
                    sync = next(work)
                except StopIteration:
                    return
            yield sync


def tensors_of(network: nn.Module) -> list[scales.Tensor]:
    """The trained tensors of a network, in the order of its parameters. A network that is not made of `layers` tells by its own
    `layer_of(name)` which layer a parameter belongs to, first to last in the order of the parameters."""
    label = getattr(network, "layer_of", layer_of)
    norms = {
        f"{name}.{own}"
        for name, module in network.named_modules()
        if isinstance(module, NORMS)
        for own, _ in module.named_parameters()
    }
    return [
        scales.Tensor(label(name), one.numel(), one.dim() > 1 and name not in norms)
        for name, one in network.named_parameters()
        if one.requires_grad
    ]


def _trained(network: nn.Module) -> list[nn.Parameter]:
    return [parameter for parameter in network.parameters() if parameter.requires_grad]


def _flattened(parameters: list[nn.Parameter], layout: Layout, device: str, *, is_shared: bool) -> Tensor:
    """One vector of all parameters, which become views into it, laid out as before."""
    flat = _zeros(layout.count, device, is_shared=is_shared)
    with torch.no_grad():
        for parameter, view in zip(parameters, layout.views(parameters, flat), strict=True):
            view.copy_(parameter)
    layout.lay_over(parameters, flat)
    return flat


def _with_gradients(parameters: list[nn.Parameter], layout: Layout, flat: Tensor, *, is_shared: bool) -> Tensor:
    """One vector of the gradients of parameters that are views into another."""
    gradients = _zeros(len(flat), flat.device, is_shared=is_shared)
    for parameter, view in zip(parameters, layout.views(parameters, gradients), strict=True):
        parameter.grad = view
    return gradients


def _zeros(count: int, device: str | torch.device, *, is_shared: bool) -> Tensor:
    return torch.from_numpy(shared_zeros(count)) if is_shared else torch.zeros(count, device=device)
