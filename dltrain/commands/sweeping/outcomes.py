"""The members of a search as they came out: their figures, their folders, and which is the best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dltrain.commands.sweeping.member import Outcome
from dltrain.commands.sweeping.part import value_of
from dltrain.runs import Run
from dltrain.runs.sweeps import ENDED, Member
from dltrain.statistics import mean_and_deviation
from dltrain.sweeps import Record


def folders_of(number: int, seeds: Sequence[int]) -> list[str]:
    """The names of a member's runs within the sweep's directory, one a seed."""
    name = f"member-{number}"
    return [name] if len(seeds) == 1 else [f"{name}-seed-{seed}" for seed in seeds]


def number_of(folder: str) -> int:
    """The member that a run within the sweep's directory belongs to; -1 of none."""
    match = re.fullmatch(r"member-(\d+)(-seed-\d+)?", folder)
    return int(match[1]) if match else -1


def member_of(outcome: Outcome, values: Mapping[str, Any], seeds: Sequence[int]) -> Member:
    """A member that has ended: the mean over its seeds of what the best is chosen by."""
    known = [value for value in outcome.values if value is not None]
    status: str = outcome.status
    if status == "completed" and len(known) < len(seeds):
        status = "diverged"  # the monitor was never a number
    mean, deviation = mean_and_deviation(known) if status == "completed" else (None, None)
    error = outcome.error if status == "failed" else ""
    return Member(outcome.number, status, dict(values), list(seeds), mean, deviation, error=error)


def best_of(members: Iterable[Member], maximize: bool) -> int | None:
    """The number of the best member, the first of equals; None where none has come to its end."""
    sign = -1 if maximize else 1
    ended = [(sign * one.monitor, one.number) for one in members if one.status == "completed" and one.monitor is not None]
    return min(ended)[1] if ended else None


def known_members(
    run: Run, trials: Iterable[Record], seeds: Sequence[int], monitor: str, noted: Mapping[int, Member]
) -> dict[int, Member]:
    """The members that have ended, by number: as this sweep has noted them, else as they were told by other processes."""
    members = {}
    for trial in trials:
        before = noted.get(trial.number)
        if trial.status not in ENDED:
            if before is not None and before.status in ENDED:  # it has ended, and was not told yet
                members[trial.number] = before
        elif before is not None and before.status == trial.status:
            members[trial.number] = before
        else:
            values = _values_of(run, trial.number, seeds, monitor)
            deviation = mean_and_deviation(values)[1] if len(values) == len(seeds) else None
            members[trial.number] = Member(trial.number, trial.status, dict(trial.values), list(seeds), trial.value, deviation)
    return members


def _values_of(run: Run, number: int, seeds: Sequence[int], monitor: str) -> list[float]:
    """What the best is chosen by, of a member's runs that are here and have ended."""
    parts = [Run(run.folder / folder) for folder in folders_of(number, seeds)]
    ended = [(part, summary) for part in parts if (summary := part.read_summary()) is not None]
    return [value for part, summary in ended if (value := value_of(part, summary, monitor)) is not None]
