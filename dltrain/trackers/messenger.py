"""What feeds one run to one tracker, as the process that trains sees it: begun, listened to now and then, waited for at last."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from dltrain.trackers import channel as channels
from dltrain.trackers.job import Job

GONE = "the process that sends the records was killed"
HUNG = "it does not answer"
LOOK = 0.2  # seconds
KNOWN_TO_HANG = 5.0  # seconds that a tracker has when a run ends which did not answer at the end of the one before


class Messenger:
    """Feeds one tracker of a run from a process of its own. Nothing here waits, but `finish`, and nothing raises.

    `troubles` are what went wrong and was not told yet, `trouble` is the last of them while it lasts; `location` is where the run
    is found, once all of it is there.
    """

    def __init__(self, job: Job) -> None:
        self.job = job
        self.location: str | None = None
        self.troubles: list[str] = []
        self.trouble: str | None = None
        self.channel: channels.Channel | None = None
        try:
            self.channel = channels.taken(self.name)
        except OSError as error:
            self._fail(f"the process that sends the records cannot be started: {error.strerror}")
        else:
            self.channel.tell(job.dumped())

    @property
    def name(self) -> str:
        """Of the tracker."""
        return str(self.job.tracker["type"])

    @property
    def _waits(self) -> bool:
        return self.channel is not None and self.channel.is_open and self.location is None

    def listen(self, seconds: float = 0.0) -> bool:
        """Hears what the process has said, for which it waits so long; whether it said anything."""
        if self.channel is None:
            return False
        said = self.channel.hear(seconds)
        for words in said:
            self._take(words)
        if not self.channel.is_open and self.trouble is None and self.location is None:
            self._fail(GONE)
        return bool(said)

    def _take(self, words: dict[str, Any]) -> None:
        if (failed := words.get("failed")) is not None:
            self._fail(failed)
        else:
            self.trouble = None
            self.location = words.get("done", self.location)

    def _fail(self, words: str) -> None:
        if self.trouble is None:
            self.troubles.append(words)
        self.trouble = words

    def end(self) -> None:
        """Has the process send what is left, and how the run ended."""
        if self.channel is not None:
            self.channel.tell("end")

    def finish(self, patience: Callable[[], float], most: float) -> None:
        """Waits, after `end`, until all is sent: not longer than `patience` without a word, nor than `most`, in seconds."""
        began = heard = time.monotonic()
        longest = KNOWN_TO_HANG if channels.was_hung(self.name) else most
        while self._waits:
            if self.listen(LOOK):
                heard = time.monotonic()
            elif self._waits and time.monotonic() >= min(heard + min(patience(), longest), began + most):
                self._fail(self.trouble or HUNG)
                break
        channels.note_hung(self.name, self.location is None and time.monotonic() - began > KNOWN_TO_HANG)
        self.close()

    def close(self) -> None:
        """Ends the process, unless it is done and another run may follow."""
        channel, self.channel = self.channel, None
        if channel is None:
            return
        if self.location is None:
            channel.end()
        else:
            channels.reconstruction_settings(channel)
