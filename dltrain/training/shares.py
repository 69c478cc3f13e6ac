"""A batch in shares: each step's rows are cut into a fixed number of shares, whose gradients are added in a fixed order.

How many shares there are follows from the spec and the data alone. So the bits depend neither on how many processes work on
them nor on how busy the machine is: a share is computed alike wherever that happens, by this process or by a copy of it (fork),
which sees the same parameters, gradients and state of the optimizer in memory that they share.

What is done for a share is a generator, which yields wherever the shares need each other: all must have come there before any
goes on. So a batch norm adds up the sums of all shares in the midst of a step, and the update begins when all gradients are
there. What it yields is what processes that do not share memory must hand each other before (`distribution.py`): such processes
have some of the shares each.
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

from dltrain.lazy import torch
from dltrain.process.copies import Copy, KilledError, can_copy, shared_zeros
from dltrain.training.distribution import ALONE, Exchange, Group
from dltrain.training.pace import Pace

T = TypeVar("T")
Sync = Exchange | None  # what is to be handed to the other processes of the group before shares go on
Task = Callable[..., Iterator[Sync]]  # (share, *numbers): what is done for a share
Trial = Callable[[], object]  # what a helper tries before it helps: where it raises, this process does everything
GO, DONE, FAILED, NO_MEMORY = b"g", b"d", b"f", b"m"
HEAD, MAX_NUMBERS = 5, 8  # task, helpers at work, the first own share and the one behind the last, how many numbers; the numbers
WORK = "computed shares of a batch"


class Shares:
    """`count` shares of every batch; those of this process of a group are computed by it and its copies, up to `processes` in
    all."""

    def __init__(
        self, count: int, processes: int, tasks: Sequence[Task], group: Group = ALONE, trial: Trial | None = None
    ) -> None:
        self.count, self.group, self._trial = count, group, trial
        # Held weakly, so that their owner goes when nobody else needs it, and the helpers with it.
        self._tasks = [weakref.WeakMethod(task) for task in tasks]
        self._most = min(len(group.own(count)), processes) - 1 if can_copy() else 0  # helpers
        self._helpers: list[Copy] = []
        self._paces = [Pace(self._most) for _ in tasks]
        self._board = shared_zeros(HEAD + MAX_NUMBERS, dtype="float64")

    def run(self, task: int, *numbers: float) -> None:
        """Does a task for every share; returns when all are done. Raises what went wrong, KilledError where a helper has gone."""
        if self._most and not self._helpers:
            self._call_helpers()
        if not self._most:
            going = [self._task(task)(share, *numbers) for share in self.group.own(self.count)]
            while going:
                going, sync = _advanced(going)
                if sync is not None:
                    sync()
            return
        with self._paces[task] as helpers:
            own = self.group.own(self.count)
            self._board[: HEAD + len(numbers)] = task, helpers, own.start, own.stop, len(numbers), *numbers
            ends = [helper.connection.fileno() for helper in self._helpers[:helpers]]
            going = self._begin(0)
            try:
                while going:
                    for end in ends:
                        os.write(end, GO)
                    going, sync = _advanced(going)
                    for end in ends:
                        _hear(end)
                    if sync is not None:
                        sync()
            except ConnectionError:  # a pipe whose other end has gone
                self.close()
                raise KilledError(WORK) from None
            except BaseException:  # whatever it is, the helpers are in the midst of a step that nobody ends
                self.close()
                raise

    def _call_helpers(self) -> None:
        """Makes the helpers; where the system allows no more processes, or they cannot help, this one does everything."""
        self._helpers = []
        weakref.finalize(self, _let_go, self._helpers)
        try:
            for index in range(1, self._most + 1):
                self._helpers.append(Copy(functools.partial(self._help, index)))
            for helper in self._helpers if self._trial else ():
                _hear(helper.connection.fileno())
        except (OSError, RuntimeError, KilledError):
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

    def _begin(self, index: int) -> list[Iterator[Sync]]:
        """The tasks of the shares of the process with this index, of those that are at work."""
        task, helpers, first, stop, count, *numbers = self._board.tolist()
        do = self._task(int(task))
        return [do(share, *numbers[: int(count)]) for share in range(int(first) + index, int(stop), int(helpers) + 1)]

    def _help(self, index: int, connection: Connection) -> None:
        """What a helper does: one stretch of its shares' tasks each time that it is told to."""
        end = connection.fileno()
        going: list[Iterator[Sync]] = []
        try:
            if self._trial is not None:
                self._trial()
                os.write(end, DONE)
            with np.errstate(all="ignore"):
                while os.read(end, 1):
                    going, _ = _advanced(going or self._begin(index))
                    os.write(end, DONE)
        except MemoryError:
            os.write(end, NO_MEMORY)
        except Exception:  # whatever it is, the process that it works for tells it as its own
            os.write(end, FAILED + traceback.format_exc().encode())


def try_to_differentiate() -> None:
    """Raises RuntimeError in a copy of a process that has differentiated where there is a GPU: PyTorch has threads for it from
    then on, and copies have none (https://github.com/pytorch/pytorch/wiki/Autograd-and-Fork)."""
    torch.ones((), requires_grad=True).backward()  # type: ignore[no-untyped-call]


def run_alone(work: Generator[Sync, None, T]) -> T:
    """Does the work of a share that is all that this process has of a batch; what it returns."""
    while True:
        try:
            sync = next(work)
        except StopIteration as end:
            result: T = end.value
            return result
        if sync is not None:
            sync()


def _advanced(going: list[Iterator[Sync]]) -> tuple[list[Iterator[Sync]], Sync]:
    """Those that have come to where they need the others, not those that are done; what is to be handed over then."""
    reached: list[Iterator[Sync]] = []
    handed: Sync = None
    for one in going:
        try:
            handed = next(one)
            reached.append(one)
        except StopIteration:
            pass
    return reached, handed


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
