"""A process that trains members of a sweep for another one: orders come as lines of JSON on stdin, what happens goes to stdout.

It ends when stdin does, as it does when the process that it works for dies; what it trains is saved first.
"""

from __future__ import annotations

import dataclasses
import json
import os
import queue
import signal
import sys
import threading
import time
from contextlib import suppress
from typing import Any, TextIO

from dltrain.commands.preparing.kept_data import kept_data
from dltrain.commands.sweeping.member import Order, train_member
from dltrain.commands.training.progress import Progress
from dltrain.spec.parts import permitted
from dltrain.trackers import kept_channels

BETWEEN = 0.2  # seconds between two reports that nobody has to answer


class Coordinator:
    """What the process that it works for hears, and what it answers."""

    def __init__(self, lines: TextIO) -> None:
        self.lines, self.said = lines, 0.0
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def say(self, what: str, stdin: Any) -> None:
        """Tells it one thing."""
        self.lines.write(json.dumps({what: dataclasses.asdict(stdin)}) + "\n")
        self.lines.flush()

    def report(self, progress: Progress) -> bool:
        """Tells how far a run is, now and then, and waits for an answer where it is asked whether it is to go on."""
        now = time.monotonic()
        if not progress.asks and now - self.said < BETWEEN:
            return False
        self.said = now
        self.say("progress", progress)
        return bool(self.messages.get()["prune"]) if progress.asks else False

    def listen(self, lines: TextIO) -> None:
        """Hears all that is said; at the end of it this process ends as by a signal, unless it was told before to end."""
        with suppress(OSError):
            for line in lines:
                self.messages.put(words := json.loads(line))
                if "end" in words:
                    return
        self.messages.put({"prune": True, "end": True})
        os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Trains what is ordered on stdin."""
    from dltrain.process import own
    from dltrain.process.ending import take_signals

    own.take()
    take_signals()
    stdin = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed is no message
    work(sys.stdin, stdin)


def work(lines: TextIO, stdin: TextIO) -> None:
    """Trains what is ordered until there is nothing more."""
    coordinator = Coordinator(stdin)
    threading.Thread(target=coordinator.listen, args=[lines], daemon=True).start()
    with kept_data(), kept_channels(), permitted():
        while "end" not in (order := coordinator.messages.get()):
            coordinator.say("outcome", train_member(Order(**order), coordinator.report))


if __name__ == "__main__":
    main()
