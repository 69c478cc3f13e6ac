"""`dltrain sweep`: many runs of one spec, with several seeds, with other values of its keys, or both."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import dltrain.runs as runs
from dltrain.commands.preparing.setup import prepare_to_train
from dltrain.commands.resume import resume
from dltrain.commands.sweeping.search_run import SearchOptions, begin_search
from dltrain.commands.sweeping.seeds import train_seeds
from dltrain.commands.training.display import Display
from dltrain.commands.training.ranks import begun_before
from dltrain.errors import InputError
from dltrain.process.launch import world_size
from dltrain.runs import Run, Summary
from dltrain.runs.sweeps import read_choices
from dltrain.spec.loading import Loaded, load
from dltrain.spec.parts import permitted
from dltrain.spec.writing import as_yaml

WAYS = "--seeds 10, --grid training.learning_rate=0.1,0.01"


def sweep(
    *,
    spec: Path,
    seeds: int | None = None,
    grids: Sequence[str] = (),
    trials: int | None = None,
    options: SearchOptions = SearchOptions(),
    sets: Sequence[str] = (),
    run_dir: Path | None = None,
    command: str | None = None,
    note: str | None = None,
    display: Display = Display(),
) -> Summary:
    """Trains what the section `sweep` of a spec says, and what is said beside it: with so many seeds each, over `grids` of values
    (`KEY=V1,V2`), so many trials. Returns the summary, in which the best speaks.

    `command` is what was typed, `note` what is noted of it. Raises InputError where nothing says what is to be varied; what
    `train` raises.
    """
    if (begun := begun_before(command, run_dir)) is not None:
        return resume(run=begun, display=display)
    if world_size() > 1 and options.workers is not None:
        raise InputError("--workers: the processes of torchrun are those that train; leave it out")
    given = {"seeds": seeds, "trials": trials}
    more = [f"sweep.{key}={value}" for key, value in given.items() if value is not None]
    with permitted():
        loaded = load(spec, [*sets, *more], grids)
    if loaded.experiment.sweep is None:
        raise InputError(f"what is to be varied? Write {WAYS}, or a section 'sweep' in the spec")
    if loaded.experiment.sweep.seeds == 1 and not loaded.space.parameters:
        under = "seeds: 10 or parameters: {training.learning_rate: [0.1, 0.01]} under 'sweep'"
        raise InputError(f"nothing is varied: 'sweep' has no 'parameters', and one seed; write {under}, or {WAYS}")
    for key in loaded.replaced:
        display.say(f"notice: --grid {key} takes the place of the values of '{key}' in {spec}")
    loaded = dataclasses.replace(loaded, command=command, note=note)
    if loaded.space.parameters or options != SearchOptions():  # options are for a search; one over seeds alone has one setting
        return begin_search(loaded, options, run_dir, display)
    if run_dir is not None and is_same(loaded, run_dir):
        return resume(run=run_dir, display=display)
    return train_seeds(loaded, run_dir, display)


def is_same(loaded: Loaded, run_dir: Path) -> bool:
    """Whether a folder holds the sweep over seeds that a spec comes to. Raises InputError."""
    if not runs.is_run(run_dir) or read_choices(run_dir) is not None:
        return False
    return Run(run_dir).read_spec() == as_yaml(prepare_to_train(loaded).resolved.experiment)
