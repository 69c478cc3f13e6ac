"""The process that feeds trackers, as the one that trains sees it: a line of JSON to it, lines of JSON from it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dltrain

WORKER = [sys.executable, "-P", "-m", "dltrain.trackers.worker"]  # -P: nothing is imported from the current folder


class Channel:
    """A process for the runs of one kind of tracker, one after another. Raises OSError where it cannot be started."""

    def __init__(self, tracker: str) -> None:
        self.tracker = tracker
        self.is_open = True
        self._heard = b""
        home = str(Path(dltrain.__file__).parent.parent)
        paths = os.pathsep.join([home, *filter(None, [os.environ.get("PYTHONPATH")])])
        self.process = subprocess.Popen(
            [*WORKER, str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": paths},
            start_new_session=True,  # Ctrl-C reaches this process alone
        )

    def tell(self, line: str) -> None:
        """Tells it a line; one that has gone is told nothing."""
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()

    def hear(self, seconds: float) -> list[dict[str, Any]]:
        """What it has said since, for which it is waited so long; `is_open` says whether it can say more."""
        stdout = self.process.stdout
        assert stdout is not None
        if not self.is_open or not select.select([stdout], [], [], seconds)[0]:
            return []
        heard = os.read(stdout.fileno(), 2**16)
        self.is_open = bool(heard)
        *lines, self._heard = (self._heard + heard).split(b"\n")
        return [json.loads(line) for line in lines]

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with suppress(OSError):
                pipe.close()


@dataclass
class _Kept:
    """Processes that wait for their next run, and the trackers that did not answer when a run ended."""

    idle: list[Channel] = field(default_factory=list)
    hung: set[str] = field(default_factory=set)


_kept: ContextVar[_Kept | None] = ContextVar("kept channels", default=None)


@contextmanager
def kept_channels() -> Iterator[None]:
    """Within the block a process that has fed a run feeds the next one; blocks within it share them."""
    if _kept.get() is not None:
        yield
        return
    kept = _Kept()
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)
        for channel in kept.idle:
            channel.end()


def taken(tracker: str) -> Channel:
    """A process for a kind of tracker: one that waits, or a new one. Raises OSError."""
    kept = _kept.get()
    channel = next((one for one in kept.idle if one.tracker == tracker and one.is_open), None) if kept else None
    if kept is None or channel is None:
        return Channel(tracker)
    kept.idle.remove(channel)
    return channel


def reconstruction_settings(channel: Channel) -> None:
    """Has a process that is done wait for the next run, where there may be one."""
    kept = _kept.get()
    if kept is None:
        channel.end()
    else:
        kept.idle.append(channel)


def was_hung(tracker: str) -> bool:
    """Whether a kind of tracker did not answer when an earlier run of the block ended."""
    kept = _kept.get()
    return kept is not None and tracker in kept.hung


def note_hung(tracker: str, is_hung: bool) -> None:
    """Notes whether a kind of tracker answered when a run ended."""
    if (kept := _kept.get()) is not None:
        (kept.hung.add if is_hung else kept.hung.discard)(tracker)
