"""SIGINT, SIGTERM and SIGHUP: the first asks for an end after the step in hand, a second ends at once."""

from __future__ import annotations

import functools
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from dltrain.process import ending, launch

AGAIN = 0.01  # seconds
ONE = 10.0  # seconds


class Stopped(BaseException):
    """Raised by a signal where there is nothing left to save: no handler of errors shall take it for one."""


class Interruption:
    """Whether a signal has asked for an end, and which."""

    def __init__(self) -> None:
        self.signal: int | None = None
        self.others: int = signal.SIGINT  # which another process had where this one had none
        self.raises = False
        self._when = 0.0  # it came, in seconds
        self._lost = False
        self._in_hook = False

    def __call__(self) -> bool:
        return self.signal is not None

    def exit_code_of(self) -> int:
        """130 after SIGINT, 143 after SIGTERM, 129 after SIGHUP."""
        return 128 + (self.signal or self.others)

    def handle(self, number: int, frame: FrameType | None) -> None:
        """Notes the signal, or ends the process where there was one before; raises Stopped within `at_once`. Where one of several
        processes has gone, this one hears of it from itself and from torchrun: that is one signal."""
        if self.signal is not None and not self._lost:
            if number == signal.SIGTERM and launch.is_one_of_several() and time.monotonic() - self._when < ONE:
                return
            ending.end(number, frame)
        self._when = time.monotonic()
        self.signal, self._lost = number, False
        if self.raises:
            raise Stopped

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Raises Stopped as soon as a signal comes, or has come: for work that `resume` does again."""
        self.raises = True
        hook, sys.unraisablehook = sys.unraisablehook, functools.partial(self._send_again, sys.unraisablehook)
        try:
            if self():
                raise Stopped
            yield
        finally:
            self.raises, sys.unraisablehook = False, hook

    def _send_again(self, hook: Callable[[Any], object], unraisable: Any) -> None:
        """Python loses what is raised at the end of an object's life, of which an import has many: then the signal comes anew."""
        if not isinstance(unraisable.exc_value, Stopped):
            hook(unraisable)
        elif self.signal is not None:
            self._lost = self._in_hook = True
            threading.Thread(target=self._send_after_hook, args=(self.signal,)).start()
            self._in_hook = False

    def _send_after_hook(self, number: int) -> None:
        """What is raised within the hook is lost as well."""
        while self._in_hook:
            time.sleep(AGAIN)
        os.kill(os.getpid(), number)


@contextmanager
def interruptible() -> Iterator[Interruption]:
    """Takes the signals over for the time of the block; outside the main thread Python has no signals to take.

    One that came too late for the block to end by it goes to whoever had the signals before; a command ends by it, once it has
    let go of what it holds.
    """
    interruption = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield interruption
        return
    before = {number: signal.signal(number, interruption.handle) for number in ending.ending_signals()}
    try:
        yield interruption
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if interruption.signal is not None:
        if before[interruption.signal] is ending.end:
            raise SystemExit(interruption.exit_code_of())
        signal.raise_signal(interruption.signal)
