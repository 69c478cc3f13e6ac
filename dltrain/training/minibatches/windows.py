"""The training rows in windows: what lies in a file, or goes to a GPU that does not hold all of it, is read a window at a time.

In an order of blocks the rows are cut into blocks of neighbours. An epoch takes the blocks in an order of its own, some at a
time: a window, whose rows are put in order among themselves, so that what lies in a file is read in long stretches and still
mixed. In an order of rows a window is a stretch of it. Which row comes when is a function of (seed, epoch) and of the number and
size of the rows alone, so that a run goes on within an epoch by arithmetic, whatever the memory and whoever reads.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.process.gpu import Beside
from dltrain.randomness import numpy_generator, row_order
from dltrain.training.minibatches.batches import Border
from dltrain.training.minibatches.rows import Rows, joined, stacked

BLOCK = 2**20  # bytes of inputs, of at most
WINDOW = 64  # blocks


@dataclass(frozen=True)
class Order:
    """The rows of an epoch, in order. ends: of each window the index in the epoch behind its last row: (windows,)."""

    ends: NDArray[np.int64]

    def windows_of(self, start: int, stop: int) -> range:
        """The windows in which these indices of the epoch lie."""
        first, last = np.searchsorted(self.ends, (start, stop - 1), side="right")
        return range(int(first), int(last) + 1)

    def begin(self, window: int) -> int:
        """The index of the first row of a window."""
        return int(self.ends[window - 1]) if window else 0

    def index_of(self, window: int) -> NDArray[np.int64]:
        """The numbers of the rows of a window, in their order."""
        raise NotImplementedError


@dataclass(frozen=True)
class OrderOfRows(Order):
    """All rows, (rows,), mixed."""

    numbers: NDArray[np.int64]

    def index_of(self, window: int) -> NDArray[np.int64]:
        return self.numbers[self.begin(window) : int(self.ends[window])]


@dataclass(frozen=True)
class OrderOfBlocks(Order):
    """Blocks of so many of the rows each, the last of which may have fewer: (blocks,). `mixed` gives the order of the rows of a
    window, of which there are so many."""

    numbers: NDArray[np.int64]
    rows: int
    size: int
    mixed: Callable[[int, int], NDArray[np.int64]]

    def blocks_of(self, window: int) -> NDArray[np.int64]:
        """The blocks of a window."""
        return self.numbers[window * WINDOW : (window + 1) * WINDOW]

    def index_of(self, window: int) -> NDArray[np.int64]:
        begins = (self.blocks_of(window) * self.size).tolist()
        index = np.concatenate([np.arange(begin, min(begin + self.size, self.rows)) for begin in begins])
        return index[self.mixed(window, len(index))]


def block_rows(rows: Rows) -> int:
    """How many rows make a block, by the bytes of one."""
    return max(1, BLOCK // max(1, rows.bytes // max(1, rows.count)))


def order_of_blocks(seed: int, epoch: int, rows: int, size: int) -> OrderOfBlocks:
    """An order of the blocks of so many rows each in an epoch, and of the rows of each window."""

    def mixed(window: int, count: int) -> NDArray[np.int64]:
        return numpy_generator(seed, "row order within a window", epoch, window).permutation(count)

    blocks = -(-rows // size)
    numbers = numpy_generator(seed, "block order", epoch).permutation(blocks)
    ends = np.cumsum(np.minimum((numbers + 1) * size, rows) - numbers * size)
    return OrderOfBlocks(np.append(ends[WINDOW - 1 : -1 : WINDOW], rows), numbers, rows, size, mixed)


def order_of_rows(seed: int, epoch: int, rows: int, size: int) -> OrderOfRows:
    """The order of all rows in an epoch, in windows of as many rows as that many blocks of so many have."""
    ends = np.arange(WINDOW * size, rows, WINDOW * size)
    return OrderOfRows(np.append(ends, rows), row_order(seed, epoch, rows))


Window = tuple[Rows, Any]  # and the event of a GPU that they are there
ORDERS = {"blocks": order_of_blocks, "rows": order_of_rows}  # by `training.shuffle`


class Windows:
    """The rows in the order of one seed: the window in hand, and the next one, which a thread reads meanwhile."""

    def __init__(self, rows: Rows, seed: int, shuffle: str = "blocks") -> None:
        self.rows, self.seed, self.size = rows, seed, block_rows(rows)
        self.order = functools.lru_cache(2)(lambda epoch: ORDERS[shuffle](seed, epoch, rows.count, self.size))
        self._read: dict[tuple[int, int], Future[Window]] = {}  # by epoch and window
        self._reader: tuple[int, ThreadPoolExecutor] | None = None  # and the process that it belongs to
        self._beside = Beside(rows.targets.device) if rows.are_held else None
        self._in_use: tuple[int, int] | None = None
        self._copies = rows.xp.is_torch and rows.targets.is_cuda  # where kernels are chosen by how addresses are aligned

    def chunk(self, epoch: int, border: Border) -> Rows:
        """The rows between two indices of an epoch."""
        start, stop = border
        order = self.order(epoch)
        pieces = []
        for window in order.windows_of(start, stop):
            begin, end = order.begin(window), int(order.ends[window])
            rows = self._window(epoch, window)
            pieces.append(rows.slice(max(start, begin) - begin, min(stop, end) - begin))
        return pieces[0].copied() if self._copies and len(pieces) == 1 else joined(pieces)

    def _window(self, epoch: int, window: int) -> Rows:
        place = epoch, window
        reader = self._reader_here()
        following = (epoch, window + 1) if window + 1 < len(self.order(epoch).ends) else (epoch + 1, 0)
        if place not in self._read:
            self._read[place] = reader.submit(self.read, *place)
        rows, made = self._read[place].result()
        for other in self._read.keys() - {place, following}:
            del self._read[other]
        if following not in self._read:
            self._read[following] = reader.submit(self.read, *following)
        if self._beside is not None and self._in_use != place:
            self._beside.use(rows.arrays, made)
            self._in_use = place
        return rows

    def read(self, epoch: int, window: int) -> Window:
        """The rows of a window, in their order; and, where they go to a GPU, the event that they are there."""
        index = self.order(epoch).index_of(window)
        if self._beside is None:
            return self.rows.chosen(index), None
        return self._beside.do(lambda: self.rows.chosen(index))

    def _reader_here(self) -> ThreadPoolExecutor:
        """The thread that reads ahead; a copy of the process has none of the threads that it is copied from."""
        if self._reader is None or self._reader[0] != os.getpid():
            self._read = {}
            self._reader = os.getpid(), ThreadPoolExecutor(1, "dltrain-reader")
        return self._reader[1]


class InWindows:
    """As `InOrder`, in the order that `shuffle` says, a window at a time."""

    def __init__(self, rows: Rows, seeds: Sequence[int], shuffle: str, *, steps: int, stacked: bool = False) -> None:
        self.rows, self.steps = rows, steps
        chosen = list(seeds) if stacked and len(set(seeds)) > 1 else [seeds[0]]
        self.windows = {seed: Windows(rows, seed, shuffle) for seed in chosen}
        self.seeds = chosen

    def batch(self, epoch: int, border: Border) -> Rows:
        """The rows of an epoch between two indices."""
        if self.steps == 1:
            start, stop = border
            return (self.rows.laid_down() if stop - start == self.rows.count else self.rows.slice(start, stop)).scaled()
        each = {seed: windows.chunk(epoch, border) for seed, windows in self.windows.items()}
        if len(self.seeds) == 1:
            return each[self.seeds[0]].scaled()
        return stacked([each[seed] for seed in self.seeds]).scaled()
