"""`dltrain sweep`: many runs of one spec, to tell what a number owes to luck."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from dltrain.commands.display import Display
from dltrain.commands.sweeping.seeds import train_seeds
from dltrain.errors import InputError
from dltrain.runs import Summary
from dltrain.spec.loading import load


def sweep(
    *,
    spec: Path,
    seeds: int | None = None,
    sets: Sequence[str] = (),
    run_dir: Path | None = None,
    command: str | None = None,
    note: str | None = None,
    display: Display = Display(),
) -> Summary:
    """Trains an experiment with so many seeds, or those of its own section `sweep`, and returns the summary above them.

    `command` is what was typed, `note` what is noted of it. Raises InputError where neither says how many; what `train` raises.
    """
    loaded = load(spec, [*sets, *([] if seeds is None else [f"sweep.seeds={seeds}"])])
    if loaded.experiment.sweep is None:
        raise InputError("what is to be varied? Write --seeds 10, or a section 'sweep: {seeds: 10}' in the spec")
    return train_seeds(dataclasses.replace(loaded, command=command, note=note), run_dir, display)
