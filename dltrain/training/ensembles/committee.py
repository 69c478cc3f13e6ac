"""The finished members of an ensemble as one network: their outputs, combined into one, and the tensors of a checkpoint."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from dltrain.arrays import torch_arrays
from dltrain.models.activations import Linear
from dltrain.models.ensembles import Combiner
from dltrain.modules import Committee, Network
from dltrain.runs import stored_tensors
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.spec.resolve import Resolved
from dltrain.training.objective import Objective

T = TypeVar("T")
StateDict = Mapping[str, Tensor]  # a network's state, by the names that it has in the network


def outputs_of(objective: Objective, scores: Tensor) -> Tensor:
    """Probabilities of classes or labels, or values on the scale that a network learns: float64 (rows, columns)."""
    if torch.compiler.is_exporting():  # which follows tensors alone
        predicted: Tensor = dataclasses.replace(objective, xp=torch_arrays()).predicted(scores.double())
    else:
        predicted = torch.from_numpy(
            objective.outputs_of(scores.double())
        )  # of a class that is hardly probable, 1 - p has no digits of float32
    if objective.form.is_regression:
        return predicted
    probabilities = predicted.clamp(0.0, 1.0)
    if objective.form.is_binary:
        return torch.cat([1 - probabilities, probabilities], dim=1)
    return probabilities / probabilities.sum(1, keepdim=True).clamp(min=1e-12) if objective.form.is_multiclass else probabilities


def truth_of(objective: Objective, target: np.ndarray) -> Tensor:
    """What is true, in the form of `outputs_of`; classes one-hot."""
    given = torch.tensor(target)  # a copy: rows that are mapped from files are not to be written
    return torch.nn.functional.one_hot(given, objective.classes).double() if given.ndim == 1 else given.double()


def combined_objective(objective: Objective) -> Objective:
    """The objective of an ensemble: its scores are its predictions themselves where the loss does not work on scores."""
    return objective if objective.loss.on_scores else dataclasses.replace(objective, output=Linear())


SCORES: dict[str, Callable[[Tensor], Tensor]] = {  # what is to be turned into outputs by the functions of these names
    "sigmoid": lambda outputs: outputs.clamp(1e-12, 1 - 1e-12).logit(),
    "softmax": lambda outputs: outputs.clamp(min=1e-12).log(),
    "exponential": lambda outputs: outputs.clamp(min=1e-12).log(),
    "step": lambda outputs: outputs - 0.5,
    "linear": lambda outputs: outputs,
}


def scores_for(objective: Objective, outputs: Tensor) -> Tensor:
    """The scores, float32 (rows, units), that the objective of a whole turns into these outputs."""
    columns = outputs[:, 1:] if objective.form.is_binary else outputs
    activation = objective.loss.output_activation(objective.form) if objective.loss.on_scores else "linear"
    return SCORES[activation](columns).float()


def network_of(resolved: Resolved, weights: StateDict, prefix: str = "model.") -> Network:
    """A network out of its weights, which a checkpoint has under `prefix`. Raises Misfit where they are not those of its plan."""
    network: Network = resolved.model.build(resolved.plan.unfilled, lambda layer: np.random.default_rng(0))
    load_weights(network, weights, prefix)
    return network.eval()


def load_weights(network: torch.nn.Module, weights: StateDict, prefix: str) -> None:
    """Puts weights, which a checkpoint has under `prefix`, into a network. Raises Misfit where they are not its own."""
    stored_tensors.check(
        {prefix + name: tensor for name, tensor in network.state_dict().items()},
        {prefix + name: tensor for name, tensor in weights.items()},
    )
    network.load_state_dict({name: weights[name] for name in network.state_dict()})


def take_over(network: torch.nn.Module, tensors: Mapping[str, np.ndarray]) -> None:
    """Puts the weights of a checkpoint into a network before its training goes on, so that what is computed of those that stay
    as they are is right from the start; where they are others than its own, none."""
    given = {name: torch.from_numpy(array) for name, array in strip_prefix(tensors, "model.").items()}
    own = network.state_dict()
    if all(name in given and given[name].shape == tensor.shape for name, tensor in own.items()):
        network.load_state_dict({name: given[name] for name in own})


def committee(networks: Sequence[Network], objective: Objective, combiner: Combiner, fitted: Mapping[str, Tensor]) -> Network:
    """The members as one network, whose scores are those of `combined_objective`."""
    return Committee(
        networks,
        lambda scores: outputs_of(objective, scores),
        lambda outputs: scores_for(objective, combiner.combine(outputs, dict(fitted))),
    )


def stored(networks: Sequence[Network], fitted: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of finished members and of their combiner, as a checkpoint names them."""
    named = {f"member.{k}.model.{name}": t for k, one in enumerate(networks, 1) for name, t in one.state_dict().items()}
    return named | {f"combiner.{name}": tensor for name, tensor in fitted.items()}


def fitted_in(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The fitted combiner of a checkpoint, without the out-of-fold predictions that it is still to be fitted to."""
    return {name: tensor for name, tensor in strip_prefix(tensors, "combiner.").items() if not name.startswith("apart.")}


def members_in(tensors: Mapping[str, T]) -> list[dict[str, T]]:
    """The weights of the finished members of a checkpoint, in order."""
    members: list[dict[str, T]] = []
    while weights := strip_prefix(tensors, f"member.{len(members) + 1}.model."):
        members.append(weights)
    return members


def weights_in(arrays: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    """The weights of the one network of a state."""
    return {name: torch.from_numpy(array) for name, array in strip_prefix(arrays, "model.").items()}
