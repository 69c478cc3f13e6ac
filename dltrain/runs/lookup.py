"""Finds the run or the checkpoint that a user typed, by its folder, its name or as the latest; suggests one where there is none.

This is the one door: `locate`, or `open` and `find_checkpoint`, which begin with it, wherever a command takes a run.
"""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

from dltrain.errors import DamagedError, InputError, listing
from dltrain.files.atomic import special_kind
from dltrain.files.reading import read_bytes
from dltrain.runs.damage import instead_of
from dltrain.runs.listing import is_run, runs_in, started_of
from dltrain.runs.names import EXPORTED, LOG, RUNS, SPEC
from dltrain.runs.run import LATER_FIRST, Run
from dltrain.runs.sweeps import best_run_of, read_sweep
from dltrain.text.nearest import nearest

CHECKPOINT = ".safetensors"
SPECS = (".yaml", ".yml")
LATEST = "latest"
NEWEST = ("newest", "last", "recent", "most_recent", "previous")  # what else it may be called


def locate(path: Path) -> Path:
    """Where the run, or what lies in it, is that a user typed: the path itself where it exists; else, in `runs/` of the working
    directory, `iris-1`, or `iris` for its newest, or `latest` for the newest of all by when it began.

    A path that leads to nothing comes back as it is. Raises InputError for `latest` where there are no runs.
    """
    if os.path.lexists(path) or not path.parts or path.is_absolute():
        return path
    name, *within = path.parts
    if os.path.lexists(RUNS / path):
        return RUNS / path
    folder = _latest() if name == LATEST else _newest(RUNS, name)
    return folder.joinpath(*within) if folder else path


def _latest() -> Path:
    """The run in `runs/` that began last. Raises InputError where there is none."""
    folders = runs_in(RUNS) if os.path.isdir(RUNS) else []
    if not folders:
        raise InputError(f"there is no latest run: no run is in '{RUNS}' of this folder yet; train one with: dltrain train SPEC")
    return max(folders, key=lambda folder: (started_of(folder), number_of(folder)))


def number_of(folder: Path) -> int:
    """The number behind the name of a run, such as 2 of iris-2; 0 where it has none."""
    digits = folder.name.rpartition("-")[2]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def open(path: Path, to_mend: bool = False, typed: str = "{}") -> Run:
    """An existing run; `to_mend`, also one that has lost its spec and still has a checkpoint. `typed` is what was typed around
    its name, such as "dltrain resume {}".

    Raises InputError where `path` leads to none, with what is missing or the nearest one.
    """
    path = locate(path)
    if os.path.isfile(path):
        raise InputError(f"'{path}' is a file; expected a run directory{_instead(path, typed)}")
    if not os.path.isdir(path):
        raise InputError(f"there is no run '{path}'{_nearest_run(path)}")
    run = Run(path)
    has_checkpoint = any(run.checkpoint_path(which).exists() for which in LATER_FIRST)
    if not os.path.isfile(path / SPEC) and not (to_mend and has_checkpoint):
        if is_run(path.absolute().parent):
            raise InputError(f"'{path}' is a folder of a run{_type(path.parent, typed)}")
        raise InputError(f"'{path}' is not a run: it has no {SPEC}{_nearest_run(path) or _run_within(path, typed)}")
    return run


def exported_path(checkpoint: Path, ending: str) -> Path:
    """Where the exported model of a checkpoint usually is: in the folder of its run, else beside it."""
    folder = checkpoint.parent.parent
    return folder / f"{EXPORTED}{ending}" if is_run(folder) else checkpoint.with_suffix(ending)


def log_of(run: Run) -> str:
    """What was said of a run so far; empty where nothing was. Raises DamagedError."""
    path = run.folder / LOG
    return read_bytes(path).decode("utf-8", "replace") if path.is_file() else ""


def find_checkpoint(path: Path, typed: str = "{}") -> Path:
    """The file to read for what a user gave: a checkpoint, or a run, whose best one it is; of a sweep that of its best member's
    first seed. Raises InputError if there is none, DamagedError if it is lost."""
    path = locate(path)
    if os.path.isfile(path):
        _refuse_others(path, typed)
        return path
    if os.path.exists(path) and not os.path.isdir(path):
        return path
    run = open(path, to_mend=True, typed=typed)
    if (chosen := best_run_of(path)) is not None:
        return find_checkpoint(chosen, typed)
    if (record := read_sweep(path)).status == "diverged":
        raise InputError(f"the sweep '{path}' has no checkpoint: {record.lost}")
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
    """`; did you mean 'runs/xor-1'?`, the newest with its stem, or the nearest name beside `path` and in `runs/`; else the newest
    names of `runs/`."""
    if path.name.lower() in NEWEST:
        return f"; write {LATEST}"
    near = {
        spec.parent.name: spec.parent for folder in (RUNS, path.parent) for spec in folder.glob(f"*/{SPEC}") if spec.is_file()
    }
    stems: dict[str, Path] = {}
    for folder in sorted(near.values(), key=number_of):
        stems[folder.name.removesuffix(f"-{number_of(folder)}")] = folder
    found = stems.get(path.name.rpartition("-")[0]) or (stems | near).get(nearest(path.name, [*near, *stems]) or "")
    if found:
        return f"; did you mean '{found}'?"
    here = sorted(runs_in(RUNS), key=started_of, reverse=True) if os.path.isdir(RUNS) else []
    return f"; the newest runs here: {listing([folder.name for folder in here], 3)}" if here else ""
