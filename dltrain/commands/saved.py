"""A trained network out of its checkpoint: all that is needed to measure it or to predict lies in that one file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dltrain import runs
from dltrain.commands.setup import objective_of
from dltrain.commands.states import check_state, restored, told_as_damage
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.errors import InputError
from dltrain.models.plan import single
from dltrain.runs import stored_tensors
from dltrain.spec.resolve import Resolved
from dltrain.training.loop import Rows, Scores
from dltrain.training.measure import Evaluator
from dltrain.training.targets import class_weights

if TYPE_CHECKING:
    from dltrain.training.explicit.network import ExplicitNetwork


@dataclass(frozen=True)
class Saved:
    """What a checkpoint holds beside the network: the experiment that made it and the encoding of its data."""

    path: Path
    epoch: int
    resolved: Resolved
    encoding: Encoding
    evaluator: Evaluator
    fingerprint: str

    @property
    def is_generative(self) -> bool:
        return False

    @property
    def members(self) -> int:
        """How many networks answer as one; 0 for a single one."""
        return 0

    def rows(self, part: Part, train: Part | None = None) -> Rows:
        """A part as the network takes it; `train` gives the classes their weights, as in training."""
        raise NotImplementedError

    def scores(self, rows: Rows) -> Scores:
        """The scores of rows."""
        raise NotImplementedError

    def generated(self, rows: int, purpose: str) -> Any:
        """So many rows as a gan makes them, always the same for the same purpose."""
        raise NotImplementedError

    def to_compare(self, rows: int) -> Any:
        """The rows that a gan makes to be compared with so many."""
        raise NotImplementedError

    def codes(self, rows: Rows) -> np.ndarray:
        """What an autoencoder's encoder makes of rows: float32 (rows, width)."""
        raise NotImplementedError

    def weights_of_classes(self, train: Part | None) -> np.ndarray | None:
        """How much a row of each class counts; None where all count alike."""
        choice = self.resolved.experiment.training.class_weights
        return None if train is None else class_weights(choice, self.encoding.labels, train.target)


@dataclass(frozen=True)
class SavedExplicit(Saved):
    """A dense network that needs no torch."""

    network: ExplicitNetwork

    def rows(self, part: Part, train: Part | None = None) -> Rows:
        from dltrain.training.explicit.engine import rows_of

        return rows_of(part, self.evaluator.objective.form, self.weights_of_classes(train))

    def scores(self, rows: Rows) -> Scores:
        from dltrain.training.explicit.engine import scores_of

        return scores_of(self.network, rows)


def load(path: Path, typed: str = "{}") -> Saved:
    """The network of a checkpoint, or of a run's best one. `typed` is what was typed around its name.

    Raises InputError, DamagedError.
    """
    file = runs.find_checkpoint(path, typed)
    with runs.told_with_remedy(file):
        tensors, given = runs.read_checkpoint(file)
    state = check_state(file, given)
    encoding, resolved = restored(file, state)
    experiment = resolved.experiment
    if experiment.sweep is not None:
        raise InputError(
            f"{file}: it holds the {experiment.sweep.seeds} networks of a sweep; train the one that you want by itself, "
            f"with its seed: dltrain train SPEC --set seed={experiment.seed}"
        )
    with told_as_damage(file):
        if experiment.engine == "autograd":
            from dltrain.commands.saved_network import load_network

            return load_network(file, state.epoch, state.fingerprint, resolved, encoding, tensors)
        network = _explicit_network(resolved, tensors)
    evaluator = Evaluator(objective_of(resolved, len(encoding.labels)), encoding, experiment.metrics)
    return SavedExplicit(file, state.epoch, resolved, encoding, evaluator, state.fingerprint, network)


def _explicit_network(resolved: Resolved, tensors: Mapping[str, np.ndarray]) -> ExplicitNetwork:
    """Raises Misfit where the tensors are not those of the plan."""
    from dltrain.training.explicit.network import ExplicitNetwork, initial_weights
    from dltrain.training.explicit.session import arrays_for

    experiment, plan = resolved.experiment, single(resolved.plan)
    stored_tensors.check_sizes(plan.lines, tensors, "model.")
    first = initial_weights(plan.unfilled, lambda layer: np.random.default_rng(0))
    wanted = {f"model.{name}": one for name, one in first.items()}
    stored_tensors.check(wanted, tensors)
    given = {name.removeprefix("model."): tensors[name] for name in wanted}
    network = ExplicitNetwork(plan, [given], arrays_for(experiment.engine, int(experiment.threads)))
    stored_tensors.check({f"model.{name}": one for name, one in network.named().items()}, tensors)
    for slot in network.statistic_slots:
        slot.view(network.xp.to_numpy(network.statistics))[...] = tensors[f"model.{slot.name}"]
    return network
