"""Signals that end a command at any instant, that of an import too, with nothing half-made left behind.

Imports next to nothing, so that it is in place before the rest is imported.
"""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType


def ending_signals() -> list[int]:
    """The signals that end a command; SIGHUP, of a terminal that is closed, is none where it is ignored, as under nohup."""
    hangs_up = hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN
    return [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hangs_up else [])]


def take_signals() -> None:
    """From now on a signal ends the process at once, with 128 + its number."""
    for number in ending_signals():
        signal.signal(number, end)


def end(number: int, frame: FrameType | None) -> None:
    """Ends the process without raising anything: an exception may be lost, or turned into another, in the midst of an import."""
    remove_unfinished = getattr(sys.modules.get("dltrain.files.temporary"), "remove_unfinished", None)
    if remove_unfinished is not None:
        remove_unfinished()
    os._exit(128 + number)
