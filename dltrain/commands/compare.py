"""`dltrain compare`: results side by side, the keys in which the specs differ, and whether the difference is more than luck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dltrain.commands.comparing.columns import Column, column, filtered, metric_column, ordered
from dltrain.commands.comparing.differences import differences
from dltrain.commands.comparing.groups import SpecGroup, spec_groups
from dltrain.commands.comparing.notes import group_notes, kind_notes, loss_keys, luck_notes, split_notes
from dltrain.commands.comparing.result import RunComparison
from dltrain.commands.comparing.runs import FACTS, ComparedRun, open_runs
from dltrain.commands.comparing.significance import Asked, TestedPair, verdicts
from dltrain.errors import InputError, listing
from dltrain.metrics import direction_of, is_loss
from dltrain.process.collector import without_garbage_collection

TESTED = 20  # specs that are tested against the best one


@without_garbage_collection
def compare(
    *,
    paths: Sequence[Path],
    sort_by: str = "",
    only_changed: bool = False,
    filters: Sequence[str] = (),
    limit: int | None = None,
) -> RunComparison:
    """Compares two runs or more. `only_changed` leaves out the facts and metrics that are the same in all of them.

    They are chosen by validation and shown best first. `sort_by` is another column: `run`, `status`, a fact, a metric (of the
    validation rows), a split's, such as `test_accuracy`, or a key of the spec. `filters` such as `training.optimizer=adam` or
    `accuracy>0.9` keep the runs that meet them all, `limit` so many of them. Raises InputError, DamagedError.
    """
    entries, notices = open_runs(paths)
    entries = _kept(entries, filters)
    split = _chosen_split(entries)
    differing = differences([entry.spec for entry in entries])
    metrics, left_out = _metrics(entries, split, differing)
    by, main = _chooser(entries, split, metrics, sort_by)
    groups = _best_first(spec_groups(entries), split, main)
    entries = ordered(entries, by)
    splits = [part for part in (split, "test") if part and any(part in entry.metrics for entry in entries)]
    facts, metrics = _changed(entries, splits, metrics) if only_changed else (["status", *FACTS], metrics)
    shown = entries[:limit]
    in_groups = _shown_groups(groups, shown)
    reference = groups[0] if len(groups) > 1 and groups[0].mean(split, main) is not None else None
    tested, reasons = _tested(groups, in_groups, reference, split, main, differing)
    notes = [*split_notes(entries, split), *kind_notes(entries), *left_out, *group_notes(in_groups)]
    return RunComparison(
        runs=tuple(shown),
        total=len(entries),
        split=split,
        splits=tuple(splits),
        main=main,
        facts=tuple(facts),
        metrics=tuple(metrics),
        best={metric: marked for metric in metrics if (marked := _marked(entries, split, metric))},
        differences=differences([entry.spec for entry in shown]),
        groups=tuple(in_groups),
        reference=reference,
        verdicts=tuple(tested),
        notes=(*notes, *reasons, *luck_notes(tested)),
        notices=tuple(notices),
    )


def _kept(entries: list[ComparedRun], filters: Sequence[str]) -> list[ComparedRun]:
    """The runs that meet all filters. Raises InputError where fewer than two do."""
    kept = filtered(entries, _chosen_split(entries), filters)
    if len(kept) < 2:
        what = "no run meets" if not kept else f"{kept[0].name} alone meets"
        raise InputError(f"{what} {listing([f'{one!r}' for one in filters])}; compare takes two or more runs")
    return kept


def _chooser(entries: Sequence[ComparedRun], split: str | None, metrics: Sequence[str], sort_by: str) -> tuple[Column, str]:
    """The column to sort by, and the metric to choose by: that of `sort_by` where it is one of `split`, else the first."""
    first = next(iter(metrics), "")
    by = column(entries, split, sort_by) if sort_by else metric_column(split, first)
    return by, next((name for name in metrics if by.name == f"{split}_{name}"), first)


def _changed(entries: Sequence[ComparedRun], splits: Sequence[str], metrics: list[str]) -> tuple[list[str], list[str]]:
    """The facts and the metrics that are not the same in all runs."""
    facts = [fact for fact in ("status", *FACTS) if len({_fact(entry, fact) for entry in entries}) > 1]
    return facts, [name for name in metrics if any(len({e.value(part, name) for e in entries}) > 1 for part in splits)]


def _metrics(entries: Sequence[ComparedRun], split: str | None, differing: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The metrics that the runs have on a split, loss last; a note where losses do not compare and are left out."""
    metrics = [*dict.fromkeys(name for entry in entries for name in entry.metrics.get(split or "", {}))]
    metrics.sort(key=is_loss)
    if "loss" in metrics and (keys := loss_keys(entries, differing)):
        metrics = [name for name in metrics if not is_loss(name)]
        return metrics, [f"loss is left out: runs that differ in {listing(keys)} do not compare in it"]
    return metrics, []


def _chosen_split(entries: Sequence[ComparedRun]) -> str | None:
    """What the runs are chosen by: validation where all that have ended were measured on it, else train; never test."""
    ended = [entry for entry in entries if entry.metrics]
    return next((split for split in ("validation", "train") if ended and all(split in entry.metrics for entry in ended)), None)


def _fact(entry: ComparedRun, fact: str) -> Any:
    return entry.status if fact == "status" else entry.facts[fact]


def _best_first(groups: Sequence[SpecGroup], split: str | None, main: str) -> list[SpecGroup]:
    """The groups by their means, those without one last."""
    sign = -1 if direction_of(main) == "max" else 1
    means = {id(group): group.mean(split, main) for group in groups}
    return sorted(groups, key=lambda group: (means[id(group)] is None, sign * (means[id(group)] or 0.0)))


def _shown_groups(groups: Sequence[SpecGroup], shown: Sequence[ComparedRun]) -> list[SpecGroup]:
    paths = {entry.path for entry in shown}
    return [group for group in groups if any(entry.path in paths for entry in group.runs)]


def _tested(
    groups: Sequence[SpecGroup],
    shown: Sequence[SpecGroup],
    reference: SpecGroup | None,
    split: str | None,
    main: str,
    differing: dict[str, list[Any]],
) -> tuple[list[TestedPair], list[str]]:
    """The best spec against the others that are shown, on the test rows where all have them."""
    if len(groups) < 2:
        return [], []
    first = reference or groups[0]
    others = [group for group in shown if group is not first]
    told = [f"only the {TESTED} best of {len(others)} specs are tested against {first.name}"] if len(others) > TESTED else []
    has_test = all("test" in metrics for group in (first, *others[:TESTED]) for metrics in group.repeats.values())
    tested, reasons = verdicts(first, others[:TESTED], Asked("test" if has_test else split, main), differing)
    return tested, [*told, *reasons]


def _marked(entries: Sequence[ComparedRun], split: str | None, metric: str) -> tuple[ComparedRun, ...]:
    """The runs with the best value of a metric, none where all that have a value have the same."""
    values = [value for entry in entries if (value := entry.value(split, metric)) is not None]
    best = (max if direction_of(metric) == "max" else min)(values, default=None)
    marked = [entry for entry in entries if best is not None and entry.value(split, metric) == best]
    return tuple(marked) if len(marked) < len(values) else ()
