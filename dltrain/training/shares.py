"""A batch in shares: each step's rows are cut into a fixed number of shares, whose gradients are added in a fixed order.

How many shares there are follows from the spec and the data alone. So the bits depend neither on how many processes work on
them nor on how busy the machine is: a share is computed alike wherever that happens, by this process or by a copy of it (fork),
which sees the same parameters, gradients and state of the optimizer in memory that they share.

What is done for a share is a generator, which yields wherever the shares need each other: all must have come there before any
goes on. So a batch norm adds up the sums of all shares in the midst of a step, and the update begins when all gradients are
there.
"""

from __future__ import annotations

import functools
import os
import traceback
import weakref
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing.connection import Connection
from typing import TypeVar

import numpy as np

from dltrain.process.copies import Copy, KilledError, can_copy, shared_zeros
from dltrain.training.pace import Pace

T = TypeVar("T")
Task = Callable[..., Iterator[None]]  # (share, *numbers): what is done for a share
GO, DONE, FAILED, NO_MEMORY = b"g", b"d", b"f", b"m"
MOST_NUMBERS = 8
WORK = "computed shares of a batch"


class Shares:
    """`count` shares of every batch, computed by up to `processes` processes, of which this is one."""

    def __init__(self, count: int, processes: int, tasks: Sequence[Task]) -> None:
        self.count = count
        # Held weakly, so that their owner goes when nobody else needs it, and the helpers with it.
        self._tasks = [weakref.WeakMethod(task) for task in tasks]
        self._most = min(count, processes) - 1 if can_copy() else 0  # helpers
        self._helpers: list[Copy] = []
        self._paces = [Pace(self._most) for _ in tasks]
        self._board = shared_zeros(3 + MOST_NUMBERS, dtype="float64")  # task, helpers at work, how many numbers, the numbers

    def run(self, task: int, *numbers: float) -> None:
        """Does a task for every share; returns when all are done. Raises what went wrong, KilledError where a helper has gone."""
        if self._most and not self._helpers:
            self._call_helpers()
        if not self._most:
            _finish([self._task(task)(share, *numbers) for share in range(self.count)])
            return
        with self._paces[task] as helpers:
            self._board[: 3 + len(numbers)] = task, helpers, len(numbers), *numbers
            ends = [helper.connection.fileno() for helper in self._helpers[:helpers]]
            going = self._begin(0)
            try:
                while going:
                    for end in ends:
                        os.write(end, GO)
                    going = _advanced(going)
                    for end in ends:
                        _hear(end)
            except ConnectionError:  # a pipe whose other end has gone
                self.close()
                raise KilledError(WORK) from None
            except BaseException:  # whatever it is, the helpers are in the midst of a step that nobody ends
                self.close()
                raise

    def _call_helpers(self) -> None:
        """Makes the helpers; where the system allows no more processes, this one does everything."""
        self._helpers = []
        weakref.finalize(self, _let_go, self._helpers)
        try:
            for place in range(1, self._most + 1):
                self._helpers.append(Copy(functools.partial(self._help, place)))
        except OSError:
            self.close()
            self._most = 0

    def close(self) -> None:
        """Lets the helpers go; new ones come where there is more to do."""
        _let_go(self._helpers)
        self._helpers = []

    def _task(self, number: int) -> Task:
        task = self._tasks[number]()
        assert task is not None
        return task

    def _begin(self, place: int) -> list[Iterator[None]]:
        """The tasks of the shares of the process at this place, of those that are at work."""
        task, helpers, count, *numbers = self._board.tolist()
        do = self._task(int(task))
        return [do(share, *numbers[: int(count)]) for share in range(place, self.count, int(helpers) + 1)]

    def _help(self, place: int, connection: Connection) -> None:
        """What a helper does: one stretch of its shares' tasks each time that it is told to."""
        end = connection.fileno()
        going: list[Iterator[None]] = []
        try:
            with np.errstate(all="ignore"):
                while os.read(end, 1):
                    going = _advanced(going or self._begin(place))
                    os.write(end, DONE)
        except MemoryError:
            os.write(end, NO_MEMORY)
        except Exception:  # whatever it is, the process that it works for tells it as its own
            os.write(end, FAILED + traceback.format_exc().encode())


def whole(work: Generator[None, None, T]) -> T:
    """Does the work of a share that is the whole batch, and has nothing to wait for; what it returns."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            result: T = end.value
            return result


def _advanced(going: list[Iterator[None]]) -> list[Iterator[None]]:
    """Those that have come to where they need the others; not those that are done."""
    return [one for one in going if next(one, DONE) is not DONE]


def _finish(going: list[Iterator[None]]) -> None:
    while going:
        going = _advanced(going)


def _hear(end: int) -> None:
    """Waits until a helper has come as far. Raises MemoryError, KilledError, or RuntimeError with what went wrong."""
    answer = os.read(end, 1)
    if answer == DONE:
        return
    if answer == NO_MEMORY:
        raise MemoryError
    if not answer:
        raise KilledError(WORK)
    raise RuntimeError(b"".join(iter(lambda: os.read(end, 2**16), b"")).decode())


def _let_go(helpers: list[Copy]) -> None:
    for helper in helpers:
        helper.end()
