"""Copies of a process, in whatever state it was when they were made."""

import os
import signal

import pytest
import torch

from dltrain.process.copies import Copy, can_copy


@pytest.fixture
def three_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    yield
    torch.set_num_threads(before)


@pytest.mark.skipif(not can_copy(), reason="needs copies of processes")
def test_a_copy_waits_for_no_threads_of_the_process_that_it_was_copied_from(three_threads):
    """OpenMP's threads, once they have worked, are not in a copy, which believed that they were: log_softmax never came back."""

    def largest() -> float:
        return torch.log_softmax(torch.zeros(100_000, 4), dim=1).exp().max().item()

    assert largest() == 0.25
    copy = Copy(lambda connection: connection.send((largest(), torch.get_num_threads())))
    if not copy.connection.poll(20):
        os.kill(copy._process, signal.SIGKILL)
    assert copy.connection.recv() == (0.25, 1)
    copy.end()
