"""What the processes that train one network hand each other: in a step, and where it is saved or sampled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dltrain.arrays import Array
from dltrain.training.distribution import Addition, Exchange, GpuGroup, Group
from dltrain.training.parameters import Parameters


@dataclass(frozen=True)
class Handed:
    """`gradients` of all shares to whoever updates with them; the new `values` of the parameters to all; to the first process the
    optimizer's `state` before it is saved, and the gradients that are `sampled`."""

    gradients: Exchange
    values: Exchange
    state: Exchange
    sampled: Exchange


def handed_by(group: Group, parameters: Parameters) -> Handed:
    """That of some parameters. Each process updates its own segments; with a GPU each all of them."""
    gradients: Sequence[Array] = parameters.gradients
    if isinstance(group, GpuGroup):
        return Handed(Addition(group, parameters.gradients[0]), group.nothing, group.nothing, group.nothing)
    shares, values = len(gradients), parameters.values
    vectors = [one for one in parameters.state.values() if one.shape == values.shape]
    return Handed(
        group.gradients(gradients),
        group.segments(values, shares),
        sum((group.segments(one, shares, to_first=True) for one in vectors), group.nothing),
        group.segments(gradients[0], shares, to_first=True),
    )
