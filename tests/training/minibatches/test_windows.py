"""The order of blocks: every row once, mixed, a function of (seed, epoch), and the same rows from wherever an epoch goes on."""

from __future__ import annotations

import numpy as np
import pytest

from dltrain.arrays import NUMPY
from dltrain.training.minibatches import windows
from dltrain.training.minibatches.order import InOrder
from dltrain.training.minibatches.rows import Rows
from dltrain.training.minibatches.windows import InWindows, Windows, block_rows, order_of_blocks


def numbered(count: int, width: int = 2) -> Rows:
    """Rows that hold their own numbers: 4 · width bytes each."""
    numbers = np.repeat(np.arange(count, dtype=np.float32)[:, None], width, axis=1)
    return Rows(NUMPY, (numbers,), np.arange(count), np.arange(count, dtype=np.float32), count)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of 4 rows of 8 bytes, windows of 3 blocks."""
    monkeypatch.setattr(windows, "BLOCK", 32)
    monkeypatch.setattr(windows, "WINDOW", 3)


@pytest.mark.usefixtures("small")
def test_an_epoch_takes_every_row_once_with_its_target_and_its_weight():
    rows = numbered(37)  # nine blocks and one row
    assert block_rows(rows) == 4
    epoch = Windows(rows, seed=0).chunk(1, (0, 37))
    assert sorted(epoch.targets.tolist()) == list(range(37))
    np.testing.assert_array_equal(epoch.inputs[0][:, 0], epoch.targets)
    np.testing.assert_array_equal(epoch.weights, epoch.targets)
    assert epoch.targets.tolist() != sorted(epoch.targets.tolist())


@pytest.mark.usefixtures("small")
def test_a_window_holds_the_rows_of_its_blocks_alone():
    order = order_of_blocks(0, 1, 37, 4)
    assert sorted(order.numbers.tolist()) == list(range(10))
    first = Windows(numbered(37), seed=0).chunk(1, (0, int(order.ends[0])))
    assert {int(row) // 4 for row in first.targets} == set(order.blocks_of(0).tolist())


def test_the_window_with_the_short_block_ends_sooner(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(windows, "WINDOW", 2)
    order = order_of_blocks(3, 1, 9, 4)  # blocks of 4, 4 and 1 rows
    sizes = [1 if block == 2 else 4 for block in order.numbers.tolist()]
    assert order.ends.tolist() == [sizes[0] + sizes[1], 9]
    assert order.windows_of(0, 1) == range(1)
    assert order.windows_of(0, 9) == range(2)
    assert order.windows_of(8, 9) == range(1, 2)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("begin", [0, 5, 12, 36])
def test_going_on_within_an_epoch_sees_what_it_would_have_seen(begin: int):
    whole = Windows(numbered(37), seed=5).chunk(2, (0, 37)).targets
    windows = Windows(numbered(37), seed=5)  # which has read nothing yet
    rest = [windows.chunk(2, (at, min(at + 7, 37))).targets for at in range(begin, 37, 7)]
    np.testing.assert_array_equal(np.concatenate(rest), whole[begin:])


@pytest.mark.usefixtures("small")
def test_epochs_and_seeds_have_orders_of_their_own():
    orders = [Windows(numbered(37), seed).chunk(epoch, (0, 37)).targets.tolist() for seed in (0, 1) for epoch in (1, 2)]
    assert len(set(map(tuple, orders))) == 4


@pytest.mark.usefixtures("small")
def test_members_of_a_stack_see_what_each_would_alone():
    stack = InWindows(numbered(37), [0, 1], "blocks", steps=4, stacked=True).batch(1, (5, 15))
    alone = [InWindows(numbered(37), [seed], "blocks", steps=4).batch(1, (5, 15)) for seed in (0, 1)]
    assert stack.inputs[0].shape == (2, 10, 2)
    np.testing.assert_array_equal(stack.targets, np.stack([one.targets for one in alone]))


@pytest.mark.usefixtures("small")
def test_an_order_of_rows_is_the_same_in_windows():
    """Windows of 12 rows: the places 10 to 25 lie in three of them."""
    rows = numbered(37)
    whole = InOrder(rows, [5], steps=4)
    read = InWindows(rows, [5], "rows", steps=4)
    for epoch, border in ((1, (0, 10)), (1, (10, 25)), (2, (36, 37))):
        np.testing.assert_array_equal(read.batch(epoch, border).inputs[0], whole.batch(epoch, border).inputs[0])
    assert read.windows[5].order(1).ends.tolist() == [12, 24, 36, 37]


def test_rows_that_fill_no_window_are_all_mixed():
    # 100,000 rows of 8 bytes are less than a block of 2^20: one window of one block.
    order = order_of_blocks(0, 1, 100_000, block_rows(numbered(100_000)))
    assert order.ends.tolist() == [100_000]
