"""What the process that feeds a tracker is told: plain values, which one process writes and another reads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Job:
    """A run to be followed.

    `tracker` are the tracker's options with its `type`; `name` is that of the run, with the folder that it is a part of;
    `folder` is its directory, in which are `metrics` and `results`. `events` is where event files go that have no other place,
    `shown` the folder that shows them beside those of kindred runs, `state` the file of what was sent. `kept` is how many lines
    `metrics` had before training began or went on; `changes` tells what was changed of its spec or data from anything else.
    """

    tracker: Mapping[str, Any]
    name: str
    folder: str
    metrics: str
    events: str
    shown: str
    state: str
    parameters: Mapping[str, str]
    kept: int
    results: Mapping[str, str]  # the arguments of Results
    timeout: int  # seconds for which a server is waited for
    note: str = ""
    changes: str = ""

    def dumped(self) -> str:
        """The job as one line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def parsed(cls, line: str) -> Job:
        """The job of a line that `dumped` gave."""
        return cls(**json.loads(line))


@dataclass(frozen=True)
class Results:
    """The files of a run that has ended, as far as they are there; pictures are all that lie in `folder`."""

    folder: str
    spec: str
    summary: str
    confusion_matrix: str
    checkpoint: str
    log: str

    def summarized(self) -> dict[str, Any]:
        """What the summary says; empty where there is none."""
        return dict(json.loads(self.read(self.summary) or "{}"))

    def matrix(self) -> dict[str, Any]:
        """The confusion matrix; empty where there is none."""
        return dict(json.loads(self.read(self.confusion_matrix) or "{}"))

    def read(self, path: str) -> str:
        """The text of one of the files; empty where it is not there."""
        return Path(path).read_text(encoding="utf-8") if Path(path).is_file() else ""

    def pictures(self) -> list[Path]:
        """Every picture of the run, by name."""
        return sorted(Path(self.folder).glob("*.png"))
