"""What `train` and `resume` have in common on the terminal."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from contextlib import nullcontext, suppress
from typing import TYPE_CHECKING

from dltrain.cli import terminal
from dltrain.process.progress import reported
from dltrain.process.streams import StdoutError
from dltrain.text.passwords import without_password

if TYPE_CHECKING:
    from dltrain.commands.training.display import Display
    from dltrain.runs.summary import Ending, Summary


def carried_out(run: Callable[[Display], Summary], no_pictures: bool, quiet: bool, json: bool) -> None:
    """Trains and shows it on the terminal; the summary goes to stdout where it was asked for, however the run ended."""
    from dltrain.cli.sweep_board import board
    from dltrain.commands.training.display import Display, Unfinished
    from dltrain.process.launch import is_first

    quiet, json = quiet or not is_first(), json and is_first()
    display = Display(not no_pictures) if quiet else Display(not no_pictures, terminal.say, terminal.watch, board)
    try:
        with reported(None) if quiet else nullcontext():
            summary = run(display)
    except Unfinished as error:
        with suppress(StdoutError):  # how the training ended matters more
            _print(error.summary, json)
        raise
    _print(summary, json)


def typed() -> str:
    """The words of this command as a shell takes them, without the passwords of URLs."""
    return shlex.join(["dltrain", *map(without_password, sys.argv[1:])])


def _print(summary: Ending, wanted: bool) -> None:
    """Raises StdoutError, of a broken pipe too: the summary was asked for, and nobody has it."""
    if not wanted:
        return
    from dltrain.files import strict_json

    try:
        if sys.stdout is None:
            raise StdoutError("stdout is closed")
        terminal.answer(strict_json.dumps(summary.plain(), indent=2))
    except StdoutError as error:
        what = str(error) or "stdout cannot be written: broken pipe"
        raise StdoutError(f"{what}; everything is saved, the summary that --json asks for as summary.json in the run") from None
