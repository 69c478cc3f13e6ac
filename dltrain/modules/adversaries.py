"""The two networks of a generative adversarial network."""

from __future__ import annotations

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
