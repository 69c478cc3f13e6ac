"""How a training is carried out towards its user: what is said, what is shown on the way, what it ends in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dltrain.commands.preparing.setup import Setup
from dltrain.commands.training.progress import Board, blank
from dltrain.errors import DltrainError
from dltrain.runs import Run
from dltrain.runs.summary import Ending
from dltrain.text.formatting import number

if TYPE_CHECKING:
    from dltrain.runs.history import Record

SECONDS_BETWEEN_LINES = 5.0  # in the log, and where there is no terminal to draw on

Say = Callable[[str], None]


@dataclass(frozen=True)
class Start:
    """What a display of progress needs to know before the first record."""

    setup: Setup
    run: Run
    done: int  # epochs
    steps_per_epoch: int

    @property
    def epochs(self) -> int:
        """How many epochs there are to be in all."""
        return int(self.setup.resolved.experiment.training.epochs)

    def facts_of(self, record: Record) -> str:
        """The losses and the monitored value of an epoch, in one line."""
        names = dict.fromkeys(("train_loss", "validation_loss", self.setup.resolved.monitor))
        return "   ".join(f"{name} {number(record[name])}" for name in names if name in record)

    def line_of(self, record: Record) -> str:
        """How far training is, and its losses there."""
        return f"epoch {record['epoch']:,} of {self.epochs:,}   {self.facts_of(record)}"


Watch = Callable[[Start, "Iterator[Record]"], "Iterator[Record]"]


class Unfinished(DltrainError):
    """A training that did not reach its end: interrupted by a signal (130, 143), or diverged (4). Everything is saved: in
    `folder`, where that is known."""

    folder: Path | None = None

    def __init__(self, message: str, exit_code: int, summary: Ending) -> None:
        super().__init__(message)
        self.exit_code, self.summary = exit_code, summary


def silent(text: str) -> None:
    """Says nothing."""


def unasked(run: Run) -> None:
    """Does not mind which run it is."""


def unseen(start: Start, records: Iterator[Record]) -> Iterator[Record]:
    """Shows nothing."""
    return records


@dataclass(frozen=True)
class Display:
    """How a training is carried out towards its user: whether charts are drawn, what is said, what is shown on the way.

    `watch` wraps the records of a training, an epoch each, and yields them all; one with `steps` tells that training pauses in
    the middle of its epoch. `board` shows the members of a sweep (how many, whether more is
    better) within its block, each by its latest line. `made` is told of every run directory once it is there.
    `said`: of which runs it was told why no charts are drawn.
    """

    charts: bool = True
    say: Say = silent
    watch: Watch = unseen
    board: Callable[[int | None, bool], AbstractContextManager[Board]] = blank
    made: Callable[[Run], None] = unasked
    said: set[Path] = field(default_factory=set)

    @property
    def draws(self) -> bool:
        """Whether charts are wanted and can be drawn here."""
        return self.charts and self.obstacle is None

    def say_obstacle(self, run: Run, say: Say) -> None:
        """Says why no charts of a run can be drawn where they are wanted, once; it may come up late (ulimit -d)."""
        obstacle = self.obstacle
        if obstacle and run.folder not in self.said:
            self.said.add(run.folder)
            say(f"notice: {obstacle}")

    @property
    def obstacle(self) -> str | None:
        """Why no charts can be drawn where they are wanted; None where they can be, or are not wanted."""
        if not self.charts:
            return None
        from dltrain.charts import obstacle

        return obstacle()
