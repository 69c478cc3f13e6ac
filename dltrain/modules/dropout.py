"""Randomness in the network that is a function of the seed; dropout is its main case."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch import Tensor, nn

from dltrain.randomness import keep_masks


class Seeded(nn.Module):
    """A random module. Its `key` is set anew for every step, so that what it draws is a function of (seed, layer, epoch, step)
    and not of history."""

    is_recordable = True  # whether it draws from its generator alone, and never asks a GPU for a number

    def __init__(self) -> None:
        super().__init__()
        self.key: int | None = None
        self.first = 0  # the first row of the share of a batch that the module is given, from the first one of the step on
        self.batch: tuple[int, int] | None = None  # rows of the batch before this share, and in all, where there are several
        self.draws: int | None = None  # how often it has drawn so far in work that is recorded, where a generator is seeded once
        self._generators: dict[torch.device, list[torch.Generator]] = {}

    def generator(self, device: torch.device) -> torch.Generator | None:
        """What the batch is drawn from, the same however often in a step; torch's own where no key was given."""
        if self.key is None:
            return None
        index, there = self.draws or 0, self._generators.setdefault(device, [])
        if self.draws is not None:
            self.draws += 1
        if index == len(there):
            there.append(torch.Generator(device))
        return there[index].manual_seed(self._seed(self.key))

    def generators(self, device: torch.device) -> list[torch.Generator]:
        """All that it has drawn from there, at the beginning of what a batch is drawn from."""
        return [one.manual_seed(self._seed(self.key or 0)) for one in self._generators.get(device, [])]

    def _seed(self, key: int) -> int:
        return (key + self.first - (self.batch or (0, 0))[0]) % 2**63

    def drawn(self, like: Tensor, fill: Callable[[Tensor, torch.Generator | None], Tensor]) -> Tensor:
        """In the form of `like` what a batch is filled with: for a share of it what its rows have then, for which all are drawn,
        because a generator cannot begin in their midst."""
        before, rows = self.batch or (0, len(like))
        whole = like
        if rows > len(like):
            whole = torch.empty_strided((rows, *like.shape[1:]), like.stride(), dtype=like.dtype, device=like.device)
        return fill(whole, self.generator(like.device))[before : before + len(like)]

    def renew(self) -> None:
        """Draws from new generators from now on, to the same bits."""
        self._generators.clear()


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
        like = self.empty_mask(x)
        if self.key is not None and like.device.type == "cpu":
            kind = np.float64 if x.dtype == torch.float64 else np.float32
            drawn, first = np.empty((1, like.numel()), kind), self.first * math.prod(like.shape[1:])
            mask = keep_masks(np.array([self.key], np.uint64), 1 - self.rate, drawn, first)[0]
            return x * torch.from_numpy(mask).as_strided(like.shape, like.stride()).to(x.dtype)
        mask = self.drawn(like, lambda whole, random: whole.bernoulli_(1 - self.rate, generator=random))
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
