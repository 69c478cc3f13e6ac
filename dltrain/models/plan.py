"""What a network is planned to be once its data is known: its layers with their shapes and sizes. Made without torch."""

from __future__ import annotations

import dataclasses
import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from dltrain.lazy import np
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.initializers import INITIALIZERS
from dltrain.models.inputs import Block, Branch, LayerLine
from dltrain.models.layers import LAYERS, Dense, Embedding, Layer, Shape
from dltrain.models.layers.base import WeightedLayer, shape_words
from dltrain.models.layers.convolution import Conv2d
from dltrain.models.layers.nesting import every
from dltrain.models.layers.normalization import BatchNorm
from dltrain.models.layers.recurrent import Recurrent

if TYPE_CHECKING:
    from dltrain.modules import Network

GeneratorFor = Callable[[str], "np.random.Generator"]  # the random numbers that the layer of a name begins with


class NetworkPlan(Protocol):
    """The plan of any kind of model, with nothing left open."""

    @property
    def networks(self) -> Mapping[str, Plan]:
        """The networks whose layers follow one another that it is made of, by what the names of their tensors begin with."""

    @property
    def lines(self) -> Sequence[LayerLine]:
        """The layer table."""

    @property
    def parameters(self) -> int:
        """How many parameters it has."""

    @property
    def multiplications(self) -> int:
        """About how many a row takes on its way forward."""

    @property
    def normalizes_rows(self) -> bool:
        """Whether a step needs two rows or more because it normalizes over them."""

    @property
    def gains_from_bfloat16(self) -> bool:
        """Whether processors with units for bfloat16 take shorter steps in it."""

    @property
    def words(self) -> str:
        """Its layers in a line: `4 → 16 relu → 3`."""

    @property
    def unfilled(self) -> NetworkPlan:
        """The same for weights that are there already: its own begin as zeros, so that nothing is drawn for it."""


def single(plan: NetworkPlan) -> Plan:
    """The plan of a kind of model that is one network. Raises ValueError for one that is several."""
    (network,) = plan.networks.values()
    return network


@dataclass(frozen=True)
class Plan:
    """A network whose layers follow one another: the layers resolved, the shapes and parameters known."""

    blocks: tuple[Block, ...]
    input_shape: Shape
    layers: tuple[Layer, ...]
    output: Layer
    lines: tuple[LayerLine, ...]
    branches: Mapping[str, Branch] = field(default_factory=dict, kw_only=True)  # the layers that some blocks pass by themselves
    heads: tuple[str, ...] = field(default=(), kw_only=True)  # the scores of each of several targets, in words

    @property
    def networks(self) -> Mapping[str, Plan]:
        """Itself alone."""
        return {"": self}

    @property
    def parameters(self) -> int:
        """How many parameters it has."""
        return sum(line.parameters for line in self.lines)

    @property
    def multiplications(self) -> int:
        """About how many a row takes at once on its way forward: each weight at every place that it is used; those of a recurrent
        layer once, because its steps wait for each other."""
        layers = zip(self.shapes, self.lines[-len(self.shapes) :], (*self.layers, self.output), strict=True)
        own = (zip(one.shapes, one.lines(""), one.layers, strict=False) for one in self.branches.values())
        return sum(
            line.parameters * (1 if isinstance(layer, Recurrent) else max(_places(before), _places(line.shape)))
            for before, line, layer in (*layers, *itertools.chain(*own))
            if not isinstance(layer, Embedding)  # which looks its numbers up
        )

    @property
    def normalizes_rows(self) -> bool:
        """Whether a batch norm outside other layers acts on rows of features, of which it needs two a step."""
        layers = zip(self.shapes, (*self.layers, self.output), strict=True)
        own = (zip(one.shapes, one.layers, strict=False) for one in self.branches.values())
        return any(
            len(shape) == 1 and (isinstance(layer, BatchNorm) or getattr(layer, "batch_norm", False))
            for shape, layer in (*layers, *itertools.chain(*own))
        )

    @property
    def every_layer(self) -> list[Layer]:
        """All layers, those of the branches and those inside of others too, the output last."""
        return list(every((*(layer for one in self.branches.values() for layer in one.layers), *self.layers, self.output)))

    @property
    def multiplications_in_turn(self) -> int:
        """As `multiplications`, those of a recurrent layer at each of its steps."""
        layers = zip(self.shapes, (*self.layers, self.output), self.lines[-len(self.shapes) :], strict=True)
        later = sum(line.parameters * (shape[0] - 1) for shape, layer, line in layers if isinstance(layer, Recurrent))
        return self.multiplications + later

    @property
    def normalizes_batches(self) -> bool:
        """Whether a batch norm stands anywhere in it."""
        return any(isinstance(layer, BatchNorm) or getattr(layer, "batch_norm", False) for layer in self.every_layer)

    @property
    def is_divisible(self) -> bool:
        """Whether the shares of a batch may pass it one by one, as torch computes it."""
        return not self.normalizes_batches

    @property
    def shapes(self) -> list[Shape]:
        """The shape that arrives at each layer, and at the output last."""
        shapes = [self.input_shape]
        for layer in self.layers:
            shapes.append(layer.output_shape(shapes[-1]))
        return shapes

    @property
    def gains_from_bfloat16(self) -> bool:
        """Convolutions of pictures take half of the time; dense and recurrent networks take longer than in float32."""
        layers = self.every_layer
        return any(isinstance(layer, Conv2d) for layer in layers) and not any(isinstance(layer, Recurrent) for layer in layers)

    @property
    def words(self) -> str:
        """Its layers in a line: `4 → 16 relu → 3`."""
        own = [
            f"{name}: {' → '.join([shape_words(one.arriving), *map(_in_words, one.layers)])}"
            for name, one in self.branches.items()
        ]
        first = shape_words(self.input_shape) + (f" ({', '.join(own)})" if own else "")
        return " → ".join([first, *(_in_words(layer) for layer in self.layers), self._scores])

    def with_heads(self, heads: tuple[str, ...]) -> Plan:
        """The same with what its scores are of, in words."""
        *lines, last = self.lines
        what = f"{last.what.partition(', ')[0]}, {' + '.join(heads)}"
        return dataclasses.replace(self, heads=heads, lines=(*lines, dataclasses.replace(last, what=what)))

    @property
    def _scores(self) -> str:
        return " + ".join(self.heads) or f"{self.lines[-1].shape[-1]}"

    @property
    def unfilled(self) -> Plan:
        """The same with weights that begin as zeros."""
        branches = {
            name: dataclasses.replace(one, layers=tuple(map(_unfilled, one.layers))) for name, one in self.branches.items()
        }
        output = _unfilled(self.output) if isinstance(self.output, Dense) else self.output
        return dataclasses.replace(self, layers=tuple(map(_unfilled, self.layers)), output=output, branches=branches)


def _unfilled(layer: Layer) -> Layer:
    return dataclasses.replace(layer, initializer=INITIALIZERS["zeros"]()) if isinstance(layer, WeightedLayer) else layer


def _in_words(layer: Layer) -> str:
    if isinstance(layer, Dense):
        extras = ["batch norm"] * layer.batch_norm + [f"dropout {layer.dropout:g}"] * bool(layer.dropout)
        return " ".join(
            [str(layer.units), ACTIVATIONS.name_of(layer.activation), *([f"({', '.join(extras)})"] if extras else [])]
        )
    return LAYERS.name_of(layer)


def _places(shape: Shape) -> int:
    """How often the same weights act: once for features, at every step of a sequence, at every pixel of a picture."""
    return shape[0] if len(shape) == 2 else math.prod(shape[1:])


def build(plan: Plan, generator_for: GeneratorFor) -> Network:
    """The network whose layers follow one another."""
    from dltrain.modules import Network

    return Network(*parts(plan, generator_for))


def parts(plan: Plan, generator_for: GeneratorFor) -> tuple[Any, list[Any], Any]:
    """What joins the inputs (None: nothing to join), the layers, and the output layer, with their initial weights."""
    from dltrain.modules import Inputs

    inputs = None
    if len(plan.blocks) > 1 or plan.blocks[0][2]:
        branches = {
            index: [
                layer.build(shape, generator_for(f"inputs.{name}.{number}"))
                for number, (layer, shape) in enumerate(zip(branch.layers, branch.shapes, strict=False))
            ]
            for index, (name, _, _) in enumerate(plan.blocks)
            if (branch := plan.branches.get(name))
        }
        lines = [bool(shape) for _, shape, _ in plan.blocks]
        inputs = Inputs([codes for _, _, codes in plan.blocks], lines, generator_for("inputs"), branches)
    shapes = plan.shapes
    layers = [
        layer.build(shape, generator_for(f"layers.{i}"))
        for i, (layer, shape) in enumerate(zip(plan.layers, shapes, strict=False))
    ]
    scores = plan.output
    if isinstance(scores, Dense) and not scores.activation.parameters(scores.units):
        scores = dataclasses.replace(scores, activation=ACTIVATIONS["linear"]())  # the objective has the activation
    return inputs, layers, scores.build(shapes[-1], generator_for("output"))
