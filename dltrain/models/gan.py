"""The generative adversarial network: a generator that makes rows out of noise, and a discriminator that tells them from real
ones (Goodfellow et al. 2014, arXiv:1406.2661). Both are sequential networks with layers of their own."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from dltrain.errors import Path as KeyPath
from dltrain.errors import Problem, SpecError, listing
from dltrain.lazy import torch
from dltrain.losses import Loss, Wasserstein
from dltrain.models import architecture
from dltrain.models import plan as plans
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.architecture import LayerDefaults, layer_problems
from dltrain.models.inputs import LayerLine
from dltrain.models.layers import LAYERS, Dense, Layer, Shape
from dltrain.models.options import ModelOptions
from dltrain.models.plan import GeneratorFor, Plan
from dltrain.models.sequential import Model
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding
    from dltrain.modules import Adversaries

NETWORKS = ("generator", "discriminator")


@options
class _Networks:
    """The layers of the two networks of a gan."""

    type: Literal["gan"] = option(help="the kind of network")
    generator: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers from the noise up to the output layer, which makes a row of the data; an integer is a dense layer",
        at_least=1,
    )
    discriminator: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers from a row of the data up to the one score that tells real rows from generated ones", at_least=1
    )
    latent: int = option(16, help="how many normal random numbers a row is made of", at_least=1)


@options
class Gan(LayerDefaults, _Networks, ModelOptions):  # in the order of their keys: what the last base declares comes first
    """Two networks against each other, and what their layers have in common."""

    purpose: ClassVar[Task | None] = Task.GENERATION
    is_trained_by_several: ClassVar[bool] = True
    only_monitor: ClassVar[str] = "energy_distance"
    no_rate_search: ClassVar[str] = "the losses of two networks against each other do not tell how well they learn"
    unused: ClassVar[Mapping[KeyPath, str]] = {
        ("training", "class_weights"): "can never act: a gan has no classes",
        ("training", "label_smoothing"): "can never act: a gan has no classes",
        ("training", "mixup"): "does not go with a gan, which is to make rows like the real ones and has no targets to mix",
        ("training", "cutmix"): "does not go with a gan, which is to make rows like the real ones and has no targets to mix",
        ("training", "accumulate"): "does not go with a gan, whose two networks take turns",
        ("training", "learning_rate_factors"): "does not go with a gan, whose two networks have one learning rate",
        ("data", "weight"): "can never act: a gan draws every row alike",
        ("data", "missing_target"): "can never act: a gan needs no target",
        ("ensemble",): "can never act: a gan gives no answers to make one of",
        ("data", "window"): "makes sequences; a gan makes rows of numbers or pictures",
        ("data", "group"): "makes sequences; a gan makes rows of numbers or pictures",
        ("data", "split", "stratify"): "can never act: a gan has no classes",
    }

    def network(self, name: str) -> Model:
        """One of the two as a sequential model."""
        shared = {field.name: getattr(self, field.name) for field in dataclasses.fields(LayerDefaults)}
        return Model(layers=getattr(self, name), **shared)

    def why_alone(self, plan: Any, loss: Loss) -> str | None:
        if isinstance(loss, Wasserstein) and plan.discriminator.normalizes_batches:
            return "the penalty on a critic's gradients is differentiated through its batch norm, which is for one process"
        return None

    def problems(self) -> list[Iterator[Problem]]:
        return [_layer_problems(self)]

    def plan(self, encoding: Encoding, units: int, activation: Activation, scale: str) -> GanPlan:
        """The networks for rows of this encoding, in whose range the generator's output activation makes them: nothing is
        predicted, so that `units` and `activation` are of no interest. Raises SpecError with what does not fit."""
        if problems := list(_feature_problems(encoding)):
            raise SpecError(problems)
        return plan(self, encoding.blocks[0].shape, ACTIVATIONS["sigmoid" if scale == "min_max" else "linear"]())

    def written_out(self, plan: GanPlan, folder: Path, *, has_activation: bool) -> Gan:
        """An automatic initializer stays so: what is left to it are the output layers, which have an activation of their own."""
        return dataclasses.replace(self, generator=list(plan.generator.layers), discriminator=list(plan.discriminator.layers))

    def build(self, plan: GanPlan, generator_for: GeneratorFor) -> Adversaries:
        from dltrain.modules import Adversaries, Generator

        def built(name: str, plan: Plan) -> torch.nn.Module:
            return plans.build(plan, lambda layer: generator_for(f"{name}.{layer}"))

        output = plan.generator.output
        assert isinstance(output, Dense)
        generator = Generator(built("generator", plan.generator), output.activation.build(output.units), plan.shape)
        return Adversaries(generator, built("discriminator", plan.discriminator), plan.generator.input_shape[0])


def _layer_problems(gan: Gan) -> Iterator[Problem]:
    """Keys of the model that contradict each other or could never act."""
    generator, discriminator = ([_moved(problem, name) for problem in layer_problems(gan.network(name))] for name in NETWORKS)
    both = {problem.path for problem in discriminator}  # what they have in common is wrong only if it is for both
    yield from (problem for problem in generator if problem.path[1] == "generator" or problem.path in both)
    yield from (problem for problem in discriminator if problem.path[1] == "discriminator")


def _moved(problem: Problem, network: str) -> Problem:
    """A problem of a sequential model as one of this network."""
    path = tuple(network if step == "layers" and index == 1 else step for index, step in enumerate(problem.path))
    return dataclasses.replace(problem, path=path, message=problem.message.replace("'layers'", f"'{network}'"))


@dataclass(frozen=True)
class GanPlan:
    """Both networks with nothing left open; `shape` is that of a row. Made without torch."""

    generator: Plan
    discriminator: Plan
    shape: Shape

    normalizes_rows: ClassVar[bool] = False  # the steps of its batch norms are cut so that none is of one row
    gains_from_bfloat16: ClassVar[bool] = False

    @property
    def networks(self) -> Mapping[str, Plan]:
        return {"generator.network.": self.generator, "discriminator.": self.discriminator}

    @property
    def words(self) -> str:
        return f"{self.generator.words} against {self.discriminator.words}"

    @property
    def unfilled(self) -> GanPlan:
        return GanPlan(self.generator.unfilled, self.discriminator.unfilled, self.shape)

    @property
    def lines(self) -> tuple[LayerLine, ...]:
        """The layer tables of both, one after the other."""
        plans = {"generator": self.generator, "discriminator": self.discriminator}
        return tuple(dataclasses.replace(line, name=f"{name}.{line.name}") for name in plans for line in plans[name].lines)

    @property
    def parameters(self) -> int:
        """Those of both networks."""
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
    planned: dict[str, Plan] = {}
    misfits: list[Problem] = []
    for name, (block, units, activation) in wanted.items():
        try:
            planned[name] = architecture.plan(gan.network(name), [block], units, activation)
        except SpecError as error:
            misfits += [_moved(problem, name) for problem in error.problems]
    if misfits:
        raise SpecError(misfits)
    return GanPlan(planned["generator"], planned["discriminator"], shape)


def _feature_problems(encoding: Encoding) -> Iterator[Problem]:
    from dltrain.data.encoding.array import ArrayFeature  # numpy: not before there is data
    from dltrain.data.encoding.numeric import NumericFeature

    path = ("data",)
    for feature in encoding.features:
        if not isinstance(feature, NumericFeature | ArrayFeature):
            message = f"a gan makes rows of numbers or pictures, but column '{feature.name}' is {feature.kind}; leave it out"
            yield Problem(path, f"{message} with exclude: [{feature.name}]", at_key=True)
        elif isinstance(feature, NumericFeature) and feature.indicator:
            advice = f"write columns: {{{feature.name}: {{type: numeric, missing: mean}}}}"
            yield Problem(path, f"a gan makes whole rows, but column '{feature.name}' has missing numbers; {advice}", at_key=True)
    if len(encoding.blocks) > 1:
        names = listing(block.name for block in encoding.blocks)
        yield Problem(
            path, f"a gan makes one array a row, but there are several: {names}; choose one with 'features'", at_key=True
        )
