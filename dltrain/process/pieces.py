"""Work that is done piece by piece by copies of this process, for what Python's threads would do one after another."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import TypeVar

from dltrain.process.copies import Copy, can_copy

T = TypeVar("T")
R = TypeVar("R")

MAX_COPIES = 8  # copies


def cores() -> int:
    """How many this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def copies_for(pieces: int) -> int:
    """How many copies so many pieces are worth; 0 where this process does them itself."""
    count = min(MAX_COPIES, cores(), pieces // 2)
    return count if count > 1 and can_copy() else 0


def map_in_processes(work: Callable[[T], R], pieces: Sequence[T], copies: int) -> Iterator[tuple[T, R]]:
    """Each piece with what `work` makes of it, as they are done, by so many copies of this process, or by itself. What a copy
    writes into memory that is shared is here as well; what it gives back must be small.

    A piece whose copy was killed is done here. Raises what `work` raises.
    """
    waiting = deque(pieces)
    doing: dict[Connection, T] = {}
    made: dict[Connection, Copy] = {}
    try:
        for _ in range(copies):
            copy = Copy(lambda connection: _serve(work, connection))
            made[copy.connection] = copy
        for connection in made:
            _give(connection, waiting, doing)
        while doing:
            for ready in wait(list(doing)):
                assert isinstance(ready, Connection)
                piece = doing.pop(ready)
                try:
                    result = ready.recv()
                except (EOFError, OSError):  # somebody killed it
                    waiting.append(piece)
                    continue
                _give(ready, waiting, doing)
                if isinstance(result, BaseException):
                    raise result
                yield piece, result
        while waiting:
            piece = waiting.popleft()
            yield piece, work(piece)
    finally:
        for copy in made.values():
            copy.end()


def _give(connection: Connection, waiting: deque[T], doing: dict[Connection, T]) -> None:
    """Gives a copy the next piece, if there is one."""
    if waiting:
        piece = waiting.popleft()
        doing[connection] = piece
        with suppress(OSError):  # it was killed, which is seen when its answer is waited for
            connection.send(piece)


def _serve(work: Callable[[T], R], connection: Connection) -> None:
    while True:
        piece = connection.recv()
        try:
            result: R | Exception = work(piece)
        except Exception as error:  # it is the other process's to raise
            result = error
        connection.send(result)
