"""What is done to the inputs of a denoising autoencoder in training."""

from __future__ import annotations

from dltrain.lazy import torch
from dltrain.types import Choices, option, options


@options
class Noise:
    """A random change of the scaled inputs, a function of the seed, the epoch and the step."""

    def build(self) -> torch.nn.Module:
        """The module: (rows, ...) → the same shape."""
        raise NotImplementedError


NOISES: Choices[Noise] = Choices("noise")


@NOISES.entry("gaussian")
@options
class Gaussian(Noise):
    """A normal random number is added to each input."""

    deviation: float = option(0.1, help="the standard deviation, in units of the scaled inputs", above=0)

    def build(self) -> torch.nn.Module:
        from dltrain import modules

        return modules.GaussianNoise(self.deviation)


@NOISES.entry("masking")
@options
class Masking(Noise):
    """Inputs are set to 0 at random, the others stay as they are (Vincent et al. 2008, ICML)."""

    rate: float = option(0.2, help="the share of the inputs that are set to 0", above=0, below=1)

    def build(self) -> torch.nn.Module:
        from dltrain import modules

        return modules.MaskingNoise(self.rate)
