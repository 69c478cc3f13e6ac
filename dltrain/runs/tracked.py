"""Where the trackers of a run read it, and keep how far they are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from dltrain.errors import DltrainError
from dltrain.files import reading
from dltrain.runs.listing import is_run
from dltrain.runs.names import CHECKPOINTS, CONFUSION_MATRIX, EVENTS, LOG, METRICS, SPEC, SUMMARY, TRACKING
from dltrain.runs.run import Run


def whole_of(run: Run) -> tuple[Path, str]:
    """The directory that a run belongs to, which of a fold or a member is the one above, and what its trackers call it."""
    folder = run.folder.absolute()
    return (folder.parent, f"{folder.parent.name}/{folder.name}") if is_run(folder.parent) else (folder, folder.name)


def state_path(run: Run, tracker: Mapping[str, Any]) -> Path:
    """Where the state of a run's tracker with these options is. That of a part lies above it: the part may be removed, or trained
    again, and is still the same for the tracker."""
    options = hashlib.sha256(json.dumps(tracker, sort_keys=True).encode()).hexdigest()[:8]
    return _within(run, TRACKING) / f"{tracker['type']}-{options}.json"


def events_path(run: Run) -> Path:
    """Where the event files of a run are, unless they shall be elsewhere."""
    return _within(run, EVENTS)


def _within(run: Run, name: str) -> Path:
    whole, _ = whole_of(run)
    return whole / name / (run.folder.name if whole != run.folder.absolute() else "")


def metrics_path(run: Run) -> Path:
    """Where the records are."""
    return run.folder.absolute() / METRICS


def result_paths(run: Run) -> dict[str, str]:
    """Where the results are, or will be, by what they are."""
    folder = run.folder.absolute()
    names = {"spec": SPEC, "summary": SUMMARY, "confusion_matrix": CONFUSION_MATRIX, "log": LOG}
    paths = {what: str(folder / name) for what, name in names.items()}
    return {"folder": str(folder), "checkpoint": str(folder / CHECKPOINTS / "best.safetensors"), **paths}


def lines_of_metrics(run: Run) -> int:
    """How many whole lines the records are."""
    path, lines = metrics_path(run), 0
    if path.is_file():
        with path.open("rb") as file:
            while block := file.read(2**20):
                lines += block.count(b"\n")
    return lines


def changes_of(run: Run) -> str:
    """What tells one state of the changes from another that a run has met."""
    with suppress(DltrainError):
        if changes := run.read_changes():
            return hashlib.sha256(json.dumps(changes, sort_keys=True).encode()).hexdigest()[:16]
    return ""


def sent_lines(state: Path) -> int:
    """How many records were sent to a tracker, as its state says."""
    return int(reading.object_or_nothing(state).get("sent", 0))


def is_all_sent(state: Path) -> bool:
    """Whether a tracker was told how the run ended."""
    return bool(reading.object_or_nothing(state).get("concluded", False))


def incomplete(whole: Run) -> dict[str, dict[str, str]]:
    """The parts of a run whose end each kind of tracker was not told, by its name, with why where that is known."""
    found: dict[str, dict[str, str]] = {}
    for state in sorted((whole.folder / TRACKING).glob("*/*.json")):
        if not is_all_sent(state):
            found.setdefault(state.stem.partition("-")[0], {})[state.parent.name] = str(
                reading.object_or_nothing(state).get("failed", "")
            )
    return found
