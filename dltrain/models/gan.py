"""The generative adversarial network: a generator that makes rows out of noise, and a discriminator that tells them from real
ones (Goodfellow et al. 2014, arXiv:1406.2661). Both are sequential networks with layers of their own."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from dltrain.errors import Problem, SpecError
from dltrain.models import sequential
from dltrain.models.activations import ACTIVATIONS, Activation, ReLU
from dltrain.models.entrance import Line
from dltrain.models.initializers import INITIALIZERS, Initializer
from dltrain.models.layers import LAYERS, Dense, Layer, Shape
from dltrain.models.sequential import Model, Plan
from dltrain.types import option, page

if TYPE_CHECKING:
    import numpy as np
    import torch

    from dltrain.modules import Adversaries

NETWORKS = ("generator", "discriminator")


@page
class Gan:
    """Two networks against each other, and what their layers have in common."""

    type: Literal["gan"] = option(help="the kind of network")
    generator: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers from the noise up to the output layer, which makes a row of the data; an integer is a dense layer",
        at_least=1,
    )
    discriminator: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers from a row of the data up to the one score that tells real rows from generated ones", at_least=1
    )
    latent: int = option(16, help="how many normal random numbers a row is made of", at_least=1)
    activation: Annotated[Activation, ACTIVATIONS] = option(ReLU(), help="the activation of every dense and convolution layer")
    initializer: Annotated[Initializer, INITIALIZERS] | Literal["auto"] = option(
        "auto",
        help="how all weights begin; auto: orthogonal, scaled by how many layers of weights follow each other",
    )
    dropout: float = option(
        0.0, help="the share of outputs dropped in training after every dense and convolution layer", at_least=0, below=1
    )
    batch_norm: bool = option(False, help="whether every dense and convolution layer is batch-normalized")

    def network(self, name: str) -> Model:
        """One of the two as a sequential model."""
        return Model(
            layers=getattr(self, name),
            activation=self.activation,
            initializer=self.initializer,
            dropout=self.dropout,
            batch_norm=self.batch_norm,
        )


def problems(gan: Gan) -> Iterator[Problem]:
    """Keys of the model that contradict each other or could never act."""
    generator, discriminator = (
        [_moved(problem, name) for problem in sequential.problems(gan.network(name))] for name in NETWORKS
    )
    both = {problem.path for problem in discriminator}  # what they have in common is wrong only if it is for both
    yield from (problem for problem in generator if problem.path[1] == "generator" or problem.path in both)
    yield from (problem for problem in discriminator if problem.path[1] == "discriminator")


def _moved(problem: Problem, network: str) -> Problem:
    """A problem of a sequential model as one of this network."""
    path = tuple(network if step == "layers" and place == 1 else step for place, step in enumerate(problem.path))
    return dataclasses.replace(problem, path=path, message=problem.message.replace("'layers'", f"'{network}'"))


@dataclass(frozen=True)
class GanPlan:
    """Both networks with nothing left open; `shape` is that of a row. Made without torch."""

    generator: Plan
    discriminator: Plan
    shape: Shape

    @property
    def lines(self) -> tuple[Line, ...]:
        """The layer tables of both, one after the other."""
        plans = {"generator": self.generator, "discriminator": self.discriminator}
        return tuple(dataclasses.replace(line, name=f"{name}.{line.name}") for name in plans for line in plans[name].lines)

    @property
    def parameters(self) -> int:
        return self.generator.parameters + self.discriminator.parameters

    @property
    def multiplications(self) -> int:
        """About how many a row takes on its way through both."""
        return self.generator.multiplications + self.discriminator.multiplications


def plan(gan: Gan, shape: Shape, output: Activation) -> GanPlan:
    """The networks for rows of this shape; `output` is the activation of the generator's output layer, and its range theirs.

    Raises SpecError with the layers whose input does not fit.
    """
    linear = ACTIVATIONS["linear"]()
    wanted = {
        "generator": (("noise", (gan.latent,), None), math.prod(shape), output),
        "discriminator": (("rows", shape, None), 1, linear),
    }
    plans: dict[str, Plan] = {}
    misfits: list[Problem] = []
    for name, (block, units, activation) in wanted.items():
        try:
            plans[name] = sequential.plan(gan.network(name), [block], units, activation)
        except SpecError as error:
            misfits += [_moved(problem, name) for problem in error.problems]
    if misfits:
        raise SpecError(misfits)
    return GanPlan(plans["generator"], plans["discriminator"], shape)


def written_out(gan: Gan, plan: GanPlan) -> Gan:
    """The same model with every default of its layers spelled out. An automatic initializer stays so: what is left to it are the
    output layers, which have an activation of their own."""
    return dataclasses.replace(gan, generator=list(plan.generator.layers), discriminator=list(plan.discriminator.layers))


def picture_shape(plan: GanPlan, names: Sequence[str]) -> Shape | None:
    """The shape (channels, height, width) in which rows can be looked at; None where they are no pictures.

    They are pictures by their own shape, by a reshape with which the discriminator begins, or by the names of their columns,
    which end in the pixel's row and column.
    """
    first = plan.discriminator.layers[:1]
    reshaped = first[0].output_shape(plan.shape) if first and LAYERS.name_of(first[0]) == "reshape" else ()
    return next((shape for shape in (plan.shape, reshaped, _grid(names)) if len(shape) == 3 and shape[0] in (1, 3)), None)


def _grid(names: Sequence[str]) -> Shape:
    """(1, height, width) of columns named pixel_0_0, pixel_0_1, ..., in this order."""
    places = [tuple(part for part in name.rsplit("_", 2)[1:]) for name in names]
    height, width = (len({place[axis] for place in places if len(place) == 2}) for axis in (0, 1))
    expected = [(str(row), str(column)) for row in range(height) for column in range(width)]
    return (1, height, width) if places == expected and height > 1 and width > 1 else ()


def build(plan: GanPlan, generator_for: Callable[[str], np.random.Generator]) -> Adversaries:
    """Both networks with their initial weights, each layer's drawn from a generator of its own, named after the layer."""
    from dltrain.modules import Adversaries, Generator

    def built(name: str, own: Plan) -> torch.nn.Module:
        return sequential.build(own, lambda layer: generator_for(f"{name}.{layer}"))

    output = plan.generator.output
    assert isinstance(output, Dense)
    generator = Generator(built("generator", plan.generator), output.activation.build(output.units), plan.shape)
    return Adversaries(generator, built("discriminator", plan.discriminator), plan.generator.input_shape[0])
