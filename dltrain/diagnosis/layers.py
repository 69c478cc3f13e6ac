"""The layers of a plan, each with its name and what arrives at it, for checks that look at them before training."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dltrain.lazy import np
from dltrain.models.activations import Activation, Linear
from dltrain.models.initializers import Values
from dltrain.models.layers import Dense, Layer, Shape
from dltrain.models.layers.base import WeightedLayer
from dltrain.models.layers.convolution import Convolution

if TYPE_CHECKING:
    from dltrain.spec.resolve import Resolved

MAX_DRAWN, MIN_DRAWN = 256, 32  # units whose weights are drawn to see how large they are
UNITS = 64  # of a layer that is to be wide enough
MAX_INPUTS = 4096  # of each
MAX_WEIGHTS = 2**17  # of all of them, where that leaves enough units


@dataclass(frozen=True)
class Placed:
    """A layer by its name in the checkpoint, such as layers.2, and the shape that arrives there, rows left out."""

    name: str
    layer: Layer
    arriving: Shape
    is_output: bool

    @property
    def weighted(self) -> WeightedLayer | None:
        """It itself where it is a dense or a convolution layer."""
        return self.layer if isinstance(self.layer, WeightedLayer) else None

    @property
    def activation(self) -> Activation | None:
        """What it does to each weighted sum, or to whatever arrives."""
        found: Activation | None = getattr(self.layer, "activation", None) or getattr(self.layer, "function", None)
        return found

    @property
    def units(self) -> int:
        """How many units or channels a dense or convolution layer has."""
        return self.layer.units if isinstance(self.layer, Dense) else int(getattr(self.layer, "channels", 0))

    @property
    def fan_in(self) -> int:
        """How many numbers enter a unit."""
        if isinstance(self.layer, Convolution):
            return math.prod(self.layer.weight_shape(self.arriving)[1:])
        return self.arriving[-1]

    @functools.cached_property
    def drawn(self) -> Any:
        """Weights like its first ones: float32 (units, inputs), of some of the units where they are many; None where they are
        not those of a dense or a convolution layer."""
        if self.weighted is None or self.weighted.initializer is None:
            return None
        initializer = self.weighted.initializer
        is_given = isinstance(initializer, Values)
        inputs = self.fan_in if is_given else min(self.fan_in, MAX_INPUTS)
        most = min(MAX_DRAWN, max(MIN_DRAWN, MAX_WEIGHTS // max(1, inputs)))
        units = self.units if is_given else min(self.units, most)
        return initializer.draw((units, inputs), np.random.default_rng(0))


def is_able(layers: Sequence[Placed], units: int) -> bool:
    """Whether a network bends, with so many units or channels at least in each of its dense and convolution layers."""
    widths = [(one, one.units or int(getattr(one.layer, "units", 0))) for one in layers if not one.is_output]
    acting = [one for one, width in widths if width]  # those that are not dense or convolution layers, such as an lstm, all bend
    bends = any(not one.weighted or (one.activation is not None and not is_linear(one.activation)) for one in acting)
    return bends and all(width >= units for _, width in widths if width)


def widened(layers: Sequence[Any]) -> list[Any]:
    """The layers of a spec, written in short, with UNITS in those that are narrower, or twice as many where none is; with two
    dense or recurrent layers at least."""
    dense = [index for index, layer in enumerate(layers) if _units(layer)]
    narrow = [index for index in dense if _units(layers[index]) < UNITS]
    wider = [
        _with_units(layer, UNITS if narrow else 2 * _units(layer)) if index in (narrow or dense) else layer
        for index, layer in enumerate(layers)
    ]
    return [*wider, *[UNITS] * (2 - len(dense))]


def _units(layer: Any) -> int:
    """The units of a dense or recurrent layer as a spec has it in short; 0 of another."""
    if isinstance(layer, int):
        return layer
    return int(layer["units"]) if isinstance(layer, dict) and layer["type"] in ("dense", "rnn", "lstm", "gru") else 0


def _with_units(layer: Any, units: int) -> Any:
    return units if isinstance(layer, int) else {**layer, "units": units}


def is_linear(activation: Activation) -> bool:
    """Whether it gives its input."""
    return isinstance(activation, Linear)


def placed(resolved: Resolved) -> Iterator[list[Placed]]:
    """The layers of each network of a plan, the output last."""
    for prefix, plan in resolved.plan.networks.items():
        names = [*(f"{prefix}layers.{number}" for number in range(len(plan.layers))), f"{prefix}output"]
        layers = zip(names, (*plan.layers, plan.output), plan.shapes, strict=True)
        yield [Placed(name, layer, shape, name == names[-1]) for name, layer, shape in layers]
