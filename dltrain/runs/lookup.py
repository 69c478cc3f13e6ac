"""Finds the run or the checkpoint that a user typed; suggests one where there is none."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

from dltrain.errors import DamagedError, InputError
from dltrain.files.atomic import special_kind
from dltrain.files.reading import read_bytes
from dltrain.runs.damage import instead_of
from dltrain.runs.names import CHECKPOINTS, LOG, METRICS, RUNS, SPEC, SUMMARY
from dltrain.runs.run import LATER_FIRST, Run
from dltrain.runs.sweeps import best_run_of
from dltrain.text.nearest import nearest

CHECKPOINT = ".safetensors"
SPECS = (".yaml", ".yml")


def open(path: Path, to_mend: bool = False, typed: str = "{}") -> Run:
    """An existing run; `to_mend`, also one that has lost its spec and still has a checkpoint. `typed` is what was typed around
    its name, such as "dltrain resume {}".

    Raises InputError where `path` is none, with what is missing or the nearest one.
    """
    if os.path.isfile(path):
        raise InputError(f"'{path}' is a file; expected a run directory{_instead(path, typed)}")
    if not os.path.isdir(path):
        raise InputError(f"there is no run '{path}'{_nearest_run(path)}")
    run = Run(path)
    has_checkpoint = any(run.checkpoint_path(which).exists() for which in LATER_FIRST)
    if not os.path.isfile(path / SPEC) and not (to_mend and has_checkpoint):
        raise InputError(f"'{path}' is not a run: it has no {SPEC}{_nearest_run(path) or _run_within(path, typed)}")
    return run


def is_run(path: Path) -> bool:
    """Whether it is the folder of a run, and not one that merely holds somebody's spec of that name."""
    return os.path.isfile(path / SPEC) and any(os.path.exists(path / name) for name in (CHECKPOINTS, LOG, METRICS, SUMMARY))


def log_of(run: Run) -> str:
    """What was said of a run so far; empty where nothing was. Raises DamagedError."""
    path = run.folder / LOG
    return read_bytes(path).decode("utf-8", "replace") if path.is_file() else ""


def find_checkpoint(path: Path, typed: str = "{}") -> Path:
    """The file to read for what a user gave: a checkpoint, or a run, whose best one it is; of a sweep that of its best member's
    first seed. Raises InputError if there is none, DamagedError if it is lost."""
    if os.path.isfile(path):
        _refuse_others(path, typed)
        return path
    if os.path.exists(path) and not os.path.isdir(path):
        return path
    run = open(path, to_mend=True, typed=typed)
    if (chosen := best_run_of(path)) is not None:
        return find_checkpoint(chosen, typed)
    best, last = run.checkpoint_path("best"), run.checkpoint_path("last")
    if not best.exists() and last.exists():
        raise DamagedError(f"the checkpoint '{best}' is missing; {instead_of(best)}")
    if not best.exists():
        if parts := sorted(spec.parent for key in ("fold", "seed") for spec in path.glob(f"{key}-*/{SPEC}")):
            raise InputError(f"the run '{path}' is one of several, each with a checkpoint of its own{_type(parts[0], typed)}")
        raise InputError(f"the run '{path}' has no checkpoint yet: there is no '{best}'; go on with: dltrain resume {path}")
    if kind := special_kind(best):
        raise DamagedError(f"'{best}' is {kind}, not a file; {instead_of(best)}")
    return best


def _refuse_others(path: Path, typed: str) -> None:
    """Raises InputError for a file that is no checkpoint by its name and none by its beginning."""
    try:
        with path.open("rb") as file:
            is_one = file.read(9)[8:] == b"{" or path.suffix.lower() == CHECKPOINT
            file.seek(0)
            is_program = file.read(4) == b"PK\x03\x04" or path.suffix.lower() in (".pt", ".pth", ".pkl", ".ckpt")
    except OSError:
        return  # whoever reads it says why it cannot be
    if is_one or is_program:
        return
    what = "is a spec, of which nothing is trained" if path.suffix.lower() in SPECS else "is no checkpoint (.safetensors)"
    raise InputError(f"'{path}' {what}; expected a run or its checkpoint{_instead(path, typed)}")


def _instead(path: Path, typed: str) -> str:
    """What to type instead of a file: the run that it lies in, or the newest one of a spec; that the spec is trained first."""
    folder = next((parent for parent in list(path.absolute().parents)[:2] if is_run(parent)), None)
    if folder is not None:
        return _type(Path(os.path.relpath(folder)), typed)
    if path.suffix.lower() not in SPECS:
        if typed == "{}":
            return ""
        runs = sorted((spec.stat().st_mtime, spec.parent) for spec in RUNS.glob(f"*/{SPEC}"))
        return f"; the newest run here is '{runs[-1][1]}'" if runs else ""
    run = _newest(RUNS, path.stem)
    return _type(run, typed) if run else f"; a spec is trained by dltrain train {shlex.quote(str(path))}"


def _newest(folder: Path, name: str) -> Path | None:
    """The run of this name with the highest number."""
    pattern = re.compile(re.escape(name) + "-([0-9]+)")
    runs = {int(match[1]): spec.parent for spec in folder.glob(f"*/{SPEC}") if (match := pattern.fullmatch(spec.parent.name))}
    return runs[max(runs)] if runs else None


def _type(run: Path, typed: str) -> str:
    return f"; did you mean '{run}'?" if typed == "{}" else f"; type: {typed.replace('{}', shlex.quote(str(run)), 1)}"


def _run_within(folder: Path, typed: str) -> str:
    """What to type for a folder of runs: its newest one."""
    runs = sorted((spec.stat().st_mtime, spec.parent) for spec in folder.glob(f"*/{SPEC}"))
    return _type(runs[-1][1], typed) if runs and typed != "{}" else ""


def _nearest_run(path: Path) -> str:
    """`; did you mean 'runs/xor-1'?`, the newest with its stem, or the nearest name beside `path` and in `runs/`."""
    near = {
        spec.parent.name: spec.parent for folder in (RUNS, path.parent) for spec in folder.glob(f"*/{SPEC}") if spec.is_file()
    }
    stem = path.name.rpartition("-")[0]
    alike = [name for name in near if stem and re.fullmatch(re.escape(stem) + "-[0-9]+", name)]
    newest = max(alike, key=lambda name: int(name.rpartition("-")[2]), default=None)
    name = newest or nearest(path.name, near)
    return f"; did you mean '{near[name]}'?" if name else ""
