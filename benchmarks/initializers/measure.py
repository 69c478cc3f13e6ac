"""Trains a workload from the initial weights of a scheme, with several seeds, and tells the validation losses."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import dltrain.runs as runs
from benchmarks.initializers.schemes import Scheme
from dltrain.commands.preparing.setup import Setup, build_network, prepare_to_train
from dltrain.commands.sweeping.seed_stack import stack_of
from dltrain.commands.training.display import Display
from dltrain.commands.training.following import follow
from dltrain.commands.training.one_run import new_session
from dltrain.models.plan import single
from dltrain.randomness import torch_generator
from dltrain.spec.engines import is_stacked
from dltrain.spec.loading import load


def losses(spec: Path, scheme: Scheme, seeds: Sequence[int], sets: Sequence[str] = ()) -> list[list[float]]:
    """The validation losses of every epoch, a list a seed; infinite from where a training diverged."""
    sweep = [f"sweep={{seeds: {len(seeds)}}}", f"seed={seeds[0]}"]
    setup = _with(prepare_to_train(load(spec, [*sets, *sweep])), scheme)
    if is_stacked(setup.resolved.experiment):
        return _stacked(setup)
    return [_alone(_with(prepare_to_train(load(spec, [*sets, f"seed={seed}"])), scheme), scheme) for seed in seeds]


def _with(setup: Setup, scheme: Scheme) -> Setup:
    return dataclasses.replace(
        setup, resolved=dataclasses.replace(setup.resolved, plan=scheme.planned(single(setup.resolved.plan)))
    )


def _stacked(setup: Setup) -> list[list[float]]:
    with tempfile.TemporaryDirectory() as folder:
        run = runs.create("stack", "", folder=Path(folder) / "run")
        with stack_of(setup, run, lambda: False) as session, np.errstate(all="ignore"):
            follow(session, setup, Display())
        epochs = int(setup.resolved.experiment.training.epochs)
        found = {seed: [np.inf] * epochs for seed in session.monitor.seeds}
        for record in session.history:
            own = record["members"]
            for seed, loss in zip(own["seed"], own["validation_loss"], strict=True):
                found[seed][record["epoch"] - 1] = np.inf if loss is None else loss
    return list(found.values())


def _alone(setup: Setup, scheme: Scheme) -> list[float]:
    network = build_network(setup.resolved, lambda text: None)
    if network is not None and scheme.fill is not None:
        scheme.fill(network, torch_generator(setup.resolved.experiment.seed, "initial weights of a scheme"))
    with tempfile.TemporaryDirectory() as folder:
        session = new_session(setup, network, runs.create("run", "", folder=Path(folder) / "run"), lambda: False)
        follow(session, setup, Display())
        losses = [record["validation_loss"] for record in session.history]
    epochs = int(setup.resolved.experiment.training.epochs)
    own = [np.inf if loss is None else loss for loss in losses]
    return [float(loss) for loss in own] + [np.inf] * (epochs - len(own))
