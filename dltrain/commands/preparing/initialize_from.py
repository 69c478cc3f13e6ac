"""Weights that a network starts from: those of another run's checkpoint, which must stay as they were."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dltrain.runs as runs
from dltrain.errors import InputError, Problem, SpecError
from dltrain.lazy import NDArray
from dltrain.spec.experiment import Experiment

if TYPE_CHECKING:
    from dltrain.modules import Network


def with_origin(experiment: Experiment, folder: Path) -> Experiment:
    """The experiment with the SHA-256 of the weights that its network starts from, if it starts from some: whoever trains it
    again shall know whether they are the same.

    Raises SpecError where they are not there, or others than the experiment says; DamagedError.
    """
    model: Any = experiment.model
    source = experiment.model.initialize_from
    if source is None:
        return experiment
    path = ("model", "initialize_from")
    try:
        digest = _sha256(_tensors_of(folder / source))
    except InputError as error:
        raise SpecError([Problem(path, str(error))]) from None
    if model.initialize_from_sha256 not in (None, digest):
        message = (
            f"the weights in '{source}' are no longer what they were: their SHA-256 is {digest[:12]}…, not "
            f"{model.initialize_from_sha256[:12]}…; put them back, or leave 'initialize_from_sha256' out to start from these"
        )
        raise SpecError([Problem((*path[:1], "initialize_from_sha256"), message)])
    return dataclasses.replace(experiment, model=dataclasses.replace(model, initialize_from_sha256=digest))


def _tensors_of(path: Path) -> dict[str, NDArray[Any]]:
    """The weights of a checkpoint, or of a run's best one. Raises InputError, DamagedError."""
    file = runs.find_checkpoint(path)
    with runs.with_remedy(file):
        tensors, _ = runs.read_checkpoint(file)
    return {name: tensor for name, tensor in tensors.items() if name.startswith("model.")}


def _sha256(tensors: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        digest.update(repr((name, tensor.dtype.str, tensor.shape)).encode())
        digest.update(tensor.tobytes())
    return digest.hexdigest()


def transplant(network: Network, path: Path) -> str:
    """Copies the weights of a checkpoint into the layers whose tensors all have the same name and shape, and says which.

    Raises InputError where none fits.
    """
    import torch

    tensors = _tensors_of(path)
    fitting, fresh = {}, set()
    for name, tensor in network.state_dict().items():
        given = tensors.get(f"model.{name}")
        if given is not None and tuple(given.shape) == tuple(tensor.shape):
            fitting[name] = torch.from_numpy(given)
        else:
            fresh.add(layer_of(name))
    fitting = {name: tensor for name, tensor in fitting.items() if layer_of(name) not in fresh}  # a layer is taken whole
    taken = {layer_of(name) for name in fitting}
    if not taken:
        raise InputError(f"initialize_from: {path} has no layer with the name and shape of one of this network")
    network.load_state_dict(fitting, strict=False)
    rest = f"; {', '.join(sorted(fresh))} begin anew" if fresh else ""
    return f"notice: {', '.join(sorted(taken))} start from {path}{rest}"


def layer_of(tensor: str) -> str:
    """`layers.0` of `layers.0.linear.weight`, `output` of `output.linear.bias`."""
    parts = tensor.split(".")
    return ".".join(parts[:2]) if parts[0] in ("layers", "inputs") else parts[0]
