"""New run directories: numbered without collision, and with their spec or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

from dltrain.errors import DltrainError, InputError
from dltrain.files import temporary
from dltrain.files.atomic import WriteError, reason, sync_folder
from dltrain.files.locking import LOCK, locked
from dltrain.runs.damage import shell_quoted
from dltrain.runs.names import RUNS, SPEC
from dltrain.runs.run import Run

ABANDONED = 3600  # seconds after which a half-made run that nobody holds is one; where locks reach no further than a machine,
# another's may seem to be held by nobody


def create(name: str, spec: str, parent: Path = RUNS, folder: Path | None = None) -> Run:
    """Makes a new run directory with its spec: `folder`, which must be new or empty, or else `<name>-<n>` in `parent`, n above
    all there.

    No two processes ever get the same one, and a numbered one is there with its spec or not at all. Raises InputError where it
    cannot be, WriteError where the disk refuses.
    """
    return _numbered(name, spec, parent) if folder is None else _chosen(spec, folder)


def _chosen(spec: str, folder: Path) -> Run:
    run = Run(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _refuse_filled(folder)
        with run.lock():
            _refuse_filled(folder)  # by a process that was quicker
            run.write_spec(spec)
    except OSError as error:
        raise _cannot_make(folder, error) from error
    return run


def _refuse_filled(folder: Path) -> None:
    """Raises InputError where there is anything but what a killed process left of making the run."""
    if any(entry.name != LOCK and not temporary.is_temporary(entry.name) for entry in folder.iterdir()):
        hint = f"; to go on with the run there, type: dltrain resume {shell_quoted(folder)}" if (folder / SPEC).exists() else ""
        raise InputError(f"'{folder}' is not empty; expected a new or an empty folder for the run{hint}")


def _numbered(name: str, spec: str, parent: Path) -> Run:
    if not name or re.search(r"[/\\\0]", name):
        raise InputError(f"a run cannot be named {name!r}; expected a name without / and \\")
    pattern = re.compile(re.escape(name) + "-([0-9]+)")
    unfinished = parent / temporary.name_for("run")
    try:
        parent.mkdir(parents=True, exist_ok=True)
        with temporary.noted(unfinished):
            unfinished.mkdir()
            _sweep_folders(parent, now=unfinished.stat().st_mtime)
            with locked(unfinished):
                Run(unfinished).write_spec(spec)
            taken = [int(match[1]) for entry in parent.iterdir() if (match := pattern.fullmatch(entry.name))]
            numbered = _moved(unfinished, parent, name, max(taken, default=0))
        sync_folder(parent)
    except BaseException as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        if isinstance(error, OSError):
            raise _cannot_make(parent / f"{name}-1", error) from error
        raise
    return Run(numbered)


def _moved(unfinished: Path, parent: Path, name: str, number: int) -> Path:
    """Renames a folder to the first number above `number` that is free; where several race, each finds another."""
    while True:
        number += 1
        numbered = parent / f"{name}-{number}"
        try:
            os.rename(unfinished, numbered)
        except OSError as error:
            if not os.path.lexists(numbered):
                raise error
        else:
            return numbered


def _sweep_folders(parent: Path, now: float) -> None:
    """Removes what killed processes left of making runs; `now` by the clock of the file system."""
    for entry in parent.glob(".run.*.tmp"):
        with suppress(OSError, DltrainError):
            if now - entry.stat().st_mtime > ABANDONED:
                with locked(entry):  # unless its maker lives
                    shutil.rmtree(entry, ignore_errors=True)


def _cannot_make(folder: Path, error: OSError) -> DltrainError:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return InputError(f"the run directory cannot be made: '{folder}' is a file, or lies in one; expected a folder")
    kind = InputError if error.errno == errno.ENAMETOOLONG else WriteError
    return kind(f"the run directory '{folder}' cannot be made: {reason(error)}")
