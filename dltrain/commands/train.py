"""`dltrain train`: from a spec to a finished run directory."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import Any

from dltrain.commands.training.display import Display
from dltrain.commands.training.folds import fold_count, train_folds
from dltrain.commands.training.ranks import begun_before
from dltrain.commands.training.train_single import train_one
from dltrain.runs import Summary
from dltrain.spec.loading import STDIN, Loaded, load
from dltrain.spec.parts import permitted

NO_SWEEP: Any = None  # which is absent in a spec


def train(
    *,
    spec: Path,
    sets: Sequence[str] = (),
    run_dir: Path | None = None,
    command: str | None = None,
    note: str | None = None,
    display: Display = Display(),
) -> Summary:
    """Trains an experiment and returns its summary (for `split: {folds: k}` the one above the folds). `command`, what was typed,
    and `note`, whatever is worth noting, are kept there.

    Raises InputError before anything is written; Unfinished with everything saved.
    """
    with permitted():
        loaded = load(spec, sets)
    return train_loaded(dataclasses.replace(loaded, command=command, note=note), run_dir, display)


def train_loaded(loaded: Loaded, run_dir: Path | None, display: Display) -> Summary:
    """The same of a spec that is read already; a run that was begun before torchrun started this process again goes on."""
    if (begun := begun_before(loaded.command, run_dir)) is not None:
        from dltrain.commands.resume import resume

        return resume(run=begun, display=display)
    if loaded.experiment.sweep is not None:
        typed = "-" if loaded.text.name == STDIN else quote(loaded.text.name)
        more = f"which trains the spec by itself; type: dltrain sweep {typed}"
        display.say(f"notice: 'sweep' is not used by dltrain train, {more}")
        loaded = dataclasses.replace(loaded, experiment=dataclasses.replace(loaded.experiment, sweep=NO_SWEEP))
    folds = fold_count(loaded.experiment)
    return (train_folds if folds else train_one)(loaded, run_dir, display)
