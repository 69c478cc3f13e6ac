"""A run of a member of a sweep, in a folder of its own: begun, gone on with, or found finished."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import Any

import dltrain.runs as runs
from dltrain.commands.resuming.single import ready
from dltrain.commands.training.display import Display
from dltrain.commands.training.train_single import train_one
from dltrain.errors import DamagedError, InputError
from dltrain.runs import Run, Summary
from dltrain.spec.loading import Loaded
from dltrain.spec.training import split_of

NO_SWEEP: Any = None  # which is absent in a spec
PATIENCE = 30.0  # seconds that a killed sweep's worker may take to let go of a run


def train_run(loaded: Loaded, folder: Path, display: Display, *, test: bool) -> Summary:
    """Trains a run in `folder`, or goes on with the one that is there. One that is finished is left as it is, unless it is to be
    measured on test rows and was not.

    Raises what `train_one` raises.
    """
    run = _begun(folder)
    if run is None:
        return train_one(loaded, folder, display, test=test)
    try:
        return _gone_on(run, loaded, display, test)
    except DamagedError as error:
        display.say(f"notice: {error}; {folder.name} is trained again, which ends in the same result")
        shutil.rmtree(folder, ignore_errors=True)
        return train_one(loaded, folder, display, test=test)


def _gone_on(run: Run, loaded: Loaded, display: Display, test: bool) -> Summary:
    from dltrain.training.signals import interruptible

    _await_lock(run)
    with run.lock(), interruptible() as interruption:
        summary = run.read_summary()
        is_done = summary is not None and summary.status in ("completed", "stopped_early")
        if summary is not None and is_done and (not test or "test" in summary.metrics or "test" not in summary.rows):
            return summary
        prepared = ready(run, loaded, False, "begin a new sweep", display, interruption)
        prepared.session.measures_test = test  # type: ignore[union-attr]
        return prepared.carry_out(display, interruption)


def _await_lock(run: Run) -> None:
    """Waits while a worker of a sweep that was killed saves what it has. Raises InputError where a process holds on to it."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with run.lock():
                return
        except InputError:
            if time.monotonic() >= until:
                raise
        time.sleep(0.1)


def _begun(folder: Path) -> Run | None:
    try:
        return runs.open(folder, to_mend=True)
    except InputError:
        return None


def value_of(run: Run, summary: Summary, monitor: str) -> float | None:
    """The value of the monitor at the best epoch of a run."""
    best = summary.best_epoch or 0
    records = run.read_metrics()
    if 0 < best <= len(records) and monitor in records[best - 1]:
        value: float | None = records[best - 1][monitor]
        return value
    split, name = split_of(monitor)
    return summary.metrics.get(split, {}).get(name)
