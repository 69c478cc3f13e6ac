"""Members of an ensemble that are trained beside each other: each in a folder within the run's, until all are there."""

from __future__ import annotations

import shutil

from dltrain.files import reading
from dltrain.files.atomic import WriteError
from dltrain.runs.names import LOG
from dltrain.runs.run import Run

PATTERN = "member-*"


def member_run(run: Run, name: str) -> Run:
    """Where a member is trained: it has checkpoints and samples, and no spec of its own. Raises WriteError."""
    folder = run.folder / name
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise WriteError.of(folder, error) from error
    return Run(folder)


def member_runs(run: Run) -> list[Run]:
    """Those that have begun."""
    return [Run(folder) for folder in sorted(run.folder.glob(PATTERN)) if folder.is_dir()]


def take_over_log(run: Run, member: Run) -> None:
    """Puts what was logged of a member at the end of the run's log."""
    path = member.folder / LOG
    if path.exists():
        run.log(reading.read_bytes(path).decode("utf-8", "replace"))


def remove_members(run: Run) -> None:
    """Takes them away. Raises WriteError."""
    run.check_lock()
    for member in member_runs(run):
        try:
            shutil.rmtree(member.folder)
        except OSError as error:
            raise WriteError.of(member.folder, error) from error
