"""Trainings in somebody else's process: quiet, with the ends that Python knows, and nothing left changed."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

from dltrain.commands.training.display import Display, Unfinished
from dltrain.python.interrupted import Interrupted
from dltrain.python.process import as_it_was
from dltrain.python.watching import say, watch
from dltrain.runs import Run, Summary


def carried_out(work: Callable[[Display], Summary], *, pictures: bool, folder: Path | None = None) -> Path:
    """The folder of the run that some work trains, that of a new one where none is given.

    Raises Unfinished where it diverged, with its folder; Interrupted after Ctrl-C. After another signal that ends a program, that
    one, once everything is saved.
    """
    made = [] if folder is None else [folder]

    def note(run: Run) -> None:
        made.append(run.folder)

    try:
        with as_it_was():
            work(Display(pictures, say, watch, made=note))
    except Unfinished as error:
        error.folder = made[0] if made else None
        if error.summary.status != "interrupted":
            raise
        number = error.exit_code - 128
        if number != signal.SIGINT:
            signal.raise_signal(number)
            raise
        raise Interrupted(str(error), error.folder) from None
    return made[0]
