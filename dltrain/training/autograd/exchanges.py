"""What the processes that train one network hand each other: in a step, and where it is saved or sampled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from torch import Tensor, nn

from dltrain.arrays import Array
from dltrain.training.autograd.clones import Ordered, copied, state_of
from dltrain.training.autograd.parameters import Parameters
from dltrain.training.distribution import Addition, Exchange, GpuGroup, Group
from dltrain.training.segments import placeholder_zeros


@dataclass(frozen=True)
class Exchanges:
    """`gradients` of all shares to whoever updates with them; the new `values` of the parameters to all; to the first process the
    optimizer's `state` before it is saved, and the gradients that are `sampled`."""

    gradients: Exchange
    values: Exchange
    state: Exchange
    sampled: Exchange


def exchanges_of(group: Group, parameters: Parameters) -> Exchanges:
    """That of some parameters. Each process updates its own segments; with a GPU each all of them."""
    gradients: Sequence[Array] = parameters.gradients
    if isinstance(group, GpuGroup):
        return Exchanges(Addition(group, parameters.gradients[0]), group.nothing, group.nothing, group.nothing)
    shares, values = len(gradients), parameters.values
    vectors = [one for one in parameters.state.values() if one.shape == values.shape]
    return Exchanges(
        group.gradients(gradients),
        group.segments(values, shares),
        sum((group.segments(one, shares, to_first=True) for one in vectors), group.nothing),
        group.segments(gradients[0], shares, to_first=True),
    )


def collected(tensors: Mapping[str, Tensor], ordered: Ordered, group: Group, *exchanges: Exchanges) -> Mapping[str, np.ndarray]:
    """A copy of everything that training changes, by name; of an optimizer's state the first process alone has all."""
    for one in exchanges:
        one.state()
    if group.is_first or isinstance(group, GpuGroup):
        return state_of(tensors, ordered)
    return {name: copied(one) if name.startswith("model.") else placeholder_zeros(one.numpy()) for name, one in tensors.items()}


def sync_batch_norms(network: nn.Module, group: Group) -> list[Any]:
    """The batch norms, which act on the rows of all processes where there are several."""
    if group.world == 1:
        return []
    norms: list[Any] = [one for one in network.modules() if isinstance(one, nn.modules.batchnorm._BatchNorm)]
    for norm in norms:
        norm.summing = group.all_gather
    return norms
