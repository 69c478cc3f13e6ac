"""Copies of this process that work for it: they hold what it held when they were made, and end when it does."""

from __future__ import annotations

import math
import mmap
import os
import signal
import sys
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import Any, ClassVar, NoReturn

from dltrain.lazy import NDArray, np
from dltrain.process import streams
from dltrain.process.ending import ending_signals


class KilledError(Exception):
    """A copy that was needed has gone: somebody killed it, or the system, whose memory had run out. The message: what it did."""


def shared_zeros(*shape: int, dtype: Any = "float32") -> NDArray[Any]:
    """Zeros in memory that this process shares with its later copies. Raises MemoryError."""
    count = math.prod(shape)
    try:
        memory = mmap.mmap(-1, max(1, count * np.dtype(dtype).itemsize))
    except OSError:
        raise MemoryError from None
    return np.frombuffer(memory, dtype, count).reshape(shape)


def can_copy() -> bool:
    """Whether this system copies processes."""
    return hasattr(os, "fork")


class Copy:
    """A copy that serves the other end of `connection` until this end is closed. `serve` says what it does, and returns when it
    reads that the connection is at its end."""

    _open: ClassVar[list[Connection]] = []  # this process's ends: a copy that kept one would keep its owner alive

    def __init__(self, serve: Callable[[Connection], None]) -> None:
        self.connection, there = Pipe()
        self._owner = os.getpid()
        streams.flush()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # other threads: this process's copy uses nothing that they hold
            self._process = os.fork()
        if self._process == 0:
            for end in (*self._open, self.connection):
                end.close()
            _work(serve, there)
        there.close()
        self._open.append(self.connection)

    def end(self) -> None:
        """Lets the copy go. Nothing happens where it has gone already, nor in a later copy, whose it is not."""
        if self._owner == os.getpid() and self.connection in self._open:
            self._open.remove(self.connection)
            self.connection.close()
            os.waitpid(self._process, 0)


def _work(serve: Callable[[Connection], None], connection: Connection) -> NoReturn:
    for number in ending_signals():
        signal.signal(number, signal.SIG_IGN)  # the process that it works for decides when to end
    if torch := sys.modules.get("torch"):
        torch.set_num_threads(1)  # threads are not copied: an operation that counted on OpenMP's would wait for them for ever
    try:
        serve(connection)
    except (EOFError, ConnectionError):
        pass  # the process that it works for has gone: there is nobody to tell
    finally:
        os._exit(0)
