"""The network of a checkpoint as PyTorch has it, whichever engine trained it."""

from __future__ import annotations

from typing import cast

import torch

from dltrain.kinds.kind import Trained
from dltrain.training.ensembles.committee import network_of


def torch_module(trained: Trained) -> torch.nn.Module:
    """The network in evaluation mode: blocks of encoded inputs → scores, before the output's activation. Of a gan both networks,
    of an ensemble its members as one."""
    network = trained.network
    if isinstance(network, torch.nn.Module):
        return network.eval()
    weights = {
        name: torch.as_tensor(array).to("cpu", copy=True) for name, array in network.named().items()
    }  # of an explicit engine
    return cast(torch.nn.Module, network_of(trained.resolved, weights))
