"""Existing runs, by what a user typed."""

from __future__ import annotations

import os
import re
from pathlib import Path

from dltrain.errors import DamagedError, InputError
from dltrain.nearest import nearest
from dltrain.runs.run import LATER_FIRST, RUNS, SPEC, Run


def open(path: Path, to_mend: bool = False) -> Run:
    """An existing run; `to_mend`, also one that has lost its spec and still has a checkpoint.

    Raises InputError where `path` is none, with what is missing or the nearest one.
    """
    if os.path.isfile(path):
        raise InputError(f"'{path}' is a file; expected a run directory{_run_of(path)}")
    if not os.path.isdir(path):
        raise InputError(f"there is no run '{path}'{_nearest_run(path)}")
    run = Run(path)
    has_checkpoint = any(run.checkpoint_path(which).exists() for which in LATER_FIRST)
    if not os.path.isfile(path / SPEC) and not (to_mend and has_checkpoint):
        raise InputError(f"'{path}' is not a run: it has no {SPEC}{_nearest_run(path)}")
    return run


def find_checkpoint(path: Path) -> Path:
    """The file to read for what a user gave: a checkpoint, or a run, whose best one it is. Raises InputError if there is none,
    DamagedError if it is lost."""
    if os.path.exists(path) and not os.path.isdir(path):
        return path
    run = open(path, to_mend=True)
    best, last = run.checkpoint_path("best"), run.checkpoint_path("last")
    if not best.exists() and last.exists():
        raise DamagedError(f"the checkpoint '{best}' is missing; use '{last}', or dltrain resume {path} makes it anew")
    if not best.exists():
        raise InputError(f"the run '{path}' has no checkpoint yet: there is no '{best}'")
    return best


def is_run(path: Path) -> bool:
    """Whether a path is that of a run directory, as far as its spec tells."""
    return os.path.isfile(path / SPEC)


def _run_of(path: Path) -> str:
    """The run that a file of it stands for, or what to do with a spec."""
    folder = next((parent for parent in list(path.absolute().parents)[:2] if is_run(parent)), None)
    if folder is not None:
        return f"; write {os.path.relpath(folder)}"
    return f"; a spec is trained by dltrain train {path}" if path.suffix.lower() in (".yaml", ".yml") else ""


def _nearest_run(path: Path) -> str:
    """`; did you mean 'runs/xor-1'?`, the newest with its stem, or the nearest name beside `path` and in `runs/`."""
    near = {spec.parent.name: spec.parent for folder in (RUNS, path.parent) for spec in folder.glob(f"*/{SPEC}")}
    stem = path.name.rpartition("-")[0]
    alike = [name for name in near if stem and re.fullmatch(re.escape(stem) + "-[0-9]+", name)]
    newest = max(alike, key=lambda name: int(name.rpartition("-")[2]), default=None)
    name = newest or nearest(path.name, near)
    return f"; did you mean '{near[name]}'?" if name else ""
