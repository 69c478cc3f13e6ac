"""The members of a sweep while they train: a table on a terminal, else a line every few seconds."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from dltrain.cli.terminal import FRAME, LINE, console, say
from dltrain.spec.setting_columns import flat, flat_keys
from dltrain.text.formatting import count, harmless, number, width

if TYPE_CHECKING:
    from dltrain.commands.training.progress import Board, Line

OPEN = ("running", "waiting")
MAX_ROWS = 20
BETWEEN = 2  # columns from one to the next
MIN_VALUE_WIDTH, MIN_LOSSES_WIDTH = 4, 17  # columns that are worth showing: `train_loss 0.1234`
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

        room = max(3, min(MAX_ROWS, self.live.console.height - BESIDE))
        lines = [*self.members.running(), *self.members.ended()][:room]
        keys = flat_keys([line.values for line in lines])
        rows = [_cells(line, keys) for line in lines]
        drawn = table.Table(title=self.members.head(), title_justify="left", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        head = ["member", *(harmless(short(key)) for key in keys), "at", "value", "losses"]
        for name, room in zip(head, fitting(head, rows, self.live.console.width), strict=False):
            drawn.add_column(Text(name), overflow="ellipsis", no_wrap=True, width=room)
        for row in rows:
            drawn.add_row(*map(Text, row[: len(drawn.columns)]))
        return drawn


def _cells(line: Line, keys: Sequence[str]) -> list[str]:
    """A row of the table: the member, its values, how far it is, what the best is chosen by, its losses."""
    from dltrain.spec.writing import in_brief

    value = line.value if line.progress is None else line.progress.value
    setting = flat(line.values)
    values = [in_brief(setting[key]) if key in setting else "" for key in keys]
    return [
        harmless(cell) for cell in (str(line.number), *values, line.place, "" if value is None else number(value), line.losses)
    ]


def fitting(head: Sequence[str], rows: Sequence[Sequence[str]], within: int) -> list[int]:
    """The widths of the table's columns within so many. A member, how far it is and its value are never cut: losses are, or are
    left out where too little of them would be left, then the names of keys, then the widest values."""
    cells = [max(map(width, column)) for column in zip(*rows, strict=True)]
    widths = [max(width(name), cell) for name, cell in zip(head, cells, strict=True)]
    keys = range(1, len(head) - 3)
    losses = widths.pop()
    spare = within - sum(widths) - BETWEEN * len(widths) - 1
    if spare - BETWEEN >= min(losses, MIN_LOSSES_WIDTH):
        return [*widths, min(losses, spare - BETWEEN)]
    for least in (cells, [MIN_VALUE_WIDTH] * len(cells)):
        while spare < 0 and (cut := [index for index in keys if widths[index] > max(least[index], MIN_VALUE_WIDTH)]):
            widths[max(cut, key=widths.__getitem__)] -= 1
            spare += 1
    return widths


def short(key: str) -> str:
    """The last word of a key."""
    return key.rpartition(".")[2].strip('"') or key
