"""Blocks of inputs that are not where a network takes them: what is taken of them is laid down there.

Inputs of which a GPU does not hold all lie in the processor's memory, or in files. For a dense network windows that overlap, and
several blocks, lie as they are: side by side they would take many times the memory.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Any

from dltrain.arrays import Array, Arrays
from dltrain.data.part import Part
from dltrain.data.sequences import nbytes as bytes_of
from dltrain.data.transforms.scale import Pixels
from dltrain.lazy import NDArray, np, tensor_over, torch
from dltrain.process.gpu import free_memory

SHARE = 2  # of a GPU's free memory, the part that inputs may take before they are held here
MAX_COPIED = 2**28  # bytes of inputs that are laid down side by side once for all


class Block(ABC):
    """A block of inputs, of which `shape` is that of an array, (rows, ...), and `nbytes` what it takes."""

    shape: tuple[int, ...]
    nbytes: int

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @abstractmethod
    def chunk(self, start: int, stop: int) -> Array:
        """These rows, for the network."""

    @abstractmethod
    def rows(self, index: NDArray[np.int64]) -> Array:
        """The rows with these numbers, for the network."""


class Held(Block):
    """A block for a network on a GPU. What is taken is sent there from pinned memory, so that the processor goes on meanwhile."""

    def __init__(self, array: NDArray[np.generic], device: str) -> None:
        self.numbers, self.device = tensor_over(array), device
        self.shape, self.nbytes = array.shape, array.nbytes

    def chunk(self, start: int, stop: int) -> Array:
        return self._sent(self._pinned(stop - start).copy_(self.numbers[start:stop]))

    def rows(self, index: NDArray[np.int64]) -> Array:
        return self._sent(torch.index_select(self.numbers, 0, torch.from_numpy(index), out=self._pinned(len(index))))

    def _pinned(self, rows: int) -> torch.Tensor:
        return torch.empty((rows, *self.shape[1:]), dtype=self.numbers.dtype, pin_memory=True)

    def _sent(self, pinned: torch.Tensor) -> torch.Tensor:
        return pinned.to(self.device, non_blocking=True)


class SideBySide(Block):
    """Blocks, each with what makes numbers of its pixels if it has some, as (rows, features)."""

    def __init__(self, xp: Arrays, blocks: Sequence[tuple[NDArray[Any], Pixels | None]]) -> None:
        self.xp, self.blocks = xp, blocks
        features = sum(int(np.prod(block.shape[1:])) for block, _ in blocks)
        self.shape = len(blocks[0][0]), features
        self.nbytes = self.shape[0] * features * 4

    def chunk(self, start: int, stop: int) -> Array:
        return self._laid_down(slice(start, stop), (stop - start,))

    def rows(self, index: NDArray[np.int64]) -> Array:
        return self._laid_down(index.reshape(-1), index.shape)

    def _laid_down(self, some: slice | NDArray[np.int64], shape: tuple[int, ...]) -> Array:
        taken = [block[some] if pixels is None else pixels.numbers(block[some]) for block, pixels in self.blocks]
        pieces = [one.reshape(*shape, -1) for one in taken]
        return self.xp.from_numpy(pieces[0] if len(pieces) == 1 else np.concatenate(pieces, axis=-1))


def are_held(parts: Iterable[Part], device: str) -> bool:
    """Whether the inputs of these parts are too many for a device: they would take more than half of a GPU's free memory."""
    if not device.startswith("cuda"):
        return False
    taken = sum(bytes_of(block) for part in parts for block in part.inputs.values())
    return taken > free_memory(device) // SHARE


def side_by_side(part: Part, xp: Arrays) -> SideBySide | None:
    """The inputs of a part as one block that lies where they are; None where they do so, or take little memory, as an array."""
    blocks = [(block, part.pixels.get(name)) for name, block in part.inputs.items()]
    if xp.device != "cpu" or (len(blocks) == 1 and blocks[0][0].nbytes <= bytes_of(blocks[0][0])):
        return None
    made = SideBySide(xp, blocks)
    return made if made.nbytes > MAX_COPIED else None
