"""What goes to the terminal: notices, progress and errors on stderr through Rich, paced; answers on stdout."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from dltrain.text.formatting import harmless
from dltrain.text.layout import available, wrapped

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from dltrain.commands.training.display import Start
    from dltrain.runs.history import Record

FRAME = 0.1  # seconds between two drawings of the bar
PATIENCE = 2.0  # seconds that work may take without a word
MAX_LINE_LENGTH = 4000  # characters of a line on stderr: a file may hold a word of millions
BAR = 30  # columns of the bar
FACTS = 60  # columns that are left for the losses where a bar stands beside them
LINE = 5.0  # seconds between two lines on how far a piece of work is


def console() -> Console:
    """Rich's console on stderr, which changes nothing of what it is given."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def say(text: str) -> None:
    """Writes to stderr."""
    _write("", text)


def say_error(text: str) -> None:
    """Writes an error to stderr, its first word in red where there is a terminal."""
    _write("error: ", text)


def _write(head: str, text: str) -> None:
    text = "\n".join(_cut(line) for line in harmless(text).split("\n"))
    text = wrapped(f"{head}{text}", available(sys.stderr))[len(head) :]
    if not sys.stderr.isatty():  # plain text needs no Rich, which takes a while to import
        sys.stderr.write(f"{head}{text}\n")
        return
    from rich.text import Text

    console().print(Text.assemble((head, "bold red"), text))


def _cut(line: str) -> str:
    return line if len(line) <= MAX_LINE_LENGTH else f"{line[: MAX_LINE_LENGTH // 2]} … {line[-MAX_LINE_LENGTH // 2 :]}"


def answer(text: str) -> None:
    """Writes what was asked for to stdout; nowhere if that is closed. Raises StdoutError."""
    if sys.stdout is None:
        return
    if sys.stdout.isatty():
        text = harmless(text)
    known = sys.stdout.encoding or "utf-8"  # that of Korean Windows, euc-kr, has no – and no emoji
    text = text.encode(known, "backslashreplace").decode(known)
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def show(text: str) -> None:
    """Writes to stdout what people read, within the width of the terminal."""
    answer(wrapped(text, available(sys.stdout)))


def watch(start: Start, records: Iterator[Record]) -> Iterator[Record]:
    """Shows the records on their way: a bar on a terminal, else a line every few seconds."""
    return _with_bar(console(), start, records) if sys.stderr.isatty() else _with_lines(start, records)


class LongWork:
    """Shows how far a piece of work is, once it has taken PATIENCE seconds: a line that is drawn over where there is a terminal,
    else a line now and then."""

    def __init__(self) -> None:
        self.what, self.since, self.shown = "", 0.0, 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        now = time.monotonic()
        if what != self.what:
            self.what, self.since, self.shown = what, now, now
        drawn = sys.stderr.isatty()
        if now - self.since < PATIENCE or (now - self.shown < (FRAME if drawn else LINE) and done < total):
            return
        self.shown = now
        line = f"{what}: {done:,} of {total:,}"
        sys.stderr.write(f"\r{line}" + "\n" * (done == total) if drawn else f"{line}\n")
        sys.stderr.flush()


def _with_lines(start: Start, records: Iterator[Record]) -> Iterator[Record]:
    from dltrain.commands.training.display import SECONDS_BETWEEN_LINES
    from dltrain.training.loop import is_lost, is_paused

    said, last = time.monotonic(), None
    with suppress(GeneratorExit):  # whoever consumes them has had enough: the last one is shown all the same
        for record in records:
            if not (is_paused(record) or is_lost(record)):
                last = record
                if time.monotonic() - said >= SECONDS_BETWEEN_LINES:
                    said, last = time.monotonic(), None
                    say(start.line_of(record))
            yield record
    if last is not None:
        say(start.line_of(last))


def _with_bar(screen: Console, start: Start, records: Iterator[Record]) -> Iterator[Record]:
    from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn

    from dltrain.training.loop import is_lost, is_paused

    drawn, last = 0.0, None
    room = screen.width - len(f"epoch {start.epochs:,} of {start.epochs:,} ")
    beside: list[ProgressColumn] = [BarColumn(BAR), TimeRemainingColumn()] if room >= BAR + FACTS else []
    shape = ("epoch {task.completed:,.0f} of {task.total:,.0f}", "{task.fields[facts]}")
    room -= (BAR + 10) if beside else 0
    with Progress(TextColumn(shape[0]), *beside, TextColumn(shape[1]), console=screen, auto_refresh=False) as progress:
        bar = progress.add_task("", total=start.epochs, completed=start.done, facts="")
        with suppress(GeneratorExit):  # as above
            for record in records:
                if not (is_paused(record) or is_lost(record)):
                    last = record
                    if time.monotonic() - drawn >= FRAME:
                        drawn = time.monotonic()
                        _draw(progress, bar, start, record, room)
                yield record
        if last is not None:
            _draw(progress, bar, start, last, room)


def _draw(progress: Progress, bar: object, start: Start, record: Record, room: int) -> None:
    facts = start.facts_of(record)
    while len(facts) > room and "   " in facts:  # what is monitored stands last
        facts = facts.partition("   ")[2]
    progress.update(bar, completed=record["epoch"], facts=facts, refresh=True)  # type: ignore[arg-type]
