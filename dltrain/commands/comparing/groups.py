"""Runs grouped by their specs: what differs in its seeds alone is one candidate, whose values over the seeds are pooled."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dltrain.commands.comparing.runs import ComparedRun, natural_sort_key
from dltrain.commands.comparing.specs import SpecDict, without_seeds
from dltrain.metrics import limits_of
from dltrain.runs import Run
from dltrain.runs.summary import BySplit
from dltrain.statistics import Spread, spread

Repeat = tuple[int, int, int]  # the seed, that of the split, and the number of the fold (0 where there are none)


@dataclass(frozen=True, eq=False)
class SpecGroup:
    """The runs of one spec, whatever their seeds, in natural order; those that diverged have no values."""

    name: str
    runs: tuple[ComparedRun, ...]

    @property
    def first(self) -> ComparedRun:
        """The run that stands for the group, one that has ended where there is one."""
        return next((entry for entry in self.runs if entry.summary is not None), self.runs[0])

    @cached_property
    def has_folds(self) -> bool:
        """Whether its values are those of folds."""
        return any(entry.summary is not None and entry.summary.folds is not None for entry in self.runs)

    @cached_property
    def diverged(self) -> int:
        """How many trainings diverged, and have no say."""
        members = [member for entry in self.runs if entry.summary for member in entry.summary.members or []]
        seeds = [member for member in members if any(e.summary and e.summary.seeds for e in self.runs)]
        return sum(entry.status == "diverged" for entry in self.runs) + sum(member.status == "diverged" for member in seeds)

    @cached_property
    def repeats(self) -> dict[Repeat, BySplit]:
        """Seed, split's seed and fold of each training that did not diverge -> split -> metric -> value; of each one."""
        found: dict[Repeat, BySplit] = {}
        for entry in self.runs:
            if entry.summary is None or entry.status == "diverged":
                continue
            for repeat, metrics in _repeats(entry):
                found.setdefault(repeat, metrics)
        return found

    def values(self, split: str | None, metric: str) -> dict[Repeat, float]:
        """The values of a metric by seed and fold."""
        measured = {repeat: by_split.get(split or "", {}).get(metric) for repeat, by_split in self.repeats.items()}
        return {repeat: value for repeat, value in measured.items() if value is not None}

    def mean(self, split: str | None, metric: str) -> float | None:
        """The mean of a metric over seeds and folds; None where it was not measured."""
        values = self.values(split, metric).values()
        return sum(values) / len(values) if values else None

    def spread(self, split: str | None, metric: str) -> Spread | None:
        """Mean, deviation and 95 % interval of the mean over seeds, or over folds; None where it was not measured."""
        values = self.values(split, metric)
        return spread(list(values.values()), self.test_share(split), limits_of(metric)) if values else None

    def test_share(self, split: str | None) -> float:
        """The rows that measure over those that train, where the repeats share training rows (`resampled_t`); else 0.

        Folds do, and so do seeds that draw another split each: their results are not independent of each other.
        """
        rows = self.first.summary.rows if self.first.summary else {}
        shares_rows = self.has_folds or len({repeat[1] for repeat in self.repeats}) > 1
        return rows[split] / rows["train"] if split and shares_rows and split in rows and rows.get("train") else 0.0


def spec_groups(entries: Sequence[ComparedRun]) -> list[SpecGroup]:
    """The runs by spec and data, in the order in which each group's first one comes."""
    groups: dict[object, list[ComparedRun]] = {}
    told: dict[int, str] = {}
    specs = [without_seeds(entry.spec) for entry in entries]  # kept, so that each value's id is its own
    for entry, spec in zip(entries, specs, strict=True):
        groups.setdefault((_identity(spec, told), entry.fingerprint), []).append(entry)
    ordered = [sorted(members, key=lambda entry: natural_sort_key(entry.name)) for members in groups.values()]
    return [SpecGroup(group_name([entry.name for entry in members]), tuple(members)) for members in ordered]


def _identity(spec: SpecDict, told: dict[int, str]) -> tuple[Any, ...]:
    """What is equal of equal specs and can be looked up; `told` keeps the texts of values, most of which specs share."""

    def text(value: Any) -> str:
        return told.get(id(value)) or told.setdefault(id(value), repr(value))

    return tuple(
        (key, *((inner, text(item)) for inner, item in value.items())) if isinstance(value, dict) else (key, text(value))
        for key, value in spec.items()
    )


def group_name(names: Sequence[str]) -> str:
    """`iris-1`; `iris-1…5` of runs that are numbered in a line; `iris-1 and 4 more`."""
    if len(names) == 1:
        return names[0]
    parts = [re.fullmatch(r"(.*?)(\d+)", name, re.DOTALL) for name in names]
    stems, numbers = {part[1] for part in parts if part}, [int(part[2]) for part in parts if part]
    if len(stems) == 1 and len(numbers) == len(names) and numbers == list(range(numbers[0], numbers[0] + len(names))):
        return f"{names[0]}…{numbers[-1]}"
    return f"{names[0]} and {len(names) - 1} more"


def _repeats(entry: ComparedRun) -> list[tuple[Repeat, BySplit]]:
    summary = entry.summary
    assert summary is not None
    seed = entry.spec.get("seed", summary.seed)
    split_seed = entry.key("data", "split", "seed")
    split_seed = split_seed if isinstance(split_seed, int) else 0
    if summary.seeds is not None:
        members = summary.members or []
        return [((member.seed, split_seed, 0), member.metrics) for member in members if member.status != "diverged"]
    if summary.folds is None:
        return [((seed, split_seed, 0), summary.metrics)]
    folds = [Run(entry.run.folder / f"fold-{number}").read_summary() for number in range(1, summary.folds + 1)]
    return [((seed, split_seed, number), fold.metrics) for number, fold in enumerate(folds, 1) if fold]
