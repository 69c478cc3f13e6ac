"""Sequences of different lengths in one batch: which steps of a row are real, and modules that let no other step act on these.

The rows of a batch are filled up to the same number of steps behind their ends. `lengths`, int64 (rows,), says how many steps of
each row are real, at least one; None says that all are. It travels beside the values from module to module.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SequenceModule(nn.Module):
    """A module that is told the lengths, as the second argument of `forward`: of (rows, steps, features)."""

    def output_lengths(self, lengths: Tensor) -> Tensor | None:
        """How many steps of each row are real in what leaves the module; None where what leaves has no such steps."""
        return lengths


class Chain(nn.Sequential, SequenceModule):
    """Modules one after another."""

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        for module in self:
            x, lengths = call_with_lengths(module, x, lengths)
        return x

    def output_lengths(self, lengths: Tensor) -> Tensor | None:
        left: Tensor | None = lengths
        for module in self:
            if left is not None and isinstance(module, SequenceModule):
                left = module.output_lengths(left)
        return left


def call_with_lengths(module: nn.Module, x: Tensor, lengths: Tensor | None) -> tuple[Tensor, Tensor | None]:
    """What leaves a module, and the lengths of that."""
    if lengths is not None and isinstance(module, SequenceModule):
        return module(x, lengths), module.output_lengths(lengths)
    return module(x), lengths


def real(x: Tensor, lengths: Tensor) -> Tensor:
    """Which steps of (rows, steps, features) are real: bool (rows, steps)."""
    return torch.arange(x.shape[1], device=x.device) < lengths[:, None]


def padded(x: Tensor, lengths: Tensor | None, value: float) -> Tensor:
    """(rows, steps, features) with `value` behind the end of each row."""
    return x if lengths is None else x.masked_fill(~real(x, lengths)[..., None], value)


def mean_step(x: Tensor, lengths: Tensor | None) -> Tensor:
    """The mean over the steps of each row: (rows, features)."""
    return x.mean(1) if lengths is None else padded(x, lengths, 0.0).sum(1) / lengths[:, None]


def last_step(x: Tensor, lengths: Tensor | None) -> Tensor:
    """The last step of each row: (rows, features)."""
    return x[:, -1] if lengths is None else x[torch.arange(x.shape[0], device=x.device), lengths - 1]
