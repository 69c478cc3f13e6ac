"""Randomness in the network that is a function of the seed; dropout is its main case."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn


class Seeded(nn.Module):
    """A module with a generator of its own, seeded anew for every step, so that what it draws is a function of (seed, layer,
    epoch, step) and not of history."""

    def __init__(self) -> None:
        super().__init__()
        self.generator: torch.Generator | None = None


class Dropout(Seeded):
    """Inverted dropout (Srivastava et al. 2014, JMLR 15): each number is dropped with probability `rate`, the others are
    divided by 1 - rate.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        mask = self.empty_mask(x).bernoulli_(1 - self.rate, generator=self.generator)
        return x * mask.div_(1 - self.rate)

    def empty_mask(self, x: Tensor) -> Tensor:
        """Where the mask is drawn: one number for all that are dropped together."""
        return torch.empty_like(x)

    def extra_repr(self) -> str:
        return f"rate={self.rate}"


class SpatialDropout(Dropout):
    """Dropout of whole channels of (rows, channels, height, width), or features of (rows, steps, features), a row at a time
    (Tompson et al. 2015, arXiv:1411.4280)."""

    def empty_mask(self, x: Tensor) -> Tensor:
        return x.new_empty((*x.shape[:2], 1, 1) if x.dim() == 4 else (x.shape[0], 1, x.shape[2]))


def seeded(network: nn.Module) -> Iterator[tuple[str, Seeded]]:
    """The random modules of a network with their names."""
    return ((name, module) for name, module in network.named_modules() if isinstance(module, Seeded))
