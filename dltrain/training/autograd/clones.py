"""The state of a training on a GPU, kept there until somebody wants its numbers: an epoch's end then waits for no copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
from torch import Tensor

MAX_BYTES = 2**28  # kept on the GPU: two states of so many are; larger ones take little of an epoch to copy


Ordered = Mapping[str, Callable[[Tensor], Tensor]]  # what puts the numbers of some tensors in the order of a checkpoint
AS_THEY_ARE: Ordered = MappingProxyType({})


class Clones(Mapping[str, np.ndarray]):
    """Copies of tensors where these are, as arrays by their names; an array is made each time that it is asked for."""

    def __init__(self, tensors: Mapping[str, Tensor], ordered: Ordered) -> None:
        self._tensors, self._ordered = {name: tensor.detach().clone() for name, tensor in tensors.items()}, ordered

    def __getitem__(self, name: str) -> np.ndarray:
        array: np.ndarray = _here(name, self._tensors[name], self._ordered).numpy()
        return array

    def __iter__(self) -> Iterator[str]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)


def state_of(tensors: Mapping[str, Tensor], ordered: Ordered = AS_THEY_ARE) -> Mapping[str, np.ndarray]:
    """A copy of tensors, as arrays by their names: on their GPU as long as nobody asks, where it is small beside that."""
    if any(tensor.is_cuda for tensor in tensors.values()) and sum(tensor.nbytes for tensor in tensors.values()) <= MAX_BYTES:
        return Clones(tensors, ordered)
    return {name: copied(_here(name, tensor, ordered)) for name, tensor in tensors.items()}


def _here(name: str, tensor: Tensor, ordered: Ordered) -> Tensor:
    """A tensor on the processor, in the order of a checkpoint."""
    here = tensor.detach().cpu()
    return ordered[name](here) if name in ordered else here


def copied(tensor: Tensor) -> np.ndarray:
    """Its numbers as they are now."""
    return np.array(tensor.detach().cpu().numpy())
