"""The parts of a run, folds or the members of a sweep, one after another: a signal between two of them ends the run as one within
them does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dltrain.commands.training.display import Unfinished
from dltrain.commands.training.parts_by_rank import GoneError
from dltrain.errors import InputError
from dltrain.runs import Run
from dltrain.runs.summary import Ending


@contextmanager
def resumable(run: Run, name: str) -> Iterator[None]:
    """Takes the signals while parts are trained in its block. Raises Unfinished, or InputError where another process was killed,
    which tell how to go on with all of them."""
    from dltrain.training.signals import Stopped, interruptible

    with interruptible() as interruption:
        try:
            with interruption.at_once():  # each part has the signals to itself while it trains
                yield
            return
        except GoneError as error:
            message = f"{error} was killed; what is finished is saved, go on with: dltrain resume {run.folder}"
            raise InputError(message) from None
        except Stopped:
            code = interruption.exit_code_of()
        except Unfinished as error:
            if error.exit_code <= 128:
                raise
            code = error.exit_code
        message = f"interrupted; everything is saved, go on with: dltrain resume {run.folder}"
        raise Unfinished(message, code, Ending(name, "interrupted"))
