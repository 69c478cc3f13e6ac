"""What every tracker declares, and what the process that feeds it needs of it."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, ClassVar, Protocol

from dltrain.errors import Problem
from dltrain.trackers.job import Job, Results
from dltrain.trackers.lines import Line
from dltrain.types import Choices, options


class Sink(Protocol):
    """One run within a tracker. What it has to know when the run goes on later stands in `state`, as JSON has it."""

    state: dict[str, Any]
    most: int  # values in one `send`

    @property
    def location(self) -> str:
        """Where its user finds the run, once it is open."""

    def open(self) -> None:
        """Begins the run, or goes on with it as `state` says."""

    def send(self, lines: Sequence[Line]) -> None:
        """Keeps lines that follow those that were sent before; returns when they are safe."""

    def has(self, probe: Sequence[Any]) -> bool:
        """Whether a value, by the `probe` of its line, is there already. It is asked where it is not known whether the last lines
        have arrived."""

    def take_back(self, kept: int, sent: int, is_rounding: bool) -> int:
        """Makes room for other lines than the `sent` ones after the first `kept`, which may differ by rounding alone; after how
        many lines to go on: `kept`, 0, or `sent` where they stay as they are."""

    def conclude(self, results: Results, progressed: Callable[[], None]) -> None:
        """Keeps how the run ended: its metrics, pictures and files. `progressed` is called after each of them."""


@options
class Tracker:
    """Where records go besides the run directory. `package` is what it needs, `extra` the name of dltrain's that installs it;
    `paths` are the options that lead to a file or a folder."""

    package: ClassVar[str]
    extra: ClassVar[str]
    paths: ClassVar[tuple[str, ...]] = ()

    def missing(self) -> str | None:
        """What to install where its package is not there."""
        found = importlib.util.find_spec(self.package)
        if found is not None and found.origin is not None:  # else it is a folder of that name
            return None
        return f"{self.package} is not installed: pip install 'dltrain[{self.extra}]'"

    def problems(self) -> list[tuple[str, str]]:
        """What is wrong with its options: which, and what to say of it."""
        return []

    def resolved(self, folder: Path, name: str) -> Tracker:
        """The same with nothing left open, for a spec in `folder` whose runs are called `name`."""
        return self

    def words(self, error: Exception) -> str:
        """What went wrong, in a line."""
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        return lines[0] if lines else type(error).__name__

    def sink(self, job: Job, state: dict[str, Any]) -> Sink:
        """The run of a job, new where `state` is empty, else as it was left. Asks nobody yet."""
        raise NotImplementedError


TRACKERS: Choices[Tracker] = Choices("tracker")


def missing_packages(trackers: Sequence[Tracker]) -> list[Problem]:
    """The trackers of the key `track` whose packages are not installed."""
    return [Problem(("track", index), words) for index, one in enumerate(trackers) if (words := one.missing()) is not None]
