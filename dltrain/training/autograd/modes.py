"""The modules of a network in training or in evaluation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence

import torch
from torch import nn


def trained_modules(network: nn.Module) -> list[nn.Module]:
    """The modules that are not frozen: these stay in evaluation."""
    return [module for module in network.modules() if not _is_frozen(module)]


@contextlib.contextmanager
def measured_anew(modules: Sequence[nn.Module]) -> Iterator[Sequence[nn.Module]]:
    """The batch norms among modules, whose running statistics become the means over the batches that pass them within the block,
    as in training."""
    norms = [module for module in modules if isinstance(module, nn.modules.batchnorm._BatchNorm)]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the mean over all batches since
    set_mode(modules, training=True)
    with torch.no_grad():
        yield norms
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum


def set_mode(modules: Iterable[nn.Module], training: bool) -> None:
    """As `Module.train`, which takes as long as a small step."""
    for module in modules:
        module.__dict__["training"] = training


def _is_frozen(module: nn.Module) -> bool:
    own = list(module.parameters())
    return bool(own) and not any(parameter.requires_grad for parameter in own)
