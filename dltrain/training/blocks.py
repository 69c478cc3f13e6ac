"""The training rows in an order of blocks: what lies in a file is read in long stretches, and still mixed.

The rows are cut into blocks of neighbours. An epoch takes the blocks in an order of its own, some at a time: a window, whose rows
are put in order among themselves. Which row comes when is a function of (seed, epoch) and of the rows' number and size alone, so
that a run goes on within an epoch by arithmetic, whatever the memory and whoever reads.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.randomness import numpy_generator
from dltrain.training.batches import Border
from dltrain.training.rows import Rows, joined, stacked

BLOCK = 2**20  # bytes of inputs, of at most
WINDOW = 64  # blocks


@dataclass(frozen=True)
class Order:
    """The blocks of an epoch, in order. numbers: (blocks,); ends: of each window the place in the epoch behind its last row:
    (windows,)."""

    numbers: NDArray[np.int64]
    ends: NDArray[np.int64]

    def windows_of(self, start: int, stop: int) -> range:
        """The windows in which these places of the epoch lie."""
        first, last = np.searchsorted(self.ends, (start, stop - 1), side="right")
        return range(int(first), int(last) + 1)

    def blocks_of(self, window: int) -> NDArray[np.int64]:
        """The blocks of a window."""
        return self.numbers[window * WINDOW : (window + 1) * WINDOW]


def block_rows(rows: Rows) -> int:
    """How many rows make a block, by the bytes of one."""
    return max(1, BLOCK // max(1, rows.bytes // max(1, rows.count)))


def order_of(seed: int, epoch: int, rows: int, size: int) -> Order:
    """The order of the blocks of so many rows each in an epoch; the last of them may have fewer."""
    blocks = -(-rows // size)
    numbers = numpy_generator(seed, "block order", epoch).permutation(blocks)
    ends = np.cumsum(np.minimum((numbers + 1) * size, rows) - numbers * size)
    return Order(numbers, np.append(ends[WINDOW - 1 : -1 : WINDOW], rows))


class Windows:
    """The rows in the order of one seed: the window in hand, and the next one, which a thread reads meanwhile."""

    def __init__(self, rows: Rows, seed: int) -> None:
        self.rows, self.seed, self.size = rows, seed, block_rows(rows)
        self._order: tuple[int, Order] | None = None
        self._read: dict[tuple[int, int], Future[Rows]] = {}  # by epoch and window
        self._reader: tuple[int, ThreadPoolExecutor] | None = None  # and the process that it belongs to

    def stretch(self, epoch: int, border: Border) -> Rows:
        """The rows between two places of an epoch."""
        start, stop = border
        order = self._order_of(epoch)
        pieces = []
        for window in order.windows_of(start, stop):
            begin, end = int(order.ends[window - 1]) if window else 0, int(order.ends[window])
            rows = self._window(epoch, window)
            pieces.append(rows.slice(max(start, begin) - begin, min(stop, end) - begin))
        return joined(pieces)

    def _order_of(self, epoch: int) -> Order:
        if self._order is None or self._order[0] != epoch:
            self._order = epoch, order_of(self.seed, epoch, self.rows.count, self.size)
        return self._order[1]

    def _window(self, epoch: int, window: int) -> Rows:
        place = epoch, window
        reader = self._reader_here()
        following = (epoch, window + 1) if window + 1 < len(self._order_of(epoch).ends) else (epoch + 1, 0)
        if place not in self._read:
            self._read[place] = reader.submit(self.read, *place)
        rows = self._read[place].result()
        for other in self._read.keys() - {place, following}:
            del self._read[other]
        if following not in self._read:
            self._read[following] = reader.submit(self.read, *following)
        return rows

    def read(self, epoch: int, window: int) -> Rows:
        """The rows of a window, in their order."""
        order = order_of(self.seed, epoch, self.rows.count, self.size)
        begins = (order.blocks_of(window) * self.size).tolist()
        index = np.concatenate([np.arange(begin, min(begin + self.size, self.rows.count)) for begin in begins])
        within = numpy_generator(self.seed, "row order within a window", epoch, window).permutation(len(index))
        return self.rows.take(self.rows.xp.like(index[within], self.rows.targets))

    def _reader_here(self) -> ThreadPoolExecutor:
        """The thread that reads ahead; a copy of the process has none of the threads that it is copied from."""
        if self._reader is None or self._reader[0] != os.getpid():
            self._read = {}
            self._reader = os.getpid(), ThreadPoolExecutor(1, "dltrain-reader")
        return self._reader[1]


class InBlocks:
    """As `InOrder`, in an order of blocks."""

    def __init__(self, rows: Rows, seeds: Sequence[int], *, steps: int, stacked: bool = False) -> None:
        self.rows, self.steps = rows, steps
        chosen = list(seeds) if stacked and len(set(seeds)) > 1 else [seeds[0]]
        self.windows = {seed: Windows(rows, seed) for seed in chosen}
        self.seeds = chosen

    def batch(self, epoch: int, border: Border) -> Rows:
        """The rows of an epoch between two places."""
        if self.steps == 1:
            start, stop = border
            return (self.rows if stop - start == self.rows.count else self.rows.slice(start, stop)).scaled()
        each = {seed: windows.stretch(epoch, border) for seed, windows in self.windows.items()}
        if len(self.seeds) == 1:
            return each[self.seeds[0]].scaled()
        return stacked([each[seed] for seed in self.seeds]).scaled()
