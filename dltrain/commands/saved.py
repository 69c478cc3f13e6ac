"""A trained network out of its checkpoint: all that is needed to measure it or to predict lies in that one file."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from dltrain import checkpoints, runs
from dltrain.commands.setup import device_for, objective_of
from dltrain.data.dataset import Part
from dltrain.data.encoding import Encoding
from dltrain.errors import DamagedError
from dltrain.models import gan
from dltrain.models.gan import GanPlan
from dltrain.modules import Adversaries, Autoencoder, Committee, Network
from dltrain.spec.loading import load_plain
from dltrain.spec.resolve import Resolved, resolve
from dltrain.training.adversarial import NOISE, generated
from dltrain.training.committee import committee, learned_in, members_in, network_of, objective_of_whole, under
from dltrain.training.measure import Ruler
from dltrain.training.objective import Objective, class_weights
from dltrain.training.steps import Rows, arithmetic, rows_of, scores_of


@dataclass(frozen=True)
class Saved:
    """A network with the weights of a checkpoint, the encoding of its data, and the experiment that made it."""

    path: Path
    epoch: int
    resolved: Resolved
    encoding: Encoding
    ruler: Ruler
    network: Network | Adversaries
    fingerprint: str
    device: str

    @property
    def is_generative(self) -> bool:
        return isinstance(self.network, Adversaries)

    @property
    def members(self) -> int:
        """How many networks answer as one; 0 for a single one."""
        return len(self.network.layers) if isinstance(self.network, Committee) else 0

    def rows(self, part: Part, train: Part | None = None) -> Rows:
        """A part on the network's device; `train` gives the classes their weights, as in training."""
        choice = self.resolved.experiment.training.class_weights
        weights = None if train is None else class_weights(choice, self.encoding.labels, train.target)
        return rows_of(part, self.ruler.objective, None if weights is None else torch.from_numpy(weights), self.device)

    def scores(self, rows: Rows) -> torch.Tensor:
        """The scores of rows: float32 (rows, units)."""
        assert isinstance(self.network, Network)
        return scores_of(self.network, rows, self.precision)

    def generated(self, rows: int, purpose: str = NOISE) -> torch.Tensor:
        """So many rows as a gan makes them, always the same for the same purpose: float32 (rows, numbers)."""
        assert isinstance(self.network, Adversaries)
        return generated(self.network, rows, self.resolved.experiment.seed, self.precision, purpose)

    @property
    def precision(self) -> contextlib.AbstractContextManager[object]:
        return arithmetic(self.device, self.resolved.experiment.precision == "bfloat16")

    def codes(self, rows: Rows) -> torch.Tensor:
        """What an autoencoder's encoder makes of rows: float32 (rows, width)."""
        assert isinstance(self.network, Autoencoder)
        return scores_of(self.network.codes, rows, self.precision)


def load(path: Path) -> Saved:
    """The network of a checkpoint, or of a run's best one. Raises InputError, DamagedError."""
    file = runs.find_checkpoint(path)
    tensors, state = checkpoints.read(file)
    try:
        spec, encoding_json, epoch, fingerprint = state["spec"], state["encoding"], int(state["epoch"]), str(state["fingerprint"])
        encoding = Encoding.from_json(encoding_json)
    except (KeyError, TypeError, ValueError) as error:
        raise DamagedError(f"{file}: its state lacks or garbles {error}") from None
    experiment = load_plain(spec, str(file))
    resolved = resolve(experiment, encoding, rows=1, validated=True, folder=Path())
    device = device_for("auto" if experiment.device.startswith("cuda") else "cpu")
    objective = objective_of(resolved, len(encoding.labels))
    try:
        network = network_in(
            {name: torch.from_numpy(array) for name, array in tensors.items()}, resolved, objective, encoding.task
        )
    except RuntimeError as error:
        raise DamagedError(f"{file}: its weights are not those of its spec: {error}") from None
    torch.set_num_threads(int(experiment.threads))
    if isinstance(network, Committee):
        objective = objective_of_whole(objective)
    ruler = Ruler(objective, encoding, resolved.experiment.metrics)
    return Saved(file, epoch, resolved, encoding, ruler, network.to(device).eval(), fingerprint, device)


def network_in(tensors: Mapping[str, torch.Tensor], resolved: Resolved, objective: Objective, task: str) -> Network | Adversaries:
    """The network of a checkpoint; of an ensemble all finished members, or the one in training while there is none.

    Raises RuntimeError where the weights are not those of the plan.
    """
    if isinstance(resolved.plan, GanPlan):
        adversaries = gan.build(resolved.plan, lambda layer: np.random.default_rng(0))
        adversaries.load_state_dict(under(tensors, "model."))
        return adversaries
    ensemble = resolved.experiment.ensemble
    if ensemble is None:
        return network_of(resolved, under(tensors, "model."))
    members = members_in(tensors) or [under(tensors, "model.")]
    return committee([network_of(resolved, one) for one in members], objective, ensemble.combiner(task), learned_in(tensors))
