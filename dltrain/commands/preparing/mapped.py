"""What needs all rows in memory at once, and so does not go with rows that are mapped from files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dltrain.errors import Problem
from dltrain.models.baselines import BASELINES
from dltrain.models.ensembles import ENSEMBLES
from dltrain.spec.resolve import Resolved

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset

REMEDY = "or write memory: resident under 'data' where there is memory for them"


def problems(resolved: Resolved, dataset: Dataset) -> Iterator[Problem]:
    """A sentence for each of them; nothing where the rows lie in memory."""
    if not dataset.is_mapped:
        return
    experiment = resolved.experiment
    for index, baseline in enumerate(experiment.baselines or []):
        if not baseline.streams:
            yield Problem(("baselines", index), _refusal(f"the baseline '{BASELINES.name_of(baseline)}' learns from"))
    ensemble = experiment.ensemble
    if ensemble is not None and ensemble.copies_rows:
        yield Problem(("ensemble",), _refusal(f"{ENSEMBLES.name_of(ensemble)} draws the rows of each member from"), at_key=True)
    if experiment.training.batch_size == "all":
        message = "a batch of all rows is in memory at once, and these are mapped from files; write a batch_size"
        yield Problem(("training", "batch_size"), message)


def _refusal(who: str) -> str:
    return f"{who} all rows in memory, and these are mapped from files; leave it out, {REMEDY}"
