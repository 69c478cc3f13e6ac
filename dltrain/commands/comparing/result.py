"""What a comparison of runs comes to, for the tables, the charts and the page that show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dltrain.commands.comparing.groups import SpecGroup
from dltrain.commands.comparing.runs import ComparedRun
from dltrain.commands.comparing.significance import TestedPair


@dataclass(frozen=True)
class RunComparison:
    """Runs side by side, in the order in which they are to be shown, the first `limit` of `total`.

    split: what the runs are chosen and starred by: validation, or train where one of them has no validation rows. splits: those
    that are shown, `test` beside it. main: the metric that chooses. facts, metrics: the columns. best: the runs with the best
    value of each metric on `split`, where the values differ. groups: the runs shown by spec, seeds pooled, the best first;
    `reference` is the best of all, which the others are tested against. differences: key -> its value in each of `runs`. `notes`
    belong to the result, `notices` to the arguments.
    """

    runs: tuple[ComparedRun, ...]
    total: int
    split: str | None
    splits: tuple[str, ...]
    main: str
    facts: tuple[str, ...]
    metrics: tuple[str, ...]
    best: dict[str, tuple[ComparedRun, ...]]
    differences: dict[str, list[Any]]
    groups: tuple[SpecGroup, ...]
    reference: SpecGroup | None
    verdicts: tuple[TestedPair, ...]
    notes: tuple[str, ...]
    notices: tuple[str, ...]
