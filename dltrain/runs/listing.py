"""The runs of a folder, each as far as it can be read: how it began, how it ended or whether it still trains."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dltrain.errors import DamagedError
from dltrain.files.locking import is_locked
from dltrain.files.reading import read_bytes
from dltrain.runs import origin
from dltrain.runs.names import CHECKPOINTS, LOG, METRICS, SPEC, SUMMARY
from dltrain.runs.origin import Origin
from dltrain.runs.run import Run
from dltrain.runs.summary import Summary
from dltrain.runs.sweeps import read_sweep

RUNNING, KILLED, DAMAGED = "running", "killed", "damaged"  # the status of a run without a summary, or with one that is damaged


@dataclass(frozen=True)
class ListedRun:
    """A run of a folder. `summary` is None where it has not ended, or is damaged, as `damage` says; `origin` where its log does
    not tell how it began, and `started` then is when its spec was written."""

    run: Run
    status: str
    started: datetime.datetime
    origin: Origin | None
    summary: Summary | None
    damage: str | None = None


def runs_in(folder: Path) -> list[Path]:
    """The folders of the runs that lie in a folder, in no order: those with a spec and something else of a run's, and those that
    have lost their spec. Raises OSError where it cannot be read."""
    with os.scandir(folder) as entries:
        paths = [entry.path for entry in entries if not entry.name.startswith(".") and entry.is_dir()]
    return [Path(path) for path in paths if is_run(path) or any(map(os.path.exists, _in(path, SUMMARY, CHECKPOINTS)))]


def is_run(path: Path | str) -> bool:
    """Whether it is the folder of a run, and not one that merely holds somebody's spec of that name."""
    return os.path.isfile(os.path.join(path, SPEC)) and any(map(os.path.exists, _in(path, SUMMARY, LOG, METRICS, CHECKPOINTS)))


def _in(folder: Path | str, *names: str) -> Iterator[str]:
    return (os.path.join(folder, name) for name in names)


def listed(folder: Path) -> ListedRun:
    """A run as it is listed. Nothing that is wrong with it raises."""
    run, summary, damage = Run(folder), None, None
    try:
        summary = run.read_summary()
        if not os.path.isfile(run.spec_path):
            read_bytes(run.spec_path)
    except DamagedError as error:
        damage = str(error)
    began = origin.read(folder / LOG)
    if damage is not None:
        status = DAMAGED
    elif summary is not None:
        status = summary.status
    else:
        status = RUNNING if is_locked(folder) else _left(folder)
    return ListedRun(run, status, _started(folder, began, summary), began, summary, damage)


def _left(folder: Path) -> str:
    """How a run that has no summary was left: as a sweep has noted it, else it was killed."""
    try:
        return read_sweep(folder).status or KILLED
    except DamagedError:
        return KILLED


def started_of(folder: Path) -> datetime.datetime:
    """When a run began."""
    return _started(folder, origin.read(folder / LOG), None)


def _started(folder: Path, began: Origin | None, summary: Summary | None) -> datetime.datetime:
    for text in (began and began.started, summary and summary.started):
        try:
            return datetime.datetime.fromisoformat(text or "").astimezone()
        except (ValueError, OverflowError, OSError):
            continue
    try:
        written = os.stat(folder / SPEC).st_mtime
    except OSError:
        written = 0.0
    return datetime.datetime.fromtimestamp(written).astimezone()
