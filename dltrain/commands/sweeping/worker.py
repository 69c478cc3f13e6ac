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
    """The process that this one works for: what is sent to it, and the messages that it sends; whether it has gone before it let
    this one go."""

    def __init__(self, lines: TextIO) -> None:
        self.lines, self.sent_at, self.has_gone = lines, 0.0, False
        self.messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

    def send(self, kind: str, message: Any) -> None:
        """Sends it one message, a dataclass."""
        self.lines.write(json.dumps({kind: dataclasses.asdict(message)}) + "\n")
        self.lines.flush()

    def report(self, progress: Progress) -> bool:
        """Sends how far a run is, now and then, and waits for an answer where it asks whether to go on."""
        now = time.monotonic()
        if not progress.asks and now - self.sent_at < BETWEEN:
            return False
        self.sent_at = now
        self.send("progress", progress)
        return bool(self.messages.get()["prune"]) if progress.asks else False

    def listen(self, lines: TextIO) -> None:
        """Receives all messages; at the end of them this process ends as by a signal, unless it was to end before."""
        with suppress(OSError):
            for line in lines:
                self.messages.put(words := json.loads(line))
                if "end" in words:
                    return
        self.has_gone = True
        self.messages.put({"prune": True, "end": True})
        os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Trains what is ordered on stdin."""
    from dltrain.process import claim
    from dltrain.process.ending import take_signals

    claim.claim_process()
    take_signals()
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed is no message
    with suppress(BrokenPipeError):  # the process that it works for has gone: there is nobody to tell
        work(Coordinator(output), sys.stdin)


def work(coordinator: Coordinator, lines: TextIO) -> None:
    """Trains what is ordered in these lines until there is nothing more."""
    threading.Thread(target=coordinator.listen, args=[lines], daemon=True).start()
    with kept_data(), kept_channels(), permitted():
        while "end" not in (order := coordinator.messages.get()):
            coordinator.send("outcome", train_member(Order(**order), coordinator.report))


if __name__ == "__main__":
    main()
