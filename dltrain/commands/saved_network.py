"""A network that torch runs, or several that answer as one, out of a checkpoint."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from dltrain.commands.saved import Saved
from dltrain.commands.setup import device_for, objective_of
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.modules import Adversaries, Autoencoder, Committee, Network
from dltrain.runs import stored_tensors
from dltrain.spec.resolve import Resolved
from dltrain.training.adversarial import compared, generated
from dltrain.training.autograd import arithmetic, scores_of
from dltrain.training.committee import (
    committee,
    learned_in,
    members_in,
    network_of,
    objective_of_whole,
    under,
)
from dltrain.training.measure import Evaluator
from dltrain.training.objective import Objective
from dltrain.training.rows import Rows, rows_of

T = TypeVar("T")


@dataclass(frozen=True)
class SavedNetwork(Saved):
    """A network with the weights of a checkpoint, on its device."""

    network: Network | Adversaries
    device: str

    @property
    def is_generative(self) -> bool:
        return isinstance(self.network, Adversaries)

    @property
    def members(self) -> int:
        return len(self.network.layers) if isinstance(self.network, Committee) else 0

    def rows(self, part: Part, train: Part | None = None) -> Rows:
        return rows_of(part, self.evaluator.objective.form, self.weights_of_classes(train), self.device)

    def scores(self, rows: Rows) -> torch.Tensor:
        """The scores of rows: float32 (rows, units)."""
        assert isinstance(self.network, Network)
        return scores_of(self.network, rows, self.precision)

    def generated(self, rows: int, purpose: str) -> torch.Tensor:
        """So many rows as a gan makes them, always the same for the same purpose: float32 (rows, numbers)."""
        assert isinstance(self.network, Adversaries)
        return generated(self.network, rows, self.resolved.experiment.seed, self.precision, purpose)

    def to_compare(self, rows: int) -> torch.Tensor:
        """The rows that it made of the same noise at the end of its training: float32 (rows compared, numbers)."""
        assert isinstance(self.network, Adversaries)
        return generated(self.network, rows, self.resolved.experiment.seed, self.precision, only=compared(rows))

    @property
    def precision(self) -> contextlib.AbstractContextManager[object]:
        return arithmetic(self.device, self.resolved.experiment.precision == "bfloat16")

    def codes(self, rows: Rows) -> np.ndarray:
        assert isinstance(self.network, Autoencoder)
        found: np.ndarray = scores_of(self.network.codes, rows, self.precision).cpu().numpy()
        return found


def load_network(
    file: Path, epoch: int, fingerprint: str, resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray]
) -> SavedNetwork:
    """The network of a checkpoint's tensors. Raises Misfit where they are not those of its spec."""
    experiment = resolved.experiment
    device = device_for("auto" if experiment.device.startswith("cuda") else "cpu")
    objective = objective_of(resolved, len(encoding.labels))
    assert isinstance(objective, Objective)
    check_sizes(resolved, tensors)
    arrays = {name: torch.from_numpy(array) for name, array in tensors.items()}
    network = network_in(arrays, resolved, objective, encoding.task)
    torch.set_num_threads(int(experiment.threads))
    if isinstance(network, Committee):
        objective = objective_of_whole(objective)
    evaluator = Evaluator(objective, encoding, experiment.metrics)
    return SavedNetwork(file, epoch, resolved, encoding, evaluator, fingerprint, network.to(device).eval(), device)


def network_in(tensors: Mapping[str, torch.Tensor], resolved: Resolved, objective: Objective, task: str) -> Network | Adversaries:
    """The network of a checkpoint; of an ensemble all finished members, or the one in training while there is none.

    Raises Misfit where the weights are not those of the plan.
    """
    ensemble = resolved.experiment.ensemble
    if ensemble is None:
        return network_of(resolved, under(tensors, "model."))
    members = [network_of(resolved, one, prefix) for prefix, one in weights_by_prefix(tensors).items()]
    return committee(members, objective, ensemble.combiner(task), learned_in(tensors))


def weights_by_prefix(tensors: Mapping[str, T]) -> dict[str, dict[str, T]]:
    """The weights of the finished members of an ensemble, or of the one in training while there is none, by the prefix of their
    names."""
    members = {f"member.{number}.model.": one for number, one in enumerate(members_in(tensors), 1)}
    return members or {"model.": under(tensors, "model.")}


def check_sizes(resolved: Resolved, tensors: Mapping[str, np.ndarray]) -> None:
    """Raises Misfit where a layer of a plan has more parameters than the checkpoint has numbers for it."""
    for prefix in ["model."] if resolved.experiment.ensemble is None else weights_by_prefix(tensors):
        for name, plan in resolved.plan.networks.items():
            stored_tensors.check_sizes(plan.lines, tensors, prefix + name)
