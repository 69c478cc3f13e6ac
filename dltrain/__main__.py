"""The process of the command line. Half a second of a short training is Python's own housekeeping, which is left out here."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from typing import NoReturn

YOUNG = 50_000  # objects between two looks for garbage; with Python's 700, importing torch takes a third longer


def run() -> NoReturn:
    """Runs the command that was typed in a process of its own, which ends here."""
    gc.set_threshold(YOUNG)
    from dltrain.cli import main

    try:
        main()
    except SystemExit as ended:
        _leave(ended)


def _leave(ended: SystemExit) -> NoReturn:
    """Ends the process without taking the interpreter and its modules apart, once all that is to happen at its end has."""
    if ended.code is not None and not isinstance(ended.code, int):
        raise ended
    atexit._run_exitfuncs()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:  # a closed pipe: Python has its own words and exit code for that
        raise ended from None
    os._exit(ended.code or 0)


if __name__ == "__main__":
    run()
