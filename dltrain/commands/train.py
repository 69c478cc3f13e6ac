"""`dltrain train`: from a spec to a finished run directory."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dltrain.commands.display import Display
from dltrain.commands.folds import fold_count, train_folds
from dltrain.commands.train_single import train_one
from dltrain.runs import Summary
from dltrain.spec.loading import load


def train(*, spec: Path, sets: Sequence[str] = (), run_dir: Path | None = None, display: Display = Display()) -> Summary:
    """Trains an experiment and returns its summary (for `split: {folds: k}` the one above the folds).

    Raises InputError before anything is written; Unfinished with everything saved.
    """
    loaded = load(spec, sets)
    if loaded.experiment.sweep is not None:
        from dltrain.commands.sweep import train_sweep

        return train_sweep(loaded, run_dir, display)
    return (train_folds if fold_count(loaded.experiment) else train_one)(loaded, run_dir, display)
