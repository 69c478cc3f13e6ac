"""Rows that are equal in all that the network sees of them, found by their hashes and then compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from dltrain.data.part import Part

MOST_HASHED = 64  # numbers of a row that are hashed; those with the hash of another are compared whole
CHUNK = 1 << 20  # numbers at a time


def seen_before(part: Part, train: Part) -> NDArray[np.bool_]:
    """Which rows of a part are equal, target and all, to one that trains: (rows of the part,)."""
    known, asked = _hashes(train), _hashes(part)
    alike = np.isin(asked, known)
    if not alike.any():
        return alike
    order = np.argsort(known, kind="stable")
    first = order[np.searchsorted(known[order], asked[alike])]
    places = np.flatnonzero(alike)
    equal = np.ones(len(places), dtype=bool)
    for mine, theirs in zip(_blocks(part), _blocks(train), strict=True):
        equal &= (mine[places] == theirs[first]).all(axis=1)
    alike[places] = equal
    return alike


def _blocks(part: Part) -> list[NDArray[Any]]:
    """The inputs and the target, each (rows, numbers)."""
    arrays = [*part.inputs.values(), part.target]
    return [array.reshape(len(array), -1) for array in arrays if array.size]


def _hashes(part: Part) -> NDArray[np.uint64]:
    """A number a row, of some of its numbers: the sum of their bits times odd random numbers, modulo 2⁶⁴ (Dietzfelbinger et al.
    1997, A reliable randomized algorithm for the closest-pair problem)."""
    total = np.zeros(len(part.target), np.uint64)
    random = np.random.default_rng(0)
    for block in _blocks(part):
        columns = np.unique(np.linspace(0, block.shape[1] - 1, MOST_HASHED).astype(np.int64))
        factors = random.integers(0, 2**63, len(columns), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        step = max(1, CHUNK // len(columns))
        for start in range(0, len(block), step):
            chosen = np.ascontiguousarray(block[start : start + step][:, columns] + block.dtype.type(0))  # −0 as 0
            bits = chosen.view(f"u{chosen.itemsize}").astype(np.uint64)
            bits ^= bits >> np.uint64(16)
            total[start : start + step] += (bits * factors).sum(axis=1, dtype=np.uint64)
    return total
