"""Layers made of layers: residual and concatenate."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from dltrain.errors import Path
from dltrain.lazy import np, torch
from dltrain.models.activations import Linear
from dltrain.models.initializers import INITIALIZERS, Initializer, automatic
from dltrain.models.layers.base import (
    LAYERS,
    Defaults,
    Layer,
    Shape,
    ShapeError,
    WeightedLayer,
    all_resolved,
    channel_axis,
    shape_words,
)
from dltrain.models.layers.convolution import Conv1d, Conv2d
from dltrain.models.layers.dense import Dense
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.modules import Chain


def as_layers(items: Sequence[Layer | int]) -> list[Layer]:
    """Layers as they may be written: an integer is a dense layer of so many units."""
    return [Dense(units=item) if isinstance(item, int) else item for item in items]


def problems_of(items: Sequence[Layer | int], path: Path) -> list[tuple[Path, str]]:
    """The problems of each layer of a list at `path`."""
    layers = enumerate(as_layers(items))
    return [((*path, number, *inner), message) for number, layer in layers for inner, message in layer.problems()]


def ahead_of(items: Sequence[Layer | int], path: Path) -> Iterator[tuple[Path, str]]:
    """Each layer of a list at `path` that lets a step see later ones: where, and what to say."""
    for number, layer in enumerate(as_layers(items)):
        if (seen := layer.sees_ahead()) is not None:
            yield (*path, number, *seen[0]), seen[1]


@dataclass(frozen=True)
class _Chain:
    """Resolved layers one after another, inside of another layer, at `path` of its options."""

    layers: Sequence[Layer]
    path: Path

    def shapes(self, shape: Shape) -> list[Shape]:
        """What arrives at each layer, and what leaves the last one. Raises ShapeError with the inner layer's path."""
        shapes = [shape]
        for number, layer in enumerate(self.layers):
            try:
                shapes.append(layer.output_shape(shapes[-1]))
            except ShapeError as error:
                raise ShapeError(str(error), *self.path, number, *error.path) from None
        return shapes

    def parameters(self, shape: Shape) -> int:
        return sum(layer.parameters(arriving) for layer, arriving in zip(self.layers, self.shapes(shape), strict=False))

    def build(self, shape: Shape, random: np.random.Generator) -> Chain:
        from dltrain.modules import Chain

        arriving = zip(self.layers, self.shapes(shape), strict=False)
        return Chain(*(layer.build(shape, random) for layer, shape in arriving))


@LAYERS.entry("residual")
@options
class Residual(Layer):
    """x + F(x), with F the layers (He et al. 2016, arXiv:1512.03385). Where F changes the shape x is projected: by a dense layer,
    or by a convolution of kernel size 1 with the stride that leaves as many positions as F, both without activation. For the
    paper's block end `layers` with `activation: linear`, and put an activation after the residual.
    """

    layers: list[Annotated[Layer, LAYERS] | int] = option(
        help="what is added to the input, from the first to the last layer", at_least=1
    )
    initializer: Annotated[Initializer, INITIALIZERS] = option(
        None, help="how the weights of a projection begin; the model's own if omitted"
    )
    batch_norm: bool = option(None, help="whether a projection is batch-normalized; the model's own if omitted")

    def takes_defaults(self) -> bool:
        return any(layer.takes_defaults() for layer in as_layers(self.layers))

    def problems(self) -> list[tuple[Path, str]]:
        if not self.layers:
            return [(("layers",), "'layers' of residual is empty: it would only double its input")]
        own = self.initializer.problems() if self.initializer else []
        return [*problems_of(self.layers, ("layers",)), *((("initializer", key), message) for key, message in own)]

    def sees_ahead(self) -> tuple[Path, str] | None:
        return next(ahead_of(self.layers, ("layers",)), None)

    def resolved(self, defaults: Defaults) -> Layer:
        batch_norm = defaults.batch_norm if self.batch_norm is None else self.batch_norm
        return dataclasses.replace(
            self,
            layers=list(all_resolved(as_layers(self.layers), defaults)),
            initializer=self.initializer or defaults.initializer or automatic(Linear(), 0 if batch_norm else 1),
            batch_norm=batch_norm,
        )

    @property
    def chain(self) -> _Chain:
        """Its layers, one after another."""
        return _Chain(as_layers(self.layers), ("layers",))

    def output_shape(self, shape: Shape) -> Shape:
        leaving = self.chain.shapes(shape)[-1]
        if projection := self.projection(shape, leaving):
            projection.output_shape(shape)
        return leaving

    def projection(self, shape: Shape, leaving: Shape) -> WeightedLayer | None:
        """The layer that the shortcut needs, None where it is the identity. Raises ShapeError where there is none."""
        if shape == leaving:
            return None
        channels = leaving[channel_axis(leaving)]
        settings: dict[str, Any] = {
            "activation": Linear(),
            "initializer": self.initializer,
            "dropout": 0.0,
            "batch_norm": self.batch_norm,
        }
        if len(shape) == len(leaving) == 1:
            return Dense(units=channels, **settings)
        if len(shape) == len(leaving) == 2 and (stride := _stride(shape[:1], leaving[:1])):
            return Conv1d(channels=channels, kernel_size=1, stride=stride[0], **settings)
        if len(shape) == len(leaving) == 3 and (stride := _stride(shape[1:], leaving[1:])):
            return Conv2d(channels=channels, kernel_size=1, stride=stride, **settings)
        changed = f"the layers turn {shape_words(shape)} into {shape_words(leaving)}"
        raise ShapeError(f"{changed}, which no shortcut with a stride gives; 'padding: same' keeps the size", "layers")

    def parameters(self, shape: Shape) -> int:
        projection = self.projection(shape, self.output_shape(shape))
        return self.chain.parameters(shape) + (projection.parameters(shape) if projection else 0)

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain import modules

        projection = self.projection(shape, self.output_shape(shape))
        inner = self.chain.build(shape, random)
        return modules.Residual(inner, projection.build(shape, random) if projection else nn.Identity())


def _stride(lengths: Shape, wanted: Shape) -> list[int] | None:
    """The strides s with ⌈length / s⌉ positions wanted along each axis, None where there are none."""
    strides = [math.ceil(length / count) for length, count in zip(lengths, wanted, strict=True)]
    reached = tuple(math.ceil(length / stride) for length, stride in zip(lengths, strides, strict=True))
    return strides if reached == wanted else None


@LAYERS.entry("concatenate")
@options
class Concatenate(Layer):
    """What the branches make of the same input, side by side: features after features, or channels after channels (Szegedy et al.
    2015, arXiv:1409.4842). An empty branch passes the input on (Huang et al. 2017, arXiv:1608.06993)."""

    branches: list[list[Annotated[Layer, LAYERS] | int]] = option(
        help="lists of layers, each from its first to its last", at_least=1
    )

    def takes_defaults(self) -> bool:
        return any(layer.takes_defaults() for branch in self.branches for layer in as_layers(branch))

    def problems(self) -> list[tuple[Path, str]]:
        if len(self.branches) < 2:
            return [(("branches",), f"concatenate needs at least two branches, not {len(self.branches)}")]
        return [found for number, branch in enumerate(self.branches) for found in problems_of(branch, ("branches", number))]

    def sees_ahead(self) -> tuple[Path, str] | None:
        branches = enumerate(self.branches)
        return next((seen for number, branch in branches for seen in ahead_of(branch, ("branches", number))), None)

    def resolved(self, defaults: Defaults) -> Layer:
        return dataclasses.replace(self, branches=[list(all_resolved(as_layers(branch), defaults)) for branch in self.branches])

    @property
    def chains(self) -> list[_Chain]:
        """The layers of each branch."""
        return [_Chain(as_layers(branch), ("branches", number)) for number, branch in enumerate(self.branches)]

    def output_shape(self, shape: Shape) -> Shape:
        first, *others = leaving = [chain.shapes(shape)[-1] for chain in self.chains]
        axis = channel_axis(first)
        for number, other in enumerate(others, 1):
            if len(other) != len(first) or _without(other, axis) != _without(first, axis):
                made = f"branch 0 makes {shape_words(first)}, but branch {number} makes {shape_words(other)}"
                raise ShapeError(
                    f"{made}; they must agree in all but the {'channels' if axis == 0 else 'features'}", "branches", number
                )
        joined = list(first)
        joined[axis] = sum(one[axis] for one in leaving)
        return tuple(joined)

    def parameters(self, shape: Shape) -> int:
        return sum(chain.parameters(shape) for chain in self.chains)

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain import modules

        axis = channel_axis(self.output_shape(shape))
        return modules.Concatenate([chain.build(shape, random) for chain in self.chains], 1 if axis == 0 else -1)


def _without(shape: Shape, axis: int) -> Shape:
    return shape[1:] if axis == 0 else shape[:-1]


def every(layers: Iterable[Layer]) -> Iterator[Layer]:
    """All layers, those inside of others too."""
    for layer in layers:
        yield layer
        chains = [layer.chain] if isinstance(layer, Residual) else layer.chains if isinstance(layer, Concatenate) else []
        for chain in chains:
            yield from every(chain.layers)
