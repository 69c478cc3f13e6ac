"""Sends a run's lines to a tracker as they come, each once, also where the run is killed and goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from dltrain.files import reading
from dltrain.files.atomic import write_atomically
from dltrain.trackers.base import Sink, Tracker
from dltrain.trackers.job import Job, Results
from dltrain.trackers.lines import Line, line_of, timestamps

READ_AT_ONCE = 2**20  # bytes of metrics.jsonl
MAX_WAITING = 2000  # lines that are read before they can be sent


class Following:
    """The lines of one run on their way to one tracker.

    How many are `sent` is kept in a file of the run after each of them. What is being sent is noted there before, so that after a
    kill, or an answer that never came, the tracker is asked whether it has it. A resumed run trains epochs again that were sent
    already: where the last of those comes out as before, all are as before; else the tracker may take back what followed the
    checkpoint.
    """

    def __init__(self, job: Job, tracker: Tracker) -> None:
        self.job, self.tracker = job, tracker
        self.sink: Sink | None = None
        self.is_open = False
        self.kept = reading.object_or_nothing(Path(job.state))  # what an earlier process has noted
        self.sent, self.digest = int(self.kept.get("sent", 0)), str(self.kept.get("digest", ""))
        self.sending: list[Any] | None = self.kept.get("sending")  # of which it is not known whether it has arrived
        self.changes = str(self.kept.get("changes", job.changes))  # with which the last of them was trained
        self.known = min(job.kept, self.sent)  # lines that are as they were
        self.offset, self.count = 0, 0  # what was read of the file
        self.latest = 0.0  # when the last line of it came about
        self.again: list[Line] = []  # those after `known` that were sent by an earlier process, as they come now
        self.waiting: list[Line] = []

    def step(self) -> bool:
        """Sends something, if there is anything to send. Raises whatever the tracker does."""
        sink = self._opened()
        self._read_on(sink)
        if not self.waiting:
            return False
        batch = _batch(self.waiting, sink.most)
        last = batch[-1]
        self.sending = [self.sent + len(batch), last.digest, last.probe]
        self._note()
        sink.send(batch)
        self._arrived()
        return True

    def _arrived(self) -> None:
        """Notes that what was being sent is there."""
        assert self.sending is not None
        count, self.digest, _ = self.sending
        del self.waiting[: max(count - self.sent, 0)]
        self.sent, self.sending, self.changes = count, None, self.job.changes
        self._note()

    @property
    def location(self) -> str:
        """Where its user finds the run."""
        return self.sink.location if self.sink is not None and self.is_open else ""

    def conclude(self, progressed: Callable[[], None] = lambda: None) -> None:
        """Sends how the run ended, when all lines are sent. `progressed` is called after each thing that is."""
        sink = self._opened()
        if self.count < self.sent:  # it ended sooner than before
            self._differs(sink)
            while self.step():
                progressed()
        sink.conclude(Results(**self.job.results), progressed)
        self._note(concluded=True)

    def _opened(self) -> Sink:
        if self.sink is None:
            self.sink = self.tracker.sink(self.job, dict(self.kept.get("state", {})))
        if not self.is_open:
            self._note()  # by which what is begun there is found again, whatever happens
            self.sink.open()
            self.is_open = True
            self._note()
        if self.sending is not None:
            if (probe := self.sending[2]) and self.sink.has(probe):
                self._arrived()
            self.sending = None
            self.known = min(self.job.kept, self.sent)
        return self.sink

    def _read_on(self, sink: Sink) -> None:
        """Takes what has been added to the file, and, once all is read that was sent before, sees whether it is as it was."""
        self._take_lines()
        if self.again and self.count >= self.sent:
            if self.again[-1].digest != self.digest:
                self._differs(sink)
                self._take_lines()
            self.again.clear()

    def _take_lines(self) -> None:
        """Takes the whole lines that have been added to the file, as many as can wait."""
        while len(self.waiting) < MAX_WAITING and (text := _whole_lines(Path(self.job.metrics), self.offset)):
            self.offset += len(text)
            records = text.splitlines()
            times = [max(moment, self.latest) for moment in timestamps(records, time.time())]
            self.latest = times[-1]  # those that were read before did not come about later
            lines = map(line_of, records, times)
            for line in lines:
                self.count += 1
                if self.count > self.sent:
                    self.waiting.append(line)
                elif self.count > self.known:
                    self.again.append(line)

    def _differs(self, sink: Sink) -> None:
        """Has other lines take the place of those that were sent, unless they differ by rounding alone."""
        is_rounding = self.changes == self.job.changes
        after = sink.take_back(self.known, self.sent, is_rounding)
        if after == self.known:
            self.waiting = [*self.again, *self.waiting]
        elif after == 0:  # all are read once more
            self.offset, self.count, self.waiting = 0, 0, []
        if after != self.sent:
            self.sent, self.known, self.digest = after, after, ""
        self.again, self.changes = [], self.job.changes
        self._note()

    def note_failure(self, words: str) -> None:
        """Notes what went wrong, until something is sent again."""
        with suppress(OSError):
            self._note(failed=words)

    def _note(self, **more: Any) -> None:
        state = self.sink.state if self.sink is not None else self.kept.get("state", {})
        content = {"sent": self.sent, "digest": self.digest, "changes": self.changes, "state": state, **more}
        if self.sending is not None:
            content["sending"] = self.sending
        path = Path(self.job.state)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(content, indent=2).encode())


def _whole_lines(path: Path, offset: int) -> bytes:
    """What a file has from an offset on, up to the end of a line."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        file.seek(offset)
        text = file.read(READ_AT_ONCE)
        return text[: text.rfind(b"\n") + 1]
    return b""


def _batch(lines: Sequence[Line], most: int) -> list[Line]:
    """So many of the first lines as have not more than `most` values in all; one at least."""
    batch: list[Line] = []
    for line in lines:
        most -= line.count
        if batch and most < 0:
            break
        batch.append(line)
    return batch
