"""SIGINT and SIGTERM: the first asks for an end after the step in hand, a second ends at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Stopped(BaseException):
    """Raised by a signal where there is nothing left to save: no handler of errors shall take it for one."""


class Interruption:
    """Whether a signal has asked for an end, and which."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self.raises = False

    def __call__(self) -> bool:
        return self.signal is not None

    def exit_code_of(self) -> int:
        """130 after SIGINT, 143 after SIGTERM."""
        return 128 + (self.signal or signal.SIGINT)

    def handle(self, number: int, frame: FrameType | None) -> None:
        if self.signal is not None:
            os._exit(128 + number)
        self.signal = number
        if self.raises:
            raise Stopped

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Raises Stopped as soon as a signal comes, or has come: for work that `resume` does again."""
        self.raises = True
        try:
            if self():
                raise Stopped
            yield
        finally:
            self.raises = False


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Takes the two signals over for the time of the block; outside the main thread Python has no signals to take.

    One that came too late for the block to end by it goes to whoever had the signals before.
    """
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    before = {number: signal.signal(number, interruption.handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if interruption.signal is not None:
        signal.raise_signal(interruption.signal)
