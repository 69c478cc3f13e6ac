"""The autoencoder: a network that gives back what it was given, through a bottleneck whose outputs are codes of the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from dltrain.errors import Problem
from dltrain.models.layers import LAYERS, Layer
from dltrain.models.layers.base import size
from dltrain.models.noises import NOISES, Gaussian, Noise
from dltrain.models.sequential import Architecture, Plan, parts
from dltrain.types import option, page

if TYPE_CHECKING:
    import numpy as np

    from dltrain.modules import Network

PURPOSE = "reconstruction"


@page
class _Halves:
    """The two lists of layers of an autoencoder."""

    type: Literal["autoencoder"] = option(help="the kind of network")
    encoder: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers down to the codes, which are what leaves the last of them; an integer is a dense layer of so many units",
        at_least=1,
    )
    decoder: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers from the codes up to the output layer, which has a unit for each number of the input; [] is linear",
        at_least=1,
    )
    noise: float | Annotated[Noise, NOISES] | None = option(
        None, help="what is done to the scaled inputs in training: a number is the deviation of gaussian noise", above=0
    )


@page
class Autoencoder(Architecture, _Halves):  # in the order of their keys: what the last base declares comes first
    """Gives back its own inputs as they are after scaling, which need no target, and learns from the error (Hinton and
    Salakhutdinov 2006, Science 313); with `noise` it gives back what they were before (Vincent et al. 2008, ICML).
    """

    def lists(self) -> dict[str, list[Layer | int]]:
        return {"encoder": self.encoder, "decoder": self.decoder}

    def width(self, plan: Plan) -> int:
        """How many numbers a code has."""
        return size(plan.shapes[len(self.encoder)])

    def build(self, plan: Plan, generator_for: Callable[[str], np.random.Generator]) -> Network:
        from dltrain import modules

        noise = Gaussian(deviation=self.noise) if isinstance(self.noise, int | float) else self.noise
        inputs, layers, output = parts(plan, generator_for)
        if noise is not None:
            inputs = modules.Corrupted(inputs, noise.build())
        return modules.Autoencoder(inputs, layers, output, encoder=len(self.encoder))


def problems(model: Autoencoder) -> Iterator[Problem]:
    """Keys that cannot be."""
    if not model.encoder:
        yield Problem(("model", "encoder"), "'encoder' is empty: there would be no codes; name at least one layer, such as [16]")
