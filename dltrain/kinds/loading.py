"""Networks out of the tensors of a checkpoint."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.kinds.kind import Trained
from dltrain.models.plan import single
from dltrain.runs import stored_tensors
from dltrain.spec.resolve import Resolved
from dltrain.training.measuring.evaluators import evaluator_of
from dltrain.training.minibatches.targets import class_weights

if TYPE_CHECKING:
    from dltrain.arrays import Arrays
    from dltrain.training.explicit.network import ExplicitNetwork

T = TypeVar("T")
ByClass = np.ndarray | None  # how much a row of each class counts: (classes,)


def check_sizes(resolved: Resolved, tensors: Mapping[str, np.ndarray], prefix: str = "model.") -> None:
    """Raises Misfit where a layer of the plan has more parameters than the checkpoint has numbers for it."""
    for name, plan in resolved.plan.networks.items():
        stored_tensors.check_sizes(plan.lines, tensors, prefix + name)


def class_weights_of(resolved: Resolved, encoding: Encoding) -> Callable[[Part | None], ByClass]:
    """How much a row of each class counts by the training part; None where all count alike, or it is not there."""
    choice = resolved.experiment.training.class_weights
    return lambda train: None if train is None else class_weights(choice, encoding.labels, train.target)


def load_explicit(resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
    """A dense network that needs no torch, but on a GPU. Raises Misfit where the tensors are not those of the plan."""
    from dltrain.training.explicit.scored import scores_of
    from dltrain.training.minibatches.rows import flat_rows_of

    evaluator = evaluator_of(resolved, encoding, device)
    network = explicit_network(resolved, tensors, evaluator.objective.xp)
    form, weights = evaluator.objective.form, class_weights_of(resolved, encoding)
    return Trained(
        resolved,
        encoding,
        network,
        evaluator,
        rows=lambda part, train: flat_rows_of(part, form, weights(train), network.xp),
        scores=lambda rows: scores_of(network, rows),
    )


def explicit_network(resolved: Resolved, tensors: Mapping[str, np.ndarray], xp: Arrays) -> ExplicitNetwork:
    """A dense network of a checkpoint's tensors. Raises Misfit where they are not those of the plan."""
    from dltrain.training.explicit.network import ExplicitNetwork, initial_weights

    plan = single(resolved.plan)
    check_sizes(resolved, tensors)
    first = initial_weights(plan.unfilled, lambda layer: np.random.default_rng(0))
    wanted = {f"model.{name}": one for name, one in first.items()}
    stored_tensors.check(wanted, tensors)
    given = {name.removeprefix("model."): tensors[name] for name in wanted}
    network = ExplicitNetwork(plan, [given], xp)
    stored_tensors.check({f"model.{name}": one for name, one in network.named().items()}, tensors)
    for slot in network.statistic_slots:
        slot.view(network.statistics)[...] = xp.from_numpy(tensors[f"model.{slot.name}"])
    return network


def load_autograd(resolved: Resolved, encoding: Encoding, tensors: Mapping[str, np.ndarray], device: str) -> Trained:
    """A network that torch runs; of an ensemble all finished members as one, or the one in training while there is none. Raises
    Misfit where the tensors are not those of the plan."""
    import torch

    from dltrain.runs.stored_tensors import strip_prefix
    from dltrain.training.autograd.scores import arithmetic, scores_of
    from dltrain.training.ensembles.committee import combined_objective, committee, fitted_in, members_in, network_of
    from dltrain.training.minibatches.rows import rows_of

    experiment, evaluator = resolved.experiment, evaluator_of(resolved, encoding)
    ensemble, objective = experiment.ensemble, evaluator.objective
    arrays = {name: torch.from_numpy(array) for name, array in tensors.items()}
    members = [] if ensemble is None else members_in(arrays)
    weights = {f"member.{number}.model.": one for number, one in enumerate(members, 1)} or {
        "model.": strip_prefix(arrays, "model.")
    }
    for prefix in weights:
        check_sizes(resolved, tensors, prefix)
    networks = [network_of(resolved, one, prefix) for prefix, one in weights.items()]
    network: Any = networks[0]
    if ensemble is not None:
        network = committee(networks, objective, ensemble.combiner(encoding.task), fitted_in(arrays))
        evaluator = dataclasses.replace(evaluator, objective=combined_objective(objective))
    network = network.to(device).eval()
    by_class = class_weights_of(resolved, encoding)
    return Trained(
        resolved,
        encoding,
        network,
        evaluator,
        rows=lambda part, train: rows_of(part, objective.form, by_class(train), device),
        scores=lambda rows: scores_of(network, rows, arithmetic(device, experiment.precision == "bfloat16")),
        device=device,
        members=0 if ensemble is None else len(networks),
    )
