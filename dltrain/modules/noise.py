"""Noise on the inputs in training, from the module's own generator as dropout's masks are."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from dltrain.modules.dropout import Seeded


class GaussianNoise(Seeded):
    """x + deviation · ε, with ε standard normal."""

    def __init__(self, deviation: float) -> None:
        super().__init__()
        self.deviation = deviation

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        noise = self.drawn(torch.empty_like(x), lambda batch, random: batch.normal_(std=self.deviation, generator=random))
        return x + noise

    def extra_repr(self) -> str:
        return f"deviation={self.deviation}"


class MaskingNoise(Seeded):
    """Each number is 0 with probability `rate`; unlike in dropout the others stay as they are."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        mask = self.drawn(torch.empty_like(x), lambda batch, random: batch.bernoulli_(1 - self.rate, generator=random))
        return x * mask

    def extra_repr(self) -> str:
        return f"rate={self.rate}"


class Corrupted(nn.Module):
    """The blocks of a data set joined, with noise in training."""

    def __init__(self, inputs: nn.Module | None, noise: nn.Module) -> None:
        super().__init__()
        self.inputs = inputs
        self.noise = noise

    def forward(self, *blocks: Tensor) -> Tensor:
        joined: Tensor = self.noise(self.inputs(*blocks) if self.inputs is not None else blocks[0])
        return joined
