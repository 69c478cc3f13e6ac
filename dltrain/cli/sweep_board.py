"""The members of a sweep while they train: a table on a terminal, else a line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dltrain.cli.terminal import FRAME, LINE, console, say
from dltrain.text.formatting import count, harmless, number

if TYPE_CHECKING:
    from dltrain.commands.sweeping.progress import Board, Line

OPEN = ("running", "waiting")
MOST_ROWS = 20
CELL = 30  # columns of a value
BESIDE = 6  # lines of a terminal that the table leaves free


@contextmanager
def board(total: int | None, maximize: bool) -> Iterator[Board]:
    """Shows so many members (None: nobody knows how many) within the block."""
    members = Members(total, maximize)
    if not sys.stderr.isatty():
        yield Lines(members)
        return
    from rich.live import Live

    with Live(console=console(), auto_refresh=False, transient=True) as live:
        yield Table(members, live)


class Members:
    """The latest line of each member."""

    def __init__(self, total: int | None, maximize: bool) -> None:
        self.total, self.maximize = total, maximize
        self.lines: dict[int, Line] = {}

    def ended(self) -> list[Line]:
        """Those that have ended, the best first."""
        sign = -1 if self.maximize else 1
        ended = [line for line in self.lines.values() if line.status not in OPEN]
        return sorted(ended, key=lambda line: (line.value is None, sign * (line.value or 0.0), line.number))

    def running(self) -> list[Line]:
        """Those that are in training, then those that wait, by number."""
        open_ones = [line for line in self.lines.values() if line.status in OPEN]
        return sorted(open_ones, key=lambda line: (line.status == "waiting", line.number))

    def head(self) -> str:
        """How many have ended, and the best so far."""
        ended = self.ended()
        of = count(self.total, "member") if self.total is not None else "the members"
        best = (
            f"; the best is member {ended[0].number} at {number(ended[0].value)}" if ended and ended[0].value is not None else ""
        )
        return f"{len(ended):,} of {of} ended{best}"


class Lines:
    """A line every few seconds."""

    def __init__(self, members: Members) -> None:
        self.members, self.said = members, time.monotonic()

    def show(self, line: Line) -> None:
        """Takes a line, and says how far all are where it is time to."""
        self.members.lines[line.number] = line
        if time.monotonic() - self.said < LINE:
            return
        self.said = time.monotonic()
        running = [f"member {one.number}: {one.place}   {one.losses}".rstrip() for one in self.members.running()[:1]]
        say("; ".join([self.members.head(), *running]))


class Table:
    """A table that is drawn over: the members in training, then the best of those that have ended."""

    def __init__(self, members: Members, live: Any) -> None:
        self.members, self.live, self.drawn = members, live, 0.0

    def show(self, line: Line) -> None:
        """Takes a line, and draws the table where it is time to."""
        self.members.lines[line.number] = line
        if time.monotonic() - self.drawn >= FRAME:
            self.drawn = time.monotonic()
            self.live.update(self._table(), refresh=True)

    def _table(self) -> Any:
        from rich import box, table
        from rich.text import Text

        room = max(3, min(MOST_ROWS, self.live.console.height - BESIDE))
        lines = [*self.members.running(), *self.members.ended()][:room]
        keys = list(dict.fromkeys(key for line in lines for key in line.values))
        drawn = table.Table(title=self.members.head(), title_justify="left", box=box.SIMPLE_HEAD)
        for name in ["member", *(key.rpartition(".")[2] for key in keys), "at", "losses"]:
            widest = None if name == "losses" else CELL
            drawn.add_column(Text(harmless(name)), overflow="ellipsis", no_wrap=True, max_width=widest)
        for line in lines:
            values = [harmless(shown(line.values[key])) if key in line.values else "" for key in keys]
            what = line.losses if line.status == "running" else number(line.value) if line.value is not None else ""
            drawn.add_row(*map(Text, [str(line.number), *values, line.place, what]))
        for column in drawn.columns[:-1]:  # where the room is scarce, losses are cut first
            texts: list[Any] = [column.header, *column.cells]
            column.min_width = min(CELL, max(text.cell_len for text in texts))
        return drawn


def shown(value: Any) -> str:
    """A value as a cell has it: a number to four digits."""
    from dltrain.spec.writing import in_line

    return f"{value:.4g}" if type(value) is float else in_line(value)
