"""The two networks of a generative adversarial network."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Generator(nn.Module):
    """Noise (rows, latent) → rows of the data's shape."""

    def __init__(self, network: nn.Module, output: nn.Module, shape: tuple[int, ...]) -> None:
        super().__init__()
        self.network = network
        self.activation = output
        self.shape = shape

    def forward(self, noise: Tensor) -> Tensor:
        rows: Tensor = self.activation(self.network(noise))
        return rows.view(len(rows), *self.shape)


class Adversaries(nn.Module):
    """A generator and the discriminator that it learns to deceive; `latent` is how many random numbers make a row."""

    def __init__(self, generator: nn.Module, discriminator: nn.Module, latent: int) -> None:
        super().__init__()
        self.generator = generator
        self.discriminator = discriminator
        self.latent = latent

    def generate(self, rows: int, random: torch.Generator, device: str) -> Tensor:
        """Rows made of noise that `random` gives, whose device is the same."""
        made: Tensor = self.generator(torch.randn(rows, self.latent, generator=random, device=device))
        return made
