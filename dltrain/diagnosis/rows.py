"""Rows that are equal in all that the network sees of them, found by their hashes and then compared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from dltrain.data.part import Part

MAX_HASHED = 64  # numbers of a row that are hashed; those with the hash of another are compared whole
FEW, TRIED = 8, 256  # numbers of a row that are hashed where they tell so many rows apart as well as the others do
AT_ONCE = 2**15  # numbers that are hashed at once
MAX_CANDIDATES = 16  # training rows of one hash that a row is compared with


class Known:
    """The rows that train, to be asked which others are equal to one of them."""

    def __init__(self, train: Part) -> None:
        blocks = _blocks(train)
        self.columns = _telling(blocks)
        hashes = _hashes(blocks, self.columns)
        self.train, self.order = train, np.argsort(hashes)
        self.hashes = hashes[self.order]

    def seen(self, part: Part) -> NDArray[np.bool_]:
        """Which rows of a part are equal, target and all, to one that trains: (rows of the part,)."""
        mine, theirs = _blocks(part), _blocks(self.train)
        asked = _hashes(mine, self.columns)
        twins = np.searchsorted(self.hashes, asked)
        seen = np.zeros(len(asked), bool)
        rows = np.arange(len(asked))
        for _ in range(MAX_CANDIDATES):
            rows = rows[twins[rows] < len(self.hashes)]
            rows = rows[self.hashes[twins[rows]] == asked[rows]]
            if not len(rows):
                break
            seen[rows] = _equal(mine, rows, theirs, self.order[twins[rows]])
            rows = rows[~seen[rows]]
            twins[rows] += 1
        return seen


def _equal(mine: list[NDArray[Any]], rows: NDArray[Any], theirs: list[NDArray[Any]], twins: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of these rows are equal to the others beside them: (rows,)."""
    equal = np.ones(len(rows), bool)
    for one, other in zip(mine, theirs, strict=True):
        equal[equal] = (one[rows[equal]] == other[twins[equal]]).all(axis=1)
    return equal


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


def _telling(blocks: list[NDArray[Any]]) -> list[NDArray[np.int64]]:
    """The columns of each block that are hashed: the few that have the most different values among some of the rows, if by them
    as many of these rows differ, else MAX_HASHED of each block."""
    rows = np.linspace(0, len(blocks[0]) - 1, min(TRIED, len(blocks[0]))).astype(np.int64)
    some = [block[rows] for block in blocks]
    all_of_them = [_spread(block) for block in blocks]
    named = [(block, int(column)) for block, columns in enumerate(all_of_them) for column in columns]
    different = np.concatenate([_different(block[:, columns]) for block, columns in zip(some, all_of_them, strict=True)])
    most = [named[index] for index in np.argsort(different, kind="stable")[::-1][:FEW]]
    few = [np.array([column for of, column in most if of == block], np.int64) for block in range(len(blocks))]
    told, could = (len(np.unique(_hashes(some, columns))) for columns in (few, all_of_them))
    return few if told == could else all_of_them


def _different(block: NDArray[Any]) -> NDArray[np.int64]:
    """How many different values each column has: (columns,)."""
    found: NDArray[np.int64] = 1 + np.count_nonzero(np.diff(np.sort(block, axis=0), axis=0), axis=0)
    return found


def _spread(block: NDArray[Any]) -> NDArray[np.int64]:
    """MAX_HASHED columns of a block, evenly chosen, or all."""
    return np.unique(np.linspace(0, block.shape[1] - 1, MAX_HASHED).astype(np.int64))


def _hashes(blocks: list[NDArray[Any]], columns: list[NDArray[np.int64]] | None = None) -> NDArray[np.uint64]:
    """A number a row, of some of its numbers: the sum of their bits times odd random numbers, modulo 2⁶⁴ (Dietzfelbinger et al.
    1997, A reliable randomized algorithm for the closest-pair problem)."""
    total = np.zeros(len(blocks[0]), np.uint64)
    random = np.random.default_rng(0)
    for block, chosen in zip(blocks, columns or map(_spread, blocks), strict=True):
        factors = random.integers(0, 2**63, len(chosen), dtype=np.uint64) * np.uint64(2) + np.uint64(1)
        rows = max(1, AT_ONCE // max(1, len(chosen)))
        for start in range(0, len(block), rows):
            numbers = block[start : start + rows, chosen] + block.dtype.type(0)  # −0 as 0
            bits = numbers.view(f"u{numbers.itemsize}").astype(np.uint64)
            bits ^= bits >> np.uint64(16)
            total[start : start + rows] += (bits * factors).sum(axis=1, dtype=np.uint64)
    return total
