"""Where the spec of a run was written: the first line of its log tells the file and what was set over it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dltrain.files import strict_json
from dltrain.runs import Run, log_of
from dltrain.spec.loading import Loaded

HEAD = "spec: "


@dataclass(frozen=True)
class Origin:
    """The file of a spec, and the `KEY=VALUE` that were set over it."""

    path: Path
    sets: tuple[str, ...]


def note(run: Run, loaded: Loaded) -> None:
    """Notes in the log of a new run where its spec was written."""
    written = {"file": os.path.abspath(loaded.text.name), "set": list(loaded.sets)}
    run.log(f"{HEAD}{strict_json.dumps(written)}")


def origin_of(run: Run) -> Origin | None:
    """What was noted; None where nothing was, or the file is not there any more."""
    first = log_of(run).partition("\n")[0]
    if not first.startswith(HEAD):
        return None
    try:
        noted = strict_json.loads(first.removeprefix(HEAD))
        found = Origin(Path(noted["file"]), tuple(map(str, noted["set"])))
    except (ValueError, KeyError, TypeError):
        return None
    return found if found.path.is_file() else None
