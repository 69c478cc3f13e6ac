"""What must be said beside a comparison: what was chosen by what, and what makes results hard to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dltrain.commands.comparing.groups import SpecGroup
from dltrain.commands.comparing.runs import ComparedRun
from dltrain.commands.comparing.significance import TestedPair, reconstruction_settings
from dltrain.errors import listing
from dltrain.text.formatting import count

NAMED = 8  # runs in a note


def split_notes(entries: Sequence[ComparedRun], split: str | None) -> list[str]:
    """Why the runs are not chosen by validation, where they are not."""
    ended = [entry for entry in entries if entry.metrics]
    if not ended:
        return ["no run has results yet"]
    if split is None:
        return ["the runs have no split in common that was measured"]
    if split == "validation":
        return []
    without = [entry.name for entry in ended if "validation" not in entry.metrics]
    whose = "" if len(without) == len(ended) else f" of {listing(without, NAMED)}"
    return [f"there are no validation results{whose}: chosen by the {split} rows, which the networks have learned"]


def kind_notes(entries: Sequence[ComparedRun]) -> list[str]:
    """What makes results hard to compare: other tasks, other data."""
    ended = [entry for entry in entries if entry.summary is not None]
    if len(tasks := {entry.task for entry in ended}) > 1:
        runs_by_task = "; ".join(f"{task}: {listing([e.name for e in ended if e.task == task], NAMED)}" for task in sorted(tasks))
        return [f"the runs have different tasks, so their results do not compare ({runs_by_task})"]
    if (
        ended
        and all(e.is_reconstruction for e in ended)
        and any(reconstruction_settings(e) != reconstruction_settings(ended[0]) for e in ended)
    ):
        return ["the runs give back other inputs, or scaled otherwise, so their results do not compare"]
    if len({entry.fingerprint for entry in ended}) > 1:
        return ["the runs learned from different data, so their results compare only roughly"]
    return []


def loss_keys(entries: Sequence[ComparedRun], differing: Mapping[str, Any]) -> list[str]:
    """The keys that differ and without which the losses of the runs would be of one kind."""
    keys = ["training.loss", "training.label_smoothing", "training.class_weights"]
    if any(entry.has_numbers or entry.is_multitask for entry in entries):
        keys.append("data.scale")
    if any(entry.is_multitask for entry in entries):
        keys.append("data.target")
    return [name for name in differing if any(name == key or name.startswith(f"{key}.") for key in keys)]


def group_notes(groups: Sequence[SpecGroup]) -> list[str]:
    """Runs that are one training twice, that differ in nothing but seeds, that diverged, or were chosen among many."""
    notes = []
    for group in groups:
        again = [entry.name for entry in group.runs if entry.summary and entry.summary.folds is None and not entry.summary.seeds]
        if len(again) - len(group.repeats) - group.diverged > 0 and not group.has_folds:
            notes.append(f"among {group.name} are runs of the same spec and seed: one training twice, counted once")
        if group.diverged and group.repeats:
            notes.append(
                f"{group.diverged} of {group.diverged + len(group.repeats)} of {group.name} diverged and are not in its mean"
            )
        if among := next((entry.chosen_among for entry in group.runs if entry.chosen_among), None):
            notes.append(
                f"{group.name} is the best of {count(among, 'member')} of its sweep by validation: its validation figure is "
                "too good, as the best of many is; its test figure is not"
            )
    if len(groups) == 1:
        notes.append("the runs are of one spec and differ in their seeds alone: what tells them apart is luck")
    return notes


def luck_notes(verdicts: Sequence[TestedPair]) -> list[str]:
    """That a test of rows says nothing of the luck of a seed, where that is all there is."""
    is_alone = all(len(group.repeats) == 1 for pair in verdicts for group in (pair.a, pair.b))
    if verdicts and is_alone and any(pair.result.is_more_than_luck(pair.p) for pair in verdicts):
        return ["one seed each: how much another seed would change is not known; dltrain sweep SPEC --seeds 5 tells"]
    return []
