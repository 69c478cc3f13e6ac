"""Inputs that are more than a GPU holds: they lie in the processor's memory, or in files, and what is taken of them goes over."""

from __future__ import annotations

from collections.abc import Iterable

from dltrain.arrays import Array
from dltrain.data.part import Part
from dltrain.lazy import NDArray, np, tensor_over, torch
from dltrain.process.gpu import free_memory

SHARE = 2  # of a GPU's free memory, the part that inputs may take before they are held here


class Held:
    """A block of inputs, (rows, ...), for a network on a GPU. What is laid out or taken of it is there, sent from pinned memory,
    so that the processor goes on meanwhile."""

    def __init__(self, numbers: torch.Tensor, device: str) -> None:
        self.numbers, self.device = numbers, device

    @property
    def shape(self) -> tuple[int, ...]:
        """As that of a tensor."""
        return tuple(self.numbers.shape)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self.numbers.ndim

    @property
    def nbytes(self) -> int:
        """Of all numbers."""
        return self.numbers.nbytes

    def __getitem__(self, here: tuple[slice, ...]) -> Held:
        """Some of it, held as well."""
        return Held(self.numbers[here], self.device)

    def contiguous(self) -> Array:
        """All of it on the GPU."""
        return self._sent(self._pinned(len(self.numbers)).copy_(self.numbers))

    def rows(self, index: NDArray[np.int64]) -> Array:
        """The rows with these numbers on the GPU, (rows, ...)."""
        pinned = self._pinned(len(index))
        return self._sent(torch.index_select(self.numbers, 0, torch.from_numpy(index), out=pinned))

    def _pinned(self, rows: int) -> torch.Tensor:
        return torch.empty((rows, *self.shape[1:]), dtype=self.numbers.dtype, pin_memory=True)

    def _sent(self, pinned: torch.Tensor) -> torch.Tensor:
        return pinned.to(self.device, non_blocking=True)


def held(array: NDArray[np.generic], device: str) -> Held:
    """A block of a part that is held."""
    return Held(tensor_over(array), device)


def are_held(parts: Iterable[Part], device: str) -> bool:
    """Whether the inputs of these parts are too many for a device: they would take more than half of a GPU's free memory."""
    if not device.startswith("cuda"):
        return False
    taken = sum(_size(block) for part in parts for block in part.inputs.values())
    return taken > free_memory(device) // SHARE


def _size(block: NDArray[np.generic]) -> int:
    """The bytes beneath a block, whose windows may overlap."""
    span = sum((length - 1) * step for length, step in zip(block.shape, block.strides, strict=True)) + block.itemsize
    return min(int(block.nbytes), int(span))
