"""The training rows in the order of an epoch: a batch's at a time, or a share of a batch's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dltrain.arrays import Array
from dltrain.randomness import row_order
from dltrain.training.minibatches.batches import Border
from dltrain.training.minibatches.rows import Rows
from dltrain.training.minibatches.windows import InWindows

SHUFFLE_WHOLE_BELOW = 64 * 2**20  # bytes: smaller data sets are put in order once an epoch, larger ones batch by batch


def in_order(
    rows: Rows, seeds: Sequence[int], shuffle: str, *, steps: int, stacked: bool = False, shares: int = 1
) -> InOrder | InWindows:
    """The rows in the order of their epochs, as `shuffle` says: of all rows, or of blocks of them."""
    if shuffle == "blocks" or rows.are_held:
        return InWindows(rows, seeds, shuffle, steps=steps, stacked=stacked)
    return InOrder(rows, seeds, steps=steps, stacked=stacked, shares=shares)


class InOrder:
    """Every epoch has an order of its own for each of `seeds`: (members, rows) where those of a stack differ. Where an epoch is
    one of `steps`, the rows are in no order."""

    def __init__(self, rows: Rows, seeds: Sequence[int], *, steps: int, stacked: bool = False, shares: int = 1) -> None:
        self.rows, self.seeds, self.steps, self.shares = rows, seeds, steps, shares
        self.stacked = stacked and len(set(seeds)) > 1  # else one batch serves all
        self._epoch = 0
        self._index: Array | None = None
        self._in_order: Rows | None = None

    def batch(self, epoch: int, border: Border) -> Rows:
        """The rows of an epoch between two indices."""
        if epoch != self._epoch:
            self._begin(epoch)
        start, stop = border
        if self._in_order is not None:
            return self._in_order.slice(start, stop, int(self.stacked)).scaled()
        if self._index is not None:
            return self.rows.take(self._index[..., start:stop]).scaled()
        return (self.rows.laid_down() if stop - start == self.rows.count else self.rows.slice(start, stop)).scaled()

    def _begin(self, epoch: int) -> None:
        self._epoch, self._in_order = epoch, None
        if self.steps == 1:
            return
        orders = {seed: row_order(seed, epoch, self.rows.count) for seed in self.seeds}
        order = np.stack([orders[seed] for seed in self.seeds]) if self.stacked else orders[self.seeds[0]]
        self._index = self.rows.xp.like(order, self.rows.targets)
        if self.shares == 1 and self.rows.bytes * order.size < SHUFFLE_WHOLE_BELOW * self.rows.count:
            self._in_order = self.rows.take(self._index)
