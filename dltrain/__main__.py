"""The process of the command line. Half a second of a short training is Python's own housekeeping, which is left out here."""

from __future__ import annotations

from dltrain.process.ending import take_signals

YOUNG = 50_000  # objects between two looks for garbage; with Python's 700, importing torch takes a third longer


def run() -> None:
    """Runs the command that was typed in a process of its own, which ends here."""
    take_signals()
    import gc

    gc.set_threshold(YOUNG)
    from dltrain.process import streams

    streams.prepare()
    from dltrain.cli import main

    try:
        main()
    except SystemExit as ended:
        _leave(ended)


def _leave(ended: SystemExit) -> None:
    """Ends the process without taking the interpreter and its modules apart, once all that is to happen at its end has."""
    import atexit
    import os

    from dltrain.process import streams

    if ended.code is not None and not isinstance(ended.code, int):
        raise ended
    atexit._run_exitfuncs()
    code = ended.code or 0
    try:
        streams.flush()
    except streams.StdoutError as error:
        code = code or error.exit_code
    os._exit(code)


if __name__ == "__main__":
    run()
