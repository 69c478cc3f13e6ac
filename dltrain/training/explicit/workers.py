"""Processes that each train a shard of a stack. Threads would wait for each other at every one of its many short steps."""

from __future__ import annotations

import os
import signal
import traceback
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import Any, ClassVar

from dltrain.process import streams
from dltrain.process.ending import ending_signals
from dltrain.training.explicit.shard import Shard


class Worker:
    """A shard in a process of its own, a copy of this one; it ends when this one does, however that ends."""

    _open: ClassVar[list[Connection]] = []  # this process's ends: a copy that kept one would keep its owner alive

    def __init__(self, make: Callable[[], Shard]) -> None:
        self._here, there = Pipe()
        streams.flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # other threads: this process's copy uses nothing that they hold
            self._process = os.fork()
        if self._process == 0:
            for end in (*self._open, self._here):
                end.close()
            _serve(make, there)
        there.close()
        self._open.append(self._here)

    def begin(self, name: str, *arguments: Any) -> None:
        """Has the shard begin with one of its methods."""
        self._here.send((name, arguments))

    def result(self) -> Any:
        """What came of it. Raises RuntimeError where the process failed."""
        try:
            done, result = self._here.recv()
        except EOFError:
            raise RuntimeError("a process that trained members of the stack has ended unexpectedly") from None
        if not done:
            raise RuntimeError(result)
        return result

    def end(self) -> None:
        """Lets the process go."""
        self._open.remove(self._here)
        self._here.close()
        os.waitpid(self._process, 0)


def _serve(make: Callable[[], Shard], connection: Connection) -> None:
    """Does what is asked for until the other end is closed. Never returns."""
    for number in ending_signals():
        signal.signal(number, signal.SIG_IGN)  # the process that it works for decides when to end
    try:
        shard = make()
        while True:
            name, arguments = connection.recv()
            connection.send((True, getattr(shard, name)(*arguments)))
    except (EOFError, BrokenPipeError):
        os._exit(0)
    except BaseException:  # whatever it is, the process that it works for tells it as its own
        connection.send((False, traceback.format_exc()))
        os._exit(1)


class Here:
    """A shard in this process, asked in the same way."""

    def __init__(self, make: Callable[[], Shard]) -> None:
        self._shard, self._asked = make(), ("", ())

    def begin(self, name: str, *arguments: Any) -> None:
        """Does it at once."""
        self._asked = name, arguments

    def result(self) -> Any:
        """What came of it."""
        name, arguments = self._asked
        return getattr(self._shard, name)(*arguments)

    def end(self) -> None:
        """There is nothing to let go."""


def workers_for(makers: list[Callable[[], Shard]]) -> list[Worker | Here]:
    """A process a shard; a single shard, or where processes cannot be copied, all shards in this one."""
    alone = len(makers) == 1 or not hasattr(os, "fork")
    return [Here(make) if alone else Worker(make) for make in makers]
