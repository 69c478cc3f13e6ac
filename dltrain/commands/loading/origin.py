"""How a run began: noted in its log when it is made, and read where its spec is to be found again."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

from dltrain.runs import Origin, Run
from dltrain.spec.loading import Loaded


def note(run: Run, loaded: Loaded) -> None:
    """Notes in the log of a new run when it began, where its spec was written, and by which words."""
    started = datetime.datetime.now().astimezone().isoformat(timespec="milliseconds")
    name = loaded.text.name
    path = Path(name if name.startswith("<") else os.path.abspath(name))  # <stdin> is no file
    run.begin(Origin(path, loaded.sets, started, _text(loaded.command), _text(loaded.note)))


def _text(given: str | None) -> str | None:
    """What was typed as UTF-8 can hold it: bytes of another encoding stand as \\xff."""
    return given and given.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def origin_of(run: Run) -> Origin | None:
    """What was noted; None where nothing was, or the file is not there any more."""
    found = run.origin()
    return found if found and found.path.is_file() else None
