"""What the kinds of network have in common whose layers follow one another: the keys of the spec, and the plan that is made of
them, with the output layer that fits the target and the loss."""

from __future__ import annotations

import dataclasses
import math
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from dltrain.errors import Path as KeyPath
from dltrain.errors import Problem, SpecError
from dltrain.models import plan as plans
from dltrain.models.activations import ACTIVATIONS, Activation, ReLU
from dltrain.models.initializers import INITIALIZERS, Initializer, Zeros, automatic, automatic_output
from dltrain.models.inputs import INPUTS, Block, Branch, LayerLine, concatenated, with_levels
from dltrain.models.layers import LAYERS, Defaults, Dense, Layer, Shape, ShapeError, as_layers, problems_of
from dltrain.models.layers.base import SEQUENCE, all_resolved, depth_before, depths, shape_words
from dltrain.models.layers.flatten import Flatten
from dltrain.models.options import ModelOptions
from dltrain.models.plan import GeneratorFor, Plan
from dltrain.types import Word, option, options

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding
    from dltrain.modules import Network

MAX_PARAMETERS = 10_000_000_000  # of a layer: 40 GB
MAX_LAYERS = 10_000
MAX_NUMBERS = 1_000_000_000  # that leave a layer for each row: 4 GB


@options
class Output:
    """The output layer, where it is not to be the one that the target and the loss ask for."""

    type: Literal["dense"] = option("dense", help="the output layer is a dense layer")
    units: int = option(None, help="how many scores a row; what the target and the loss need if omitted", at_least=1)
    activation: Annotated[Activation, ACTIVATIONS] = option(
        None, help="what makes predictions of scores; the loss's own if omitted"
    )
    initializer: Annotated[Initializer, INITIALIZERS] = option(None, help="how the weights begin; the model's own if omitted")


@options
class LayerDefaults:
    """What the dense and convolution layers of a model take over from it."""

    activation: Annotated[Activation, ACTIVATIONS] = option(ReLU(), help="the activation of every dense and convolution layer")
    initializer: Annotated[Initializer, INITIALIZERS] | Literal["auto"] = option(
        "auto",
        help="how all weights begin; auto: orthogonal, scaled by how many layers of weights follow each other",
    )
    dropout: float = option(
        0.0, help="the share of outputs dropped in training after every dense and convolution layer", at_least=0, below=1
    )
    batch_norm: bool = option(False, help="whether every dense and convolution layer is batch-normalized")

    @property
    def defaults(self) -> Defaults:
        """What the layers take that say nothing of their own."""
        initializer = None if self.initializer == "auto" else self.initializer
        return Defaults(self.activation, initializer, self.dropout, self.batch_norm)


@options
class Architecture(LayerDefaults, ModelOptions):
    """What the kinds of network have in common that are layers one after another."""

    output: Output | Literal["none"] = option(
        None,
        help="the output layer, where it is not to be the one that the target and the loss ask for; none: there is none, "
        "the scores are what leaves 'layers', several rows ahead as rows × targets",
    )
    initialize_from: str = option(
        None, help="a checkpoint whose weights this network starts from, layer by layer where the name and shape agree"
    )
    initialize_from_sha256: Annotated[str, Word("[0-9a-f]{64}", "the 64 digits of a SHA-256")] = option(
        None, help="of the weights in that checkpoint, as they must still be; written into the run's own spec"
    )
    freeze: list[int | Literal["inputs"]] = option(
        None,
        help="the numbers of the layers, from 0, that keep their weights as they are; inputs: the branches and learned vectors "
        "of columns",
        at_least=0,
        absent_if_empty=True,
    )

    @property
    def frozen_layers(self) -> list[int]:
        return [one for one in self.freeze or [] if isinstance(one, int)]

    @property
    def freezes_inputs(self) -> bool:
        return INPUTS in (self.freeze or [])

    @property
    def common_initializer(self) -> Initializer:
        """What its layers begin with that name no initializer; of the automatic ones that of the first layer of weights."""
        if self.defaults.initializer:
            return self.defaults.initializer
        depth = next((depth for depth in depths(self.written(), self.defaults) if depth), 0)
        return automatic(self.activation, depth)

    @property
    def layer_names(self) -> list[str]:
        """The numbers of its layers, the output, and what columns pass by themselves, where a model may have that."""
        inputs = [INPUTS] if hasattr(self, "branches") else []
        return [*map(str, range(len(self.places()))), *(["output"] if self.output != "none" else []), *inputs]

    @property
    def last(self) -> Output:
        """What is said of the output layer."""
        return self.output if isinstance(self.output, Output) else Output()

    def lists(self) -> dict[str, list[Layer | int]]:
        """The keys that hold layers, in the order in which data passes them."""
        raise NotImplementedError

    def places(self) -> list[tuple[str, int]]:
        """The key and the index in its list of every layer."""
        return [(key, index) for key, layers in self.lists().items() for index in range(len(layers))]

    @property
    def layers_of_branches(self) -> list[Layer]:
        """All layers that columns pass by themselves, as far as they are written."""
        return []

    def hidden(self) -> list[Layer]:
        """The layers with every default written out."""
        return all_resolved(self.written(), self.defaults)

    def written(self) -> list[Layer]:
        """The layers as they are written, in the order in which data passes them."""
        return [layer for layers in self.lists().values() for layer in as_layers(layers)]

    def with_layers(self, layers: Sequence[Layer]) -> Architecture:
        """The same with other layers, as many as there are."""
        remaining = iter(layers)
        lists: dict[str, Any] = {key: [next(remaining) for _ in written] for key, written in self.lists().items()}
        return dataclasses.replace(self, **lists)

    @property
    def output_activation(self) -> Activation | None:
        return self.last.activation

    def branches_of(self, blocks: Sequence[Block]) -> dict[str, Branch]:
        """The layers, with every default written out, that some of the blocks pass by themselves. Raises SpecError."""
        return {}

    def problems(self) -> list[Iterator[Problem]]:
        return [layer_problems(self), start_problems(self)]

    def plan(self, encoding: Encoding, units: int, activation: Activation, scale: str) -> Plan:
        blocks = [(b.name, b.shape, (b.levels, b.dimensions) if b.levels else None) for b in encoding.blocks]
        return plan(self, blocks, units, activation, steps=encoding.horizon)  # type: ignore[arg-type]  # codes have dimensions

    def written_out(self, plan: Plan, folder: Path, *, has_activation: bool) -> Architecture:
        output: Any = "none"
        if isinstance(plan.output, Dense):
            last = plan.output
            output = Output(
                units=last.units,
                activation=last.activation if has_activation else None,  # type: ignore[arg-type]  # None is absent
                initializer=last.initializer,
            )
        source = self.initialize_from
        return dataclasses.replace(
            self.with_layers(plan.layers),
            initializer=self.common_initializer,
            output=output,
            initialize_from=None if source is None else os.path.abspath(folder / source),
        )

    def build(self, plan: Plan, generator_for: GeneratorFor) -> Network:
        return plans.build(plan, generator_for)


def layer_problems(model: Architecture) -> Iterator[Problem]:
    """Keys of the model that contradict each other or could never act."""
    for key, written in model.lists().items():
        if len(written) > MAX_LAYERS:
            message = f"'{key}' has {len(written):,} layers; a network has at most {MAX_LAYERS:,}"
            yield Problem(("model", key), message, at_key=True)
            return
        for path, message in problems_of(written, (key,)):
            yield Problem(("model", *path), message)
    layers = model.written()
    keys = " and ".join(f"'{key}'" for key in model.lists())
    output = model.last.initializer
    for path, initializer in (("initializer",), model.defaults.initializer), (("output", "initializer"), output):
        for key, message in initializer.problems() if initializer else []:
            yield Problem(("model", *path, key), message)
    if not any(layer.takes_defaults() for layer in [*layers, *model.layers_of_branches]):
        for key, default in (("activation", ReLU()), ("dropout", 0.0), ("batch_norm", False)):
            if getattr(model, key) != default:
                why = f"{'has' if len(model.lists()) == 1 else 'have'} no dense or convolution layer that takes it"
                yield Problem(("model", key), f"'{key}' can never act: {keys} {why if layers else 'is empty'}", at_key=True)


def start_problems(model: Architecture) -> Iterator[Problem]:
    """Layers to freeze that are not there, and a SHA-256 of no file."""
    if model.initialize_from_sha256 is not None and model.initialize_from is None:
        why = "'initialize_from' names no checkpoint"
        yield Problem(("model", "initialize_from_sha256"), f"'initialize_from_sha256' can never act: {why}", at_key=True)
    count = len(model.places())
    there = {0: "no layers besides the output", 1: "layer 0 alone"}.get(count, f"the layers 0 to {count - 1}")
    for index, one in enumerate(model.freeze or []):
        if isinstance(one, int) and one >= count:
            yield Problem(("model", "freeze", index), f"there is no layer {one}; the model has {there}")
        elif one in (model.freeze or [])[:index]:
            which = f"'{INPUTS}'" if one == INPUTS else f"layer {one}"
            yield Problem(("model", "freeze", index), f"{which} is frozen twice")


def plan(
    model: Architecture,
    blocks: Sequence[Block],
    units: int,
    activation: Activation,
    *,
    steps: int = 1,
    by_step: bool = False,
) -> Plan:
    """The network for these blocks of inputs, with `units` scores a row, those of `steps` rows ahead one after another, or so
    many at each step of it (`by_step`), turned into predictions by `activation`.

    Raises SpecError at the layer whose input does not fit.
    """
    blocks, layers = with_levels(blocks, model.hidden())
    branches = model.branches_of(blocks)
    shape, lines = concatenated(blocks, branches, takes_branches=hasattr(model, "branches"))
    first = shape
    for layer, (key, number) in zip(layers, model.places(), strict=True):
        arriving = shape
        shape = _checked(layer.output_shape, arriving, ("model", key, number))
        lines.append(LayerLine(f"{key}.{number}", LAYERS.name_of(layer), shape, layer.parameters(arriving)))
        _check_size(lines[-1], ("model", key, number))
    if model.output == "none":
        _check_scores(shape, units, steps)
        lines.append(LayerLine("output", f"none, {ACTIVATIONS.name_of(activation)}", (units,), 0))
        return Plan(tuple(blocks), first, tuple(layers), Flatten(), tuple(lines), branches=branches)
    given = model.last
    if given.units not in (None, units):
        message = f"the target and the loss need {units} output unit{'s' * (units != 1)}, not {given.units}"
        raise SpecError([Problem(("model", "output", "units"), message)])
    if len(shape) != 1 + by_step:
        arrives = " × ".join(map(str, shape))
        last = list(model.lists())[-1]
        message = f"the output layer takes rows of features, but {arrives} arrives there; end '{last}' with flatten"
        if by_step:
            message = f"the output layer takes {SEQUENCE}, but {arrives} arrives there"
        raise SpecError([Problem(("model", last), message, at_key=True)])
    chosen = given.activation or activation
    output = Dense(
        units=units,
        activation=chosen,
        initializer=given.initializer or model.defaults.initializer or _automatic_output(model, lines),
        dropout=0.0,
        batch_norm=False,
    )
    leaving = _checked(output.output_shape, shape, ("model", "output"))
    lines.append(LayerLine("output", f"dense, {ACTIVATIONS.name_of(chosen)}", leaving, output.parameters(shape)))
    _check_size(lines[-1], ("model", *((list(model.lists())[-1],) if model.output is None else ("output",))))
    return Plan(tuple(blocks), first, tuple(layers), output, tuple(lines), branches=branches)


def _check_size(line: LayerLine, path: KeyPath) -> None:
    """Raises SpecError where a layer is larger than any machine's memory, before anything asks for that."""
    numbers = math.prod(line.shape)
    for size, most, what in ((line.parameters, MAX_PARAMETERS, "parameters"), (numbers, MAX_NUMBERS, "numbers a row")):
        if size > most:
            given = f"{size:,}" if size < 10**21 else f"{size:.3g}"
            raise SpecError([Problem(path, f"{line.name} has {given} {what}; a layer has at most {most:,}")])


def _automatic_output(model: Architecture, lines: Sequence[LayerLine]) -> Initializer:
    """What an output layer that names none begins with, behind the layers of these lines."""
    if not any(line.parameters for line in lines):
        return Zeros()
    return automatic_output(depth_before(model.written(), model.defaults))


def _check_scores(shape: Shape, units: int, steps: int) -> None:
    """Raises SpecError where what leaves the layers cannot be the scores."""
    arranged = (steps, units // steps)
    if shape not in ((units,), arranged):
        wanted = f"{shape_words(arranged)} (rows ahead × targets)" if steps > 1 else str(units)
        message = f"with output: none what leaves the layers are the scores: expected {wanted}, but {shape_words(shape)} arrives"
        if shape == arranged[::-1]:
            message += "; end 'layers' with {type: permute, order: [1, 0]}"
        raise SpecError([Problem(("model", "output"), message)])


def _checked(shape_of: Callable[[Shape], Shape], arriving: Shape, path: KeyPath) -> Shape:
    try:
        return shape_of(arriving)
    except ShapeError as error:
        raise SpecError([Problem((*path, *error.path), str(error))]) from None
