"""The runs that are to be compared: found, opened, told apart by name, their specs and summaries read."""

from __future__ import annotations

import glob
import os
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import dltrain.runs as runs
from dltrain.commands.comparing.specs import plain_spec, value_at
from dltrain.commands.comparing.sweeps import best_member, kept_members
from dltrain.errors import DamagedError, InputError
from dltrain.runs import Run, Summary
from dltrain.tasks import LABELLED, NUMBERS, Task

FACTS = ("epochs", "best_epoch", "parameters", "seconds")
UNFINISHED = "running or killed"


@dataclass(frozen=True, eq=False)
class ComparedRun:
    """A run among others. `summary` is None where the run has not ended.

    Of a sweep the spec and the results are those of its best member by validation, chosen among so many (`chosen_among`; None
    where there was no choice), and `kept` are the folders of that member's runs, one a seed."""

    path: Path
    name: str
    spec: dict[str, Any]
    summary: Summary | None
    chosen_among: int | None = None
    kept: tuple[Path, ...] = ()

    @cached_property
    def run(self) -> Run:
        """Its directory, for what else is read of it."""
        return Run(self.path)

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
    def is_multitask(self) -> bool:
        """Whether targets of different kinds were predicted."""
        return self.task == Task.MULTITASK

    def target_of(self, metric: str) -> str:
        """Of several targets the one that a metric is of, the first where it is of all of them; empty where there is one."""
        names = list(self.key("data", "target") or {}) if self.is_multitask else []
        return max((name for name in names if metric.startswith(f"{name}.")), key=len, default="".join(names[:1]))

    def has_labels_of(self, target: str) -> bool:
        """Whether classes or labels were predicted of a target: of the one of this name among several."""
        return self.key("data", "target", target, "type") == "class" if target else self.has_labels

    @property
    def is_reconstruction(self) -> bool:
        """Whether the inputs were predicted."""
        return self.has_numbers and Task(self.task).is_reconstruction

    @property
    def writes(self) -> bool:
        """Whether the tokens of a text were predicted."""
        return self.task == Task.LANGUAGE_MODELING

    @property
    def acts(self) -> bool:
        """Whether a policy was learned, which is measured by episodes."""
        return self.task == Task.CONTROL

    @property
    def groups(self) -> bool:
        """Whether rows were put together that are alike."""
        return self.task == Task.CLUSTERING

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of its data; empty where it has not ended."""
        return "" if self.summary is None else self.summary.fingerprint

    def value(self, split: str | None, metric: str) -> float | None:
        """A metric on a split; None where it was not measured."""
        return self.metrics.get(split or "", {}).get(metric)

    def key(self, *path: str) -> Any:
        """What the spec says at a path of keys; None where nothing."""
        return value_at(self.spec, path)


def open_runs(paths: Sequence[Path]) -> tuple[list[ComparedRun], list[str]]:
    """The runs among `paths` in their order, each once, and notices about what was passed over: a shell's `runs/*` also names
    notes and other folders, and one of many runs may be damaged. A pattern that no shell took apart is taken apart here.

    Raises InputError where fewer than two are left or a path does not exist, DamagedError.
    """
    opened: dict[tuple[int, int], Path] = {}
    refused: list[str] = []
    notices: list[str] = []
    for path in _members(list(map(runs.locate, _expanded(paths)))):
        try:
            folder = path if os.path.isfile(f"{path}/{runs.SPEC}") else runs.open(path).folder
        except InputError as error:
            if not os.path.lexists(path):  # a link to nothing is one of the things that a pattern names
                raise
            within = _runs_within(path)
            refused.append(f"{str(error).partition('; ')[0]}{within}" if within else str(error))
            continue
        status = os.stat(folder)
        if (place := (status.st_dev, status.st_ino)) in opened:
            notices.append(f"'{path}' is given more than once")
        opened.setdefault(place, folder)
    names = {folder: os.path.basename(os.path.abspath(folder)) for folder in opened.values()}
    times = Counter(names.values())
    entries: list[ComparedRun] = []
    damaged: list[DamagedError] = []
    for folder, name in names.items():
        try:
            entries.append(_entry(folder, name if times[name] == 1 else str(folder)))
        except DamagedError as error:
            damaged.append(error)
    if len(entries) < 2:
        if damaged:
            raise damaged[0]
        count = "two or more runs" + (f", not {len(entries)}" if entries else "")
        itself = "; a run does not differ from itself" if len(entries) == 1 and len(notices) else ""
        raise InputError("\n".join([*refused, *notices, f"compare takes {count}{itself}"]))
    notices += [f"{why.partition('; ')[0]}; left out" for why in [*refused, *map(str, damaged)]]
    return entries, notices


def _entry(folder: Path, name: str) -> ComparedRun:
    text, summary = runs.read_ended(folder)
    spec = plain_spec(folder, text)
    best = best_member(folder, spec)
    if best is None:
        return ComparedRun(folder, name, spec, summary)
    return ComparedRun(folder, name, best.spec, summary, best.among if best.among > 1 else None, best.folders)


def natural_sort_key(name: str) -> list[tuple[int, str]]:
    """A key that puts xor-2 before xor-10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]


def _expanded(paths: Sequence[Path]) -> list[Path]:
    """The paths, patterns in place of which what they match stands in natural order. Raises InputError where that is nothing."""
    found: list[Path] = []
    for path in paths:
        text = str(path)
        if not glob.has_magic(text) or os.path.lexists(path):
            found.append(path)
            continue
        matches = glob.glob(os.path.expanduser(text)) or ([] if os.path.dirname(text) else glob.glob(str(runs.RUNS / text)))
        matches.sort(key=natural_sort_key)
        if not matches:
            raise InputError(f"no run matches '{path}'")
        found += map(Path, matches)
    return found


def _members(paths: list[Path]) -> list[Path]:
    """The paths; in place of a single sweep its members that were kept, where there are several."""
    members = kept_members(paths[0]) if len(paths) == 1 else []
    return members if len(members) > 1 else paths


def _runs_within(folder: Path) -> str:
    return f"; it holds runs: dltrain compare {folder}/*" if any(folder.glob(f"*/{runs.SPEC}")) else ""
