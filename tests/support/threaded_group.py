"""A group whose processes are threads of this one: what they hand each other goes through queues."""

import queue
import threading
from collections import defaultdict

from dltrain.process.copies import KilledError
from dltrain.training.distribution import WORK, GpuGroup, Group

PATIENCE = 20.0  # seconds


class ThreadedGroup(Group):
    """One of `world` threads."""

    def __init__(self, rank, world, mail):
        self.mail = mail
        super().__init__(rank, world)

    def transfer(self, exchange):
        for rank, numbers in exchange.sent:
            self.mail[self.rank, rank].put(numbers.clone())
        for rank, numbers in exchange.taken:
            try:
                come = self.mail[rank, self.rank].get(timeout=PATIENCE)
            except queue.Empty:
                raise KilledError(WORK) from None
            assert come.shape == numbers.shape
            assert come.dtype == numbers.dtype
            numbers.copy_(come)


class ThreadedGpuGroup(ThreadedGroup, GpuGroup):
    """The same of those that have a GPU each, and add up what is there."""

    all_gather = Group.all_gather

    def all_reduce(self, numbers):
        numbers.copy_(self.all_gather(numbers.reshape(-1)).sum(0).reshape(numbers.shape))


def in_ranks(world, work, group=ThreadedGroup):
    """What `work(group)` gives in each of so many ranks. Raises what the first of them raises."""
    mail, results, errors = defaultdict(queue.SimpleQueue), [None] * world, []
    for pair in ((a, b) for a in range(world) for b in range(world)):
        mail[pair]  # made before threads could race for it

    def run(rank):
        try:
            results[rank] = work(group(rank, world, mail))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(rank,), daemon=True) for rank in range(world)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(3 * PATIENCE)
    if errors:
        raise errors[0]
    return results
