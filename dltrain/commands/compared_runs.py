"""The runs that are to be compared: opened, told apart by name, their specs and summaries read."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain import runs
from dltrain.errors import DamagedError, InputError
from dltrain.runs import Run, Summary
from dltrain.spec import yaml12
from dltrain.tasks import LABELLED, NUMBERS, Task

FACTS = ("epochs", "best_epoch", "parameters", "seconds")
UNFINISHED = "running or killed"


@dataclass(frozen=True)
class ComparedRun:
    """A run among others. `summary` is None where the run has not ended."""

    path: Path
    name: str
    run: Run
    spec: dict[str, Any]
    summary: Summary | None

    @property
    def status(self) -> str:
        """How the run ended; UNFINISHED where it has not."""
        return UNFINISHED if self.summary is None else self.summary.status

    @property
    def facts(self) -> dict[str, float | None]:
        """The numbers of FACTS, None where there is none."""
        return {fact: getattr(self.summary, fact, None) for fact in FACTS}

    @property
    def metrics(self) -> dict[str, dict[str, float | None]]:
        """Split -> metric -> value, of the splits that were measured."""
        return {} if self.summary is None else self.summary.metrics

    @property
    def baselines(self) -> Mapping[str, dict[str, dict[str, float | None]]]:
        """Baseline -> split -> metric -> value."""
        return {} if self.summary is None else self.summary.baselines

    @property
    def task(self) -> str:
        """What the run learned, such as `regression`; empty where it has not ended."""
        return "" if self.summary is None else self.summary.task

    @property
    def has_labels(self) -> bool:
        """Whether classes or labels were predicted."""
        return self.task in LABELLED

    @property
    def has_numbers(self) -> bool:
        """Whether values were predicted, or the inputs."""
        return self.task in NUMBERS

    @property
    def is_reconstruction(self) -> bool:
        """Whether the inputs were predicted."""
        return self.has_numbers and Task(self.task).is_reconstruction

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of its data; empty where it has not ended."""
        return "" if self.summary is None else self.summary.fingerprint

    def key(self, *path: str) -> Any:
        """What the spec says at a path of keys; None where nothing."""
        value: Any = self.spec
        for step in path:
            value = value.get(step) if isinstance(value, dict) else None
        return value


def open_runs(paths: Sequence[Path]) -> tuple[list[ComparedRun], list[str]]:
    """The runs among `paths` in their order, each once, and notices about what was passed over: a shell's `runs/*` also names
    notes and other folders.

    Raises InputError where fewer than two are left or a path does not exist, DamagedError.
    """
    opened: dict[str, tuple[Path, Run]] = {}
    refused: list[str] = []
    notices: list[str] = []
    for path in map(runs.locate, paths):
        place = os.path.realpath(path)
        if place in opened:
            notices.append(f"'{path}' is given more than once")
            continue
        try:
            opened[place] = path, runs.open(path)
        except InputError as error:
            if not os.path.exists(path):
                raise
            refused.append(f"{error}{_runs_within(path)}")
    if len(opened) < 2:
        count = "two or more runs" + (f", not {len(opened)}" if opened else "")
        raise InputError("\n".join([*refused, *notices, f"compare takes {count}"]))
    notices += [f"{why}; left out" for why in refused]
    names = Counter(_name(path) for path, _ in opened.values())
    return [_entry(path, run, names[_name(path)] == 1) for path, run in opened.values()], notices


def _name(path: Path) -> str:
    return path.resolve().name


def _runs_within(folder: Path) -> str:
    return f"; it holds runs: dltrain compare {folder}/*" if any(folder.glob(f"*/{runs.SPEC}")) else ""


def _entry(path: Path, run: Run, is_unique: bool) -> ComparedRun:
    summary = run.read_summary()
    return ComparedRun(path, _name(path) if is_unique else str(path), run, _spec(run), summary)


def _spec(run: Run) -> dict[str, Any]:
    try:
        root, faults = yaml12.parse(run.read_spec(as_written=True))
        if faults:
            raise faults[0]
    except yaml12.Fault as fault:
        raise DamagedError(f"'{run.spec_path}' is damaged in line {fault.mark.line}: {fault.message}") from None
    spec = root.plain()
    if not isinstance(spec, dict):
        raise DamagedError(f"'{run.spec_path}' is damaged: expected a mapping")
    return spec
