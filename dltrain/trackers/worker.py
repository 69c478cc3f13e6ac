"""The process that feeds a tracker for the one whose number it is given: told a job by a line on stdin, it says on stdout what it
has done, a line of JSON each.

After the job, a line `end` says that the run has ended: what is left is sent, then the next job may come. Where stdin ends, or
the process that trains is gone, this one ends at once, because whoever resumes the run starts another one.
"""

from __future__ import annotations

import json
import os
import queue
import select
import sys
import threading
import time
import warnings
from collections.abc import Callable
from typing import Any

from dltrain.text.passwords import without_password
from dltrain.trackers.base import TRACKERS
from dltrain.trackers.following import Following
from dltrain.trackers.job import Job

BETWEEN = 1.0  # seconds between two looks at the run, whose records reach the disk as often
AFTER_FAILURE = 5.0  # seconds before the next attempt
MAX_MESSAGE_LENGTH = 300  # characters of what went wrong
NICE = 19  # training goes first
ORPHANED = 0.5  # seconds between two looks whether the process that trains is still there; its copies keep stdin open


class JobListener:
    """What was told: jobs, one at a time, and whether the run of the one in hand has `ended`."""

    def __init__(self) -> None:
        self.jobs: queue.Queue[Job] = queue.Queue()
        self.ended = threading.Event()
        threading.Thread(target=self._listen, args=[int(sys.argv[1])], daemon=True).start()

    def _listen(self, parent: int) -> None:
        text = b""
        while os.getppid() == parent:
            if not select.select([0], [], [], ORPHANED)[0]:
                continue
            if not (read := os.read(0, 2**16)):
                break
            *lines, text = (text + read).split(b"\n")
            for line in lines:
                if line == b"end":
                    self.ended.set()
                else:
                    self.ended.clear()
                    self.jobs.put(Job.parsed(line.decode()))
        os._exit(0)


def main() -> None:
    """Follows the run of one job after another."""
    warnings.simplefilter("ignore")
    said = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever else is printed is no message
    if hasattr(os, "nice"):
        os.nice(NICE)

    def say(**words: Any) -> None:
        said.write(json.dumps(words) + "\n")
        said.flush()

    listener = JobListener()
    try:
        while _follow(listener.jobs.get(), listener.ended, say):
            pass
    except Exception as error:
        say(failed=_shown(f"{type(error).__name__}: {error}"))
    os._exit(1)  # a library's threads may wait for a server


def _follow(job: Job, ended: threading.Event, say: Callable[..., None]) -> bool:
    """Sends all of a run; whether that came to an end."""
    attempts = 0  # that failed, one after another
    options = {key: value for key, value in job.tracker.items() if key != "type"}
    following = Following(job, TRACKERS[job.tracker["type"]](**options))
    while True:
        is_over = ended.is_set()
        try:
            while following.step():
                say(sent=following.sent)
            if is_over:
                following.conclude(lambda: say(sent=following.sent))
                say(done=following.location)
                return True
        except Exception as error:
            attempts += 1
            words = _shown(following.tracker.words(error))
            following.note_failure(words)
            if attempts == 1:  # of which one is not told
                time.sleep(BETWEEN)
                continue
            say(failed=words)
            if is_over:
                return False
            ended.wait(AFTER_FAILURE)
        else:
            attempts = 0
            ended.wait(BETWEEN)


def _shown(words: str) -> str:
    """What went wrong, without passwords and not longer than is read."""
    return without_password(words)[:MAX_MESSAGE_LENGTH]


if __name__ == "__main__":
    main()
