"""Where the trained parameters of a network lie in the one vector of all."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.utils import dlpack

from dltrain.modules import read_together

ALIGNED = 64  # numbers of float32: 256 bytes


@dataclass(frozen=True)
class Layout:
    """Of each parameter, in the order of the network: its numbers (`sizes`), where it begins in the vector (`starts`), and where
    the storage does that it is a view of (`storages`). `count` numbers are in the vector, those between parameters 0.

    Everywhere but in the vectors of a training the parameters are one after another in the order of the network.
    """

    sizes: Sequence[int]
    starts: Sequence[int]
    storages: Sequence[int]
    count: int

    @functools.cached_property
    def is_plain(self) -> bool:
        """Whether the vector has the parameters one after another in the order of the network."""
        return list(self.starts) == [0, *itertools.accumulate(self.sizes)][: len(self.sizes)] and self.count == sum(self.sizes)

    def lay_over(self, parameters: Sequence[nn.Parameter], vector: Tensor) -> None:
        """Makes parameters views into a vector that has their numbers."""
        storages = {0: vector}
        for parameter, start, first in zip(parameters, self.starts, self.storages, strict=True):
            if first not in storages:  # the same memory, but as a storage of its own that begins there
                storages[first] = dlpack.from_dlpack(vector[first:])
            parameter.data = storages[first].as_strided(parameter.shape, parameter.stride(), start - first)

    def views(self, parameters: Sequence[nn.Parameter], vector: Tensor) -> list[Tensor]:
        """What a vector has for each parameter, in its shape and its order in memory."""
        own = zip(parameters, self.starts, strict=True)
        return [vector.as_strided(parameter.shape, parameter.stride(), start) for parameter, start in own]

    def in_order(self, vector: Tensor) -> Tensor:
        """A vector's numbers of the parameters one after another, in the order of the network; itself if it has them so."""
        if self.is_plain:
            return vector
        return torch.cat([vector[start : start + size] for start, size in zip(self.starts, self.sizes, strict=True)])

    def laid_out(self, ordered: Tensor) -> Tensor:
        """The vector of numbers that are in the order of the network."""
        if self.is_plain:
            return ordered
        vector = ordered.new_zeros(self.count)
        for start, numbers in zip(self.starts, torch.split(ordered, list(self.sizes)), strict=True):
            vector[start : start + len(numbers)] = numbers
        return vector


def layout_of(network: nn.Module, parameters: Sequence[nn.Parameter], device: str) -> Layout:
    """That of the trained parameters of a network. On a GPU of NVIDIA's each begins where kernels may read several numbers at
    once: for addresses in between cuBLAS and cuDNN have slower ones. And weights that cuDNN reads together are one after another
    as it wants them, in a storage that begins with them; else it copies them together at each step."""
    is_cuda, trained = device.startswith("cuda"), {id(parameter) for parameter in parameters}
    together = {}
    for chunk in read_together(network) if is_cuda else ():
        if all(id(one) in trained for one in chunk):
            together.update({id(one): chunk for one in chunk})
    starts: dict[int, int] = {}
    storages: dict[int, int] = {}
    end = 0
    for parameter in parameters:
        if id(parameter) in starts:
            continue
        chunk = together.get(id(parameter), [])
        first = end = -(-end // ALIGNED) * ALIGNED if is_cuda else end
        for one in chunk or [parameter]:
            starts[id(one)], storages[id(one)] = end, first if chunk else 0
            end += one.numel()
    names = [id(parameter) for parameter in parameters]
    sizes = [parameter.numel() for parameter in parameters]
    return Layout(sizes, [starts[one] for one in names], [storages[one] for one in names], end)
