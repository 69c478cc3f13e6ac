"""Copies of the process do pieces of work: each once, whatever becomes of a copy."""

from __future__ import annotations

import os
import signal

import pytest

from dltrain.process.copies import can_copy, shared_zeros
from dltrain.process.pieces import copies_for, map_in_processes

pytestmark = pytest.mark.skipif(not can_copy(), reason="this system copies no processes")


def test_every_piece_is_done_once_and_what_is_written_is_here():
    numbers, own = shared_zeros(7, dtype="int64"), os.getpid()

    def work(index: int) -> int:
        numbers[index] = os.getpid()
        return index * index

    assert sorted(map_in_processes(work, range(7), 2)) == [(index, index * index) for index in range(7)]
    assert own not in numbers
    assert sorted(map_in_processes(work, range(3), 0)) == [(0, 0), (1, 1), (2, 4)]
    assert list(numbers[:3]) == [own] * 3


def test_the_piece_of_a_copy_that_was_killed_is_done_all_the_same():
    own = os.getpid()

    def work(index: int) -> int:
        if index == 1 and os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return index

    assert sorted(map_in_processes(work, range(5), 2)) == [(index, index) for index in range(5)]


def test_what_goes_wrong_in_a_copy_is_raised_here():
    def work(index: int) -> int:
        raise ValueError(f"piece {index}")

    with pytest.raises(ValueError, match="piece"):
        list(map_in_processes(work, [3], 1))


def test_little_work_is_done_without_copies():
    assert copies_for(1) == 0
