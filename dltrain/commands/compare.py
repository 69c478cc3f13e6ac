"""`dltrain compare`: results side by side, the keys in which the specs differ, and whether the difference is more than luck."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.commands.compared_runs import FACTS, ComparedRun, open_runs
from dltrain.commands.significance import TestedPair, given_back, verdicts
from dltrain.commands.spec_differences import differences, seed_groups
from dltrain.errors import InputError, did_you_mean, listing
from dltrain.metrics import direction_of
from dltrain.runs import SPLITS
from dltrain.statistics import mean_and_deviation


@dataclass(frozen=True)
class SeedGroup:
    """Runs that differ only in their seeds: of each metric the mean and the sample standard deviation."""

    runs: tuple[ComparedRun, ...]
    metrics: dict[str, tuple[float, float]]


@dataclass(frozen=True)
class RunComparison:
    """Runs side by side, in the order in which they are to be shown.

    `split` is the most telling one that all finished runs were measured on, `metrics` are those to show of it, `facts` the other
    columns. `best` holds the runs with the best value of each metric, where the values differ. Of more than two runs `reference`,
    the best by the metric `main`, is the one that the others are tested against. `notes` belong to the result, `notices` to
    the arguments.
    """

    runs: tuple[ComparedRun, ...]
    split: str | None
    facts: tuple[str, ...]
    metrics: tuple[str, ...]
    best: dict[str, tuple[ComparedRun, ...]]
    differences: dict[str, list[Any]]
    seeds: tuple[SeedGroup, ...]
    main: str
    reference: ComparedRun | None
    verdicts: tuple[TestedPair, ...]
    notes: tuple[str, ...]
    notices: tuple[str, ...]

    def value(self, entry: ComparedRun, metric: str) -> float | None:
        """A metric of a run on the split that is shown."""
        return _value(entry, self.split, metric)


def compare(*, paths: Sequence[Path], sort_by: str = "", only_changed: bool = False) -> RunComparison:
    """Compares two runs or more. `only_changed` leaves out the facts and metrics that are the same in all of them.

    `sort_by` is a column: `run`, `status`, a fact, a metric, or a split's, such as `train_accuracy`; the best come first, runs
    without a value last. Raises InputError, DamagedError.
    """
    entries, notices = open_runs(paths)
    split = next((split for split in reversed(SPLITS) if _have_all(entries, split)), None)
    metrics = [*dict.fromkeys(name for entry in entries for name in entry.metrics.get(split or "", {}))]
    metrics.sort(key=lambda name: name == "loss")
    if sort_by:
        entries = _sorted(entries, split, metrics, sort_by)
    specs = [entry.spec for entry in entries]
    differing = differences(specs)
    notes = [*_split_notes(entries, split), *_kind_notes(entries)]
    if "loss" in metrics and (keys := _loss_keys(entries, differing)):
        metrics.remove("loss")
        notes.append(f"loss is left out: runs that differ in {listing(keys)} do not compare in it")
    main = sort_by if sort_by in metrics else next(iter(metrics), "")
    best = _best(entries, split, main)
    reference = best[0] if best and len(entries) > 2 else None
    results, reasons = verdicts(entries, reference, differing)
    facts = ["status", *FACTS]
    if only_changed:
        facts = [fact for fact in facts if len({_fact(entry, fact) for entry in entries}) > 1]
        metrics = [metric for metric in metrics if len({_value(entry, split, metric) for entry in entries}) > 1]
    groups = [_group([entries[i] for i in members], split, metrics) for members in seed_groups(specs)]
    return RunComparison(
        tuple(entries),
        split,
        tuple(facts),
        tuple(metrics),
        {metric: marked for metric in metrics if (marked := _marked(entries, split, metric))},
        differing,
        tuple(group for group in groups if group.metrics),
        main,
        reference,
        tuple(results),
        (*notes, *reasons),
        tuple(notices),
    )


def _value(entry: ComparedRun, split: str | None, metric: str) -> float | None:
    return entry.metrics.get(split or "", {}).get(metric)


def _fact(entry: ComparedRun, fact: str) -> Any:
    return entry.status if fact == "status" else entry.facts[fact]


def _have_all(entries: Sequence[ComparedRun], split: str) -> bool:
    """Whether all runs that have ended were measured on the split."""
    ended = [entry for entry in entries if entry.metrics]
    return bool(ended) and all(split in entry.metrics for entry in ended)


def _split_notes(entries: Sequence[ComparedRun], split: str | None) -> list[str]:
    """Why no more telling split is shown, where some of the runs have one."""
    ended = [entry for entry in entries if entry.metrics]
    if not ended:
        return ["no run has results yet"]
    if split is None:
        return ["the runs have no split in common that was measured"]
    for telling in reversed(SPLITS[SPLITS.index(split) + 1 :]):
        without = [entry.name for entry in ended if telling not in entry.metrics]
        if len(without) < len(ended):
            return [f"no {telling} results of {listing(without, 8)}; those of the {split} rows are shown"]
    return []


def _kind_notes(entries: Sequence[ComparedRun]) -> list[str]:
    """What makes results hard to compare: other tasks, other data."""
    ended = [entry for entry in entries if entry.summary is not None]
    if len(tasks := {entry.task for entry in ended}) > 1:
        runs_by_task = "; ".join(f"{task}: {listing([e.name for e in ended if e.task == task], 8)}" for task in sorted(tasks))
        return [f"the runs have different tasks, so their results do not compare ({runs_by_task})"]
    if all(entry.is_reconstruction for entry in ended) and any(given_back(entry) != given_back(ended[0]) for entry in ended):
        return ["the runs give back other inputs, or scaled otherwise, so their results do not compare"]
    if len({entry.fingerprint for entry in ended}) > 1:
        return ["the runs learned from different data, so their results compare only roughly"]
    return []


def _loss_keys(entries: Sequence[ComparedRun], differing: Mapping[str, Any]) -> list[str]:
    """The keys that differ and without which the losses of the runs would be of one kind."""
    keys = ["training.loss", "training.label_smoothing", "training.class_weights"]
    if any(entry.has_numbers for entry in entries):
        keys.append("data.scale")
    return [name for name in differing if any(name == key or name.startswith(f"{key}.") for key in keys)]


def _best(entries: Sequence[ComparedRun], split: str | None, metric: str) -> list[ComparedRun]:
    """The runs with the best value of a metric."""
    values = [value for entry in entries if (value := _value(entry, split, metric)) is not None]
    best = (max if direction_of(metric) == "max" else min)(values, default=None)
    return [entry for entry in entries if best is not None and _value(entry, split, metric) == best]


def _marked(entries: Sequence[ComparedRun], split: str | None, metric: str) -> tuple[ComparedRun, ...]:
    """The best runs, none where all that have a value have the same."""
    best = _best(entries, split, metric)
    measured = sum(_value(entry, split, metric) is not None for entry in entries)
    return tuple(best) if len(best) < measured else ()


def _group(entries: list[ComparedRun], split: str | None, metrics: Sequence[str]) -> SeedGroup:
    summed = {}
    for metric in metrics:
        values = [value for entry in entries if (value := _value(entry, split, metric)) is not None]
        if len(values) == len(entries):
            mean, deviation = mean_and_deviation(values)
            summed[metric] = mean, deviation or 0.0
    return SeedGroup(tuple(entries), summed)


def _sorted(entries: list[ComparedRun], split: str | None, metrics: Sequence[str], by: str) -> list[ComparedRun]:
    """The runs in the order of a column. Raises InputError where there is none of that name."""
    columns = ["run", "status", *FACTS]
    measured = {f"{part}_{name}": (part, name) for entry in entries for part in entry.metrics for name in entry.metrics[part]}
    measured |= {name: (split or "", name) for name in metrics}
    if by not in columns and by not in measured:
        hint = did_you_mean(by, [*columns, *measured]) or f"; expected one of {listing([*columns, *metrics])}"
        raise InputError(f"cannot sort by '{by}'{hint}")
    part, name = measured.get(by, ("", ""))

    def key(entry: ComparedRun) -> Any:
        if by == "run":
            return _natural(entry.name)
        return _value(entry, part, name) if by in measured else _fact(entry, by)

    known = [entry for entry in entries if key(entry) is not None]
    descending = by in measured and direction_of(name) == "max"
    return sorted(known, key=key, reverse=descending) + [entry for entry in entries if key(entry) is None]


def _natural(name: str) -> list[tuple[int, str]]:
    """A key that puts xor-2 before xor-10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]
