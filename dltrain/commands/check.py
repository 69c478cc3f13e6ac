"""`dltrain check`: everything that can be known of a spec without training it. Imports no torch."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.commands import gpus
from dltrain.commands.setup import Setup, prepare
from dltrain.data.encoding.description import Described, describe
from dltrain.data.sequences import held
from dltrain.diagnosis import Finding
from dltrain.models.inputs import LayerLine
from dltrain.process.collector import uncollected
from dltrain.spec.loading import load
from dltrain.spec.writing import plain


@dataclass(frozen=True)
class Checked:
    """A sound spec: what it comes to. Sizes in bytes."""

    setup: Setup
    columns: list[Described]
    layers: Sequence[LayerLine]
    parameters: int
    memory: dict[str, int]
    steps_per_epoch: int
    steps: int
    notices: list[str]

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the spec and its data, most likely cause first."""
        return self.setup.findings

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        dataset = self.setup.dataset
        parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
        return {
            "spec": plain(self.setup.resolved.experiment),
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
        }


@uncollected
def check(*, spec: Path, sets: Sequence[str] = ()) -> Checked:
    """Reads the spec and the data, and plans the network. Raises InputError with everything that is wrong."""
    setup = prepare(load(spec, sets))
    plan, experiment, dataset = setup.resolved.plan, setup.resolved.experiment, setup.dataset
    training, rows = experiment.training, len(dataset.train.rows)
    batch = rows if training.batch_size == "all" else min(int(training.batch_size), rows)
    per_epoch = math.ceil(rows / batch)
    return Checked(
        setup,
        describe(dataset.encoding),
        plan.lines,
        plan.parameters,
        memory_of(setup, batch),
        per_epoch,
        per_epoch * int(training.epochs),
        [*dataset.notices, *gpus.notices(experiment)],
    )


def memory_of(setup: Setup, batch: int) -> dict[str, int]:
    """Bytes: of the data as the network sees it, of weights with gradients and the optimizer's state, of a step's activations."""
    plan, dataset = setup.resolved.plan, setup.dataset
    parts = [part for part in (dataset.train, dataset.validation, dataset.test) if part is not None]
    data = sum(held(array) for part in parts for array in (*part.inputs.values(), part.target))
    slots = setup.resolved.experiment.training.optimizer.slots()
    activations = sum(math.prod(line.shape) for line in plan.lines) * batch * 4 * 2  # forward and backward
    return {"data": data, "weights": plan.parameters * 4 * (2 + len(slots)), "activations": activations}
