"""Numbers for each parameter: what its learning rate is multiplied by, and whether weight decay acts on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dltrain.arrays import Array, Arrays
from dltrain.training.minibatches.batches import Settings


class Tensor(NamedTuple):
    """A trained tensor: the label of its layer, how many numbers it has, and whether it is a weight, no bias and no norm's."""

    layer: str
    numbers: int
    is_weight: bool


@dataclass(frozen=True)
class Scales:
    """Vectors along the parameters, (parameters,); None where all are alike.

    held: the share of a step that a parameter does not take, 1 − f at f times the learning rate; decayed: 1 where weight decay
    acts, else 0.
    """

    held: Array | None = None
    decayed: Array | None = None

    def part(self, start: int, stop: int) -> Scales:
        """Those of a stretch of the parameters."""
        held, decayed = (None if vector is None else vector[start:stop] for vector in (self.held, self.decayed))
        return Scales(held, decayed)

    def by(self, laid_out: Callable[[Array], Array]) -> Scales:
        """The same where the parameters lie otherwise: `laid_out` of each vector."""
        held, decayed = (None if vector is None else laid_out(vector) for vector in (self.held, self.decayed))
        return Scales(held, decayed)


ALIKE = Scales()


def scales_of(xp: Arrays, tensors: Sequence[Tensor], settings: Settings, like: Array) -> Scales:
    """The scales of tensors in the order in which they make up the parameters, beside the vector `like`."""
    factors = factors_of([tensor.layer for tensor in tensors], settings.learning_rate_factors)
    held = decayed = None
    if any(factor != 1 for factor in factors):
        held = xp.like(xp.from_numpy(_along(tensors, (1 - factor for factor in factors))), like)
    if settings.decays_weights_alone and not all(tensor.is_weight for tensor in tensors):
        decayed = xp.like(xp.from_numpy(_along(tensors, (float(tensor.is_weight) for tensor in tensors))), like)
    return Scales(held, decayed)


def factors_of(layers: Sequence[str], factors: float | dict[str, float]) -> list[float]:
    """The factor of the learning rate of each tensor, whose layers are these: by the layer's number or name, or a power of one
    number, the 0th for the last layer and one more for each before it.

    >>> factors_of(["layers.0", "layers.0", "layers.2", "output"], 0.5)
    [0.25, 0.25, 0.5, 1.0]
    >>> factors_of(["layers.0", "output"], {"0": 0.1})
    [0.1, 1.0]
    """
    if isinstance(factors, dict):
        return [factors.get(layer.removeprefix("layers."), 1.0) for layer in layers]
    depths = {layer: depth for depth, layer in enumerate(reversed(dict.fromkeys(layers)))}
    return [float(factors) ** depths[layer] for layer in layers]


def _along(tensors: Sequence[Tensor], values: Iterable[float]) -> NDArray[np.float32]:
    return np.repeat(np.array(list(values), np.float32), [tensor.numbers for tensor in tensors])
