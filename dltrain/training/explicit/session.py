"""The session of a network that the explicit engine trains."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from dltrain.arrays import NumpyArrays, TorchArrays
from dltrain.data.dataset import Dataset
from dltrain.models.plan import single
from dltrain.randomness import numpy_generator
from dltrain.runs import Run
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import split_of
from dltrain.training.batches import settings_of
from dltrain.training.explicit.engine import ExplicitEngine, rows_of
from dltrain.training.explicit.network import ExplicitNetwork, Initial, initial_weights
from dltrain.training.explicit.objective import ExplicitObjective
from dltrain.training.measure import Evaluator
from dltrain.training.session import Session, parts_of
from dltrain.training.targets import class_weights


def arrays_for(engine: str, threads: int) -> Any:
    """The array library of an engine, at work on so many cores."""
    if engine == "numpy":
        return NumpyArrays()
    found = TorchArrays()
    found.torch.set_num_threads(threads)
    return found


def first_weights(resolved: Resolved, seed: int) -> Initial:
    """The initial weights that a seed gives."""
    return initial_weights(single(resolved.plan), lambda layer: numpy_generator(seed, f"initial weights {layer}"))


def explicit_session(
    resolved: Resolved, dataset: Dataset, evaluator: Evaluator, run: Run, stopping: Callable[[], bool]
) -> Session[Evaluator]:
    """The session of a dense network."""
    experiment, objective = resolved.experiment, evaluator.objective
    assert isinstance(objective, ExplicitObjective)
    xp = arrays_for(experiment.engine, int(experiment.threads))
    by_class = class_weights(experiment.training.class_weights, dataset.encoding.labels, dataset.train.target)
    splits = {name: (part, rows_of(part, objective.form, by_class)) for name, part in parts_of(dataset).items()}
    network = ExplicitNetwork(single(resolved.plan), [first_weights(resolved, experiment.seed)], xp)
    optimizer, settings = experiment.training.optimizer, settings_of(experiment)
    told = split_of(resolved.monitor)[0] != "train"  # else it is measured after the epoch
    engine = ExplicitEngine(network, optimizer, replace(objective, xp=xp), splits["train"][1], settings, told=told)
    return Session(resolved, dataset, engine, evaluator, splits, run, stopping)
