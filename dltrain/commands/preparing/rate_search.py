"""`learning_rate: auto`: a range test on a network of its own, which is thrown away, before the training begins."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain.kinds import kind_of
from dltrain.lazy import np
from dltrain.optimizers import OPTIMIZERS
from dltrain.runs import Run
from dltrain.spec.loading import Loaded
from dltrain.spec.resolve import Resolved
from dltrain.text.formatting import count

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset
    from dltrain.training.range_test import RangeTest

NOTHING: Any = None  # which is absent in a spec

Build = Callable[[Resolved, Callable[[str], None]], Any]  # makes the network with its initial weights, and says whence they are


def searched(resolved: Resolved, dataset: Dataset, build: Build) -> tuple[Resolved, str]:
    """The same with the learning rate that a range test finds for its optimizer, or the published one where it finds none; and
    what is to be said of it. The rows that do not train are not looked at."""
    test = tested(resolved, dataset, build)
    training = resolved.experiment.training
    usual, name = float(training.learning_rate), OPTIMIZERS.name_of(training.optimizer)
    rate, cost = usual if test.rate is None else test.rate, f"a range test of {count(len(test.losses), 'step')}"
    if test.rate is None:
        words = f"{cost} found no learning rate at which the loss falls; it is {name}'s published default, {usual:g}"
    else:
        words = f"the learning rate is {rate:g}, found by {cost} ({name}'s published default is {usual:g})"
    experiment = dataclasses.replace(resolved.experiment, training=dataclasses.replace(training, learning_rate=rate))
    return dataclasses.replace(resolved, experiment=experiment, searches_rate=False), words


def with_rate(loaded: Loaded, resolved: Resolved) -> Loaded:
    """The spec with the rate that was found in place of `auto`, for trainings that are to be alike."""
    experiment = loaded.experiment
    if experiment.training.learning_rate != "auto":
        return loaded
    training = dataclasses.replace(experiment.training, learning_rate=resolved.experiment.training.learning_rate)
    return dataclasses.replace(loaded, experiment=dataclasses.replace(experiment, training=training))


def tested(resolved: Resolved, dataset: Dataset, build: Build) -> RangeTest:
    """The range test of an experiment with its own seed, engine and order of rows."""
    from dltrain.training.range_test import range_test, steps_for

    training = dataclasses.replace(resolved.experiment.training, early_stopping="none")
    alone = dataclasses.replace(resolved.experiment, training=training, ensemble=NOTHING, sweep=NOTHING)
    resolved = dataclasses.replace(resolved, experiment=alone, validated=True)  # the losses of the batches are wanted
    dataset = dataclasses.replace(dataset, validation=None, test=None)
    network = build(resolved, lambda text: None)
    session = kind_of(resolved).session(resolved, dataset, network, Run(Path("unwritten")), lambda: False)
    engine: Any = session.engine
    per_epoch = engine.steps_per_epoch

    def step(number: int, rate: float) -> float:
        return float(engine.one_step(1 + number // per_epoch, number % per_epoch, rate))

    with np.errstate(all="ignore"):  # the loss may explode
        return range_test(step, steps_for(per_epoch * int(training.epochs)))
