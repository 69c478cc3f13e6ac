"""Rows that are equal in all that the network sees of them, found by their hashes and then compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from dltrain.data.part import Part

MOST_HASHED = 64  # numbers of a row that are hashed; those with the hash of another are compared whole


class Known:
    """The rows that train, to be asked which others are equal to one of them."""

    def __init__(self, train: Part) -> None:
        hashes = _hashes(_blocks(train))
        self.train, self.order = train, np.argsort(hashes)
        self.hashes = hashes[self.order]

    def seen(self, part: Part) -> NDArray[np.bool_]:
        """Which rows of a part are equal, target and all, to one that trains: (rows of the part,)."""
        asked = _hashes(_blocks(part))
        nearest = np.minimum(np.searchsorted(self.hashes, asked), len(self.hashes) - 1)
        alike: NDArray[np.bool_] = self.hashes[nearest] == asked
        places = np.flatnonzero(alike)
        twins = self.order[nearest[places]]
        for mine, theirs in zip(_blocks(part), _blocks(self.train), strict=True):
            alike[places] &= (mine[places] == theirs[twins]).all(axis=1)
        return alike


def _blocks(part: Part) -> list[NDArray[Any]]:
    """The inputs and the target, each (rows, numbers)."""
    return _flat([*part.inputs.values(), part.target])


def _flat(arrays: Iterable[NDArray[Any]]) -> list[NDArray[Any]]:
    """Each as (rows, numbers), those without numbers left out."""
    return [array.reshape(len(array), -1) for array in arrays if array.size]


def disagreement(train: Part) -> float:
    """Of the pairs of training rows with equal inputs, the share whose targets differ; 0 without such pairs."""
    *inputs, target = [*_flat(train.inputs.values()), *_flat([train.target])]
    hashes = _hashes(inputs)
    order = np.argsort(hashes)
    alike = np.flatnonzero(hashes[order][1:] == hashes[order][:-1])
    first, second = order[alike], order[alike + 1]
    equal = np.all([(block[first] == block[second]).all(axis=1) for block in inputs], axis=0)
    differ = (target[first] != target[second]).any(axis=1)
    return float(differ[equal].mean()) if equal.any() else 0.0


def _hashes(blocks: list[NDArray[Any]]) -> NDArray[np.uint64]:
    """A number a row, of some of its numbers: the sum of their bits times odd random numbers, modulo 2⁶⁴ (Dietzfelbinger et al.
    1997, A reliable randomized algorithm for the closest-pair problem)."""
    total = np.zeros(len(blocks[0]), np.uint64)
    random = np.random.default_rng(0)
    for block in blocks:
        columns = np.unique(np.linspace(0, block.shape[1] - 1, MOST_HASHED).astype(np.int64))
        factors = random.integers(0, 2**63, len(columns), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        for column, factor in zip(columns, factors, strict=True):
            numbers = np.ascontiguousarray(block[:, column]) + block.dtype.type(0)  # −0 as 0
            bits = numbers.view(f"u{numbers.itemsize}").astype(np.uint64)
            bits ^= bits >> np.uint64(16)
            bits *= factor
            total += bits
    return total
