"""A new run of one training, or of an ensemble, in a directory of its own."""

from __future__ import annotations

from pathlib import Path

import dltrain.runs as runs
from dltrain.commands.loading.origin import note
from dltrain.commands.preparing.setup import build_network, prepare_to_train
from dltrain.commands.training.display import Display
from dltrain.commands.training.members import carry_out_members, ensemble_of
from dltrain.commands.training.one_run import carry_out, new_session
from dltrain.commands.training.ranks import joined_ranks, shared_run
from dltrain.runs import Summary
from dltrain.spec.loading import Loaded
from dltrain.spec.writing import as_yaml


def train_one(loaded: Loaded, run_dir: Path | None, display: Display, *, test: bool = True) -> Summary:
    """Trains a new run in a directory of its own and returns its summary. `test`: whether it is measured on the test rows.

    Raises InputError before anything is written; Unfinished with everything saved.
    """
    from dltrain.training.signals import interruptible

    setup = prepare_to_train(loaded)
    network = build_network(setup.resolved, display.say)
    name, text = str(setup.resolved.experiment.name), as_yaml(setup.resolved.experiment)
    with joined_ranks(setup) as group:
        run = shared_run(group, lambda: runs.create(name, text, folder=run_dir))
        with run.lock(), interruptible() as interruption:
            note(run, loaded)
            display.made(run)
            if setup.resolved.experiment.ensemble:
                ensemble = ensemble_of(setup, run, None, display, interruption)
                return carry_out_members(ensemble, setup, display, interruption, group)
            session = new_session(setup, network, run, interruption)
            session.measures_test = test
            return carry_out(session, setup, display, interruption)
