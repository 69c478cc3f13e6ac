"""What `train` and `resume` have in common on the terminal."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from dltrain.cli import terminal
from dltrain.progress import reported

if TYPE_CHECKING:
    from dltrain.commands.one_run import Manner


def carried_out(run: Callable[[Manner], dict[str, Any]], no_pictures: bool, quiet: bool, json: bool) -> None:
    """Trains with the terminal's manners; the summary goes to stdout where it was asked for, however the run ended."""
    from dltrain.commands.one_run import Manner, Unfinished

    manner = Manner(not no_pictures) if quiet else Manner(not no_pictures, terminal.say, terminal.watch)
    try:
        with reported(None) if quiet else nullcontext():
            summary = run(manner)
    except Unfinished as error:
        _print(error.summary, json)
        raise
    _print(summary, json)


def _print(summary: dict[str, Any], wanted: bool) -> None:
    if wanted:
        from dltrain import strict_json

        terminal.answer(strict_json.dumps(summary, indent=2))
