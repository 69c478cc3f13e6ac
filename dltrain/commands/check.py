"""`dltrain check`: everything that can be known of a spec without training it. Imports no torch."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.commands.preparing import gpus
from dltrain.commands.preparing.setup import Setup, may_gain_from_gpu, prepare
from dltrain.data.encoding.description import Described, describe
from dltrain.data.sequences import nbytes
from dltrain.diagnosis import Finding
from dltrain.models.inputs import LayerLine
from dltrain.process.collector import without_garbage_collection
from dltrain.spec.experiment import Experiment
from dltrain.spec.loading import Loaded, load
from dltrain.spec.parts import permitted
from dltrain.spec.training_length import rows_of_batch, steps_of_epoch
from dltrain.spec.writing import plain


@dataclass(frozen=True)
class SweepSize:
    """How many settings `dltrain sweep` tries, chosen by which search, with how many seeds each, and how many runs that makes."""

    search: str
    trials: int
    seeds: int
    runs: int


@dataclass(frozen=True)
class Checked:
    """A sound spec: what it comes to. Sizes in bytes."""

    setup: Setup
    columns: list[Described]
    layers: Sequence[LayerLine]
    parameters: int
    memory: dict[str, int]
    steps_per_epoch: int | None  # of a policy, which learns from no rows, nobody knows them
    steps: int | None
    notices: list[str]
    sweep: SweepSize | None = None

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the spec and its data, most likely cause first."""
        return self.setup.findings

    @property
    def experiment(self) -> Experiment:
        """The experiment, settled as far as it can be without training."""
        resolved = self.setup.resolved
        if not resolved.searches_rate:
            return resolved.experiment
        training = dataclasses.replace(resolved.experiment.training, learning_rate="auto")
        return dataclasses.replace(resolved.experiment, training=training)

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        dataset = self.setup.dataset
        parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
        return {
            "spec": plain(self.experiment),
            "task": str(dataset.encoding.task),
            "rows": {name: len(part.rows) for name, part in parts.items() if part is not None},
            "columns": [dataclasses.asdict(column) for column in self.columns],
            "layers": [dataclasses.asdict(line) for line in self.layers],
            "parameters": self.parameters,
            "memory": self.memory,
            "steps_per_epoch": self.steps_per_epoch,
            "steps": self.steps,
            "notices": self.notices,
            "findings": [finding.plain() for finding in self.findings],
        } | ({} if self.sweep is None else {"sweep": dataclasses.asdict(self.sweep)})


@without_garbage_collection
def check(*, spec: Path, sets: Sequence[str] = ()) -> Checked:
    """Reads the spec and the data, and plans the network. Raises InputError with everything that is wrong."""
    with permitted():
        loaded = load(spec, sets)
    setup = prepare(loaded)
    plan, experiment, dataset = setup.resolved.plan, setup.resolved.experiment, setup.dataset
    training, rows = experiment.training, len(dataset.train.rows)
    batch = rows_of_batch(training, rows)
    per_epoch: int | None = 1 if experiment.model.is_fitted_at_once else steps_of_epoch(training, rows)  # the fit, as told later
    if experiment.model.epoch_words:
        per_epoch = None
    return Checked(
        setup,
        describe(dataset.encoding),
        plan.lines,
        plan.parameters,
        memory_of(setup, batch),
        per_epoch,
        None if per_epoch is None else per_epoch * int(training.epochs),
        [*dataset.notices, *_device_notices(setup, loaded.experiment), *_rate_notices(setup)],
        sweep_size(loaded),
    )


def _device_notices(setup: Setup, given: Experiment) -> list[str]:
    """What is said of a GPU: whether it is there, and what `auto` makes of it."""
    experiment = setup.resolved.experiment
    if experiment.device != "auto" or experiment.engine == "numpy" or not experiment.model.has_data or not gpus.count():
        return gpus.notices(experiment)
    if may_gain_from_gpu(setup, given):
        return ["device: auto is the GPU here"]
    return ["device: auto is the processor here: the steps are too short to gain from a GPU"]


def _rate_notices(setup: Setup) -> list[str]:
    words = "the learning rate is found by a short range test before training, and written into the run's spec.yaml"
    return [words] if setup.resolved.searches_rate else []


def sweep_size(loaded: Loaded) -> SweepSize | None:
    """What `dltrain sweep` would train; None where the spec has no section for it."""
    if loaded.experiment.sweep is None:
        return None
    seeds = loaded.experiment.sweep.seeds
    if not loaded.space.parameters:
        return SweepSize("none", 1, seeds, seeds)
    from dltrain.sweeps import search_of, trials_of  # numpy: a spec with errors need not wait for it

    trials = trials_of(loaded)
    return SweepSize(search_of(loaded), trials, seeds, trials * seeds)


def memory_of(setup: Setup, batch: int) -> dict[str, int]:
    """Bytes: of the data as the network sees it, of weights with gradients and the optimizer's state, of a step's activations.
    Of a model that is fitted at once only the data: what else there is only the fit tells."""
    plan, dataset = setup.resolved.plan, setup.dataset
    parts = [part for part in (dataset.train, dataset.validation, dataset.test) if part is not None]
    data = sum(nbytes(array) for part in parts for array in (*part.inputs.values(), part.target))
    if setup.resolved.model.is_fitted_at_once:
        return {"data": data}
    training = setup.resolved.experiment.training
    slots = len(training.optimizer.slots()) + (training.average_weights != "none")
    activations = sum(math.prod(line.shape) for line in plan.lines) * batch * 4 * 2  # forward and backward
    return {"data": data, "weights": plan.parameters * 4 * (2 + slots), "activations": activations}
