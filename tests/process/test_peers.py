"""Processes of one machine hand each other numbers through memory that both see."""

import sys
import threading

import numpy as np
import pytest

from dltrain.process import peers
from dltrain.process.peers import Listener, PeerGoneError, send_and_receive

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system has no such ways")


@pytest.fixture
def both(monkeypatch):
    """What two of three ranks know of the others; the third one is on a machine of its own."""
    monkeypatch.setattr(peers, "BUFFER", 8)
    listeners = [Listener(), Listener()]
    hosts, addresses = (
        [listeners[0].host, listeners[1].host, "another machine"],
        [listeners[0].address, listeners[1].address, "third"],
    )
    found = in_threads(lambda rank: listeners[rank].connect(rank, hosts, addresses), 2)
    yield found
    for known in found:
        for one in known.values():
            one.close()


def in_threads(work, count):
    results = [None] * count
    threads = [threading.Thread(target=lambda r: results.__setitem__(r, work(r)), args=(r,), daemon=True) for r in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return results


def test_those_of_one_machine_find_each_other(both):
    assert [list(known) for known in both] == [[1], [0]]


@pytest.mark.parametrize("sizes", [[3], [8], [5, 0, 12, 7]], ids=["less than the buffer", "as much", "three times as much"])
def test_everything_arrives_whatever_its_size(both, sizes):
    sent = [[np.random.default_rng(rank + 10).integers(256, size=size).astype(np.uint8) for size in sizes] for rank in (0, 1)]
    taken = [[np.zeros(size, np.uint8) for size in sizes] for _ in (0, 1)]
    for _ in range(2):
        in_threads(lambda rank: send_and_receive(both[rank], {1 - rank: sent[rank]}, {1 - rank: taken[rank]}), 2)
        for rank in (0, 1):
            np.testing.assert_array_equal(np.concatenate(taken[1 - rank]), np.concatenate(sent[rank]))


def test_one_may_only_give_and_the_other_only_take(both):
    numbers, taken = np.arange(20, dtype=np.uint8), np.zeros(20, np.uint8)
    in_threads(lambda rank: send_and_receive(both[rank], {1: [numbers]} if rank == 0 else {}, {0: [taken]} if rank else {}), 2)
    np.testing.assert_array_equal(taken, numbers)


def test_one_that_has_gone_is_missed(both):
    both[1][0].close()
    with pytest.raises(PeerGoneError):
        send_and_receive(both[0], {1: [np.zeros(3, np.uint8)]}, {1: [np.zeros(3, np.uint8)]})


def test_one_that_says_nothing_is_given_up(both):
    both[0][1].set_timeout(0.05)
    with pytest.raises(PeerGoneError):
        send_and_receive(both[0], {}, {1: [np.zeros(3, np.uint8)]})
