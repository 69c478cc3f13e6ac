"""Processes that each train a shard of a stack. Threads would wait for each other at every one of its many short steps."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from dltrain.process.copies import Copy, KilledError, can_copy
from dltrain.training.explicit.shard import Shard

WORK = "trained members of a stack"


class Worker:
    """A shard in a process of its own."""

    def __init__(self, make: Callable[[], Shard]) -> None:
        self._copy = Copy(lambda connection: _serve(make, connection))
        self.end = self._copy.end

    def begin(self, name: str, *arguments: Any) -> None:
        """Has the shard begin with one of its methods. Raises KilledError."""
        try:
            self._copy.connection.send((name, arguments))
        except ConnectionError:
            raise KilledError(WORK) from None

    def result(self) -> Any:
        """What came of it. Raises RuntimeError where the process failed, KilledError."""
        try:
            done, result = self._copy.connection.recv()
        except (EOFError, ConnectionError):
            raise KilledError(WORK) from None
        if not done:
            raise RuntimeError(result)
        return result


def _serve(make: Callable[[], Shard], connection: Connection) -> None:
    """Does what is asked for until the other end is closed."""
    try:
        shard = make()
        while True:
            name, arguments = connection.recv()
            connection.send((True, getattr(shard, name)(*arguments)))
    except (EOFError, BrokenPipeError):
        return
    except BaseException:  # whatever it is, the process that it works for tells it as its own
        connection.send((False, traceback.format_exc()))


class LocalShard:
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


def workers_for(makers: list[Callable[[], Shard]]) -> list[Worker | LocalShard]:
    """A process a shard; a single shard, or where processes cannot be copied, all shards in this one."""
    alone = len(makers) == 1 or not can_copy()
    return [LocalShard(make) if alone else Worker(make) for make in makers]
