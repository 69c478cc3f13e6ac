"""Weights that a network starts from: those of another run's checkpoint, which must stay the file that it was."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from dltrain import runs
from dltrain.errors import InputError, Problem, SpecError
from dltrain.models.sequential import Architecture
from dltrain.spec.experiment import Experiment

if TYPE_CHECKING:
    from dltrain.modules import Network


def with_origin(experiment: Experiment, folder: Path) -> Experiment:
    """The experiment with the SHA-256 of the checkpoint that its network starts from, if it starts from one: whoever trains it
    again shall know whether it is the same.

    Raises SpecError where that is not there, or another one than the experiment says.
    """
    model = experiment.model
    if not isinstance(model, Architecture) or model.initialize_from is None:
        return experiment
    source, path = model.initialize_from, ("model", "initialize_from")
    try:
        file = runs.find_checkpoint(folder / source)
        with open(file, "rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
    except (InputError, OSError) as error:
        raise SpecError([Problem(path, str(error))]) from None
    if model.initialize_from_sha256 not in (None, digest):
        message = (
            f"'{source}' is no longer what it was: its SHA-256 is {digest[:12]}…, not {model.initialize_from_sha256[:12]}…; "
            f"put that file back, or leave 'initialize_from_sha256' out to start from this one"
        )
        raise SpecError([Problem((*path[:1], "initialize_from_sha256"), message)])
    return dataclasses.replace(experiment, model=dataclasses.replace(model, initialize_from_sha256=digest))


def transplant(network: Network, path: Path) -> str:
    """Copies the weights of a checkpoint into the layers whose tensors all have the same name and shape, and says which.

    Raises InputError where none fits.
    """
    import torch

    from dltrain import checkpoints

    file = runs.find_checkpoint(path)
    with runs.told_with_remedy(file):
        tensors, _ = checkpoints.read(file)
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
