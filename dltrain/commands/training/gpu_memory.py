"""What is said where the memory of a GPU does not suffice to begin with a training."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dltrain.commands.preparing.setup import Setup
from dltrain.errors import InputError
from dltrain.process.limits import is_gpu_full
from dltrain.spec.engines import is_stacked, rows_of_step


@contextmanager
def fitting(setup: Setup) -> Iterator[None]:
    """Raises InputError, with what to try, where the rows, the network and what the optimizer keeps of it do not fit."""
    experiment, rows = setup.resolved.experiment, len(setup.dataset.train.rows)
    try:
        yield
    except RuntimeError as error:
        if not is_gpu_full(error):
            raise
    else:
        return
    # Here the error is gone, and with it what its frames held.
    batch, fewer = max(1, rows_of_step(experiment, rows) // 2), max(1, rows // 2)
    seeds = experiment.sweep.seeds if is_stacked(experiment) and experiment.sweep else 1
    some = f"--set sweep.seeds={seeds // 2}, " if seeds > 1 else ""
    advice = f"{some}--set training.batch_size={batch}, --set data.rows={fewer}, fewer units, or --set device=cpu"
    raise InputError(f"the memory of {experiment.device} does not suffice for the rows and the network; try {advice}")
