"""How large a signal of size 1 is behind each layer of weights, as the initial weights let it through."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dltrain.diagnosis.layers import Placed
from dltrain.lazy import np
from dltrain.models.activations import ACTIVATIONS
from dltrain.models.layers.base import Defaults

BOUNDED = ("sigmoid", "hard_sigmoid", "tanh", "softmax", "softsign")
KEEP_SIZE = ("flatten", "reshape", "permute", "dropout", "spatial_dropout", "activation", "max_pool1d", "max_pool2d")


@dataclass(frozen=True)
class Signal:
    """What leaves the weights of a layer before its activation, as a multiple of what entered the network or left the last layer
    that normalizes or bounds, and of what entered the layer, `gain`; `left`, after it; `is_bounded`, whether the activation
    bounds it."""

    layer: Placed
    gain: float
    size: float
    left: float
    is_bounded: bool

    @property
    def name(self) -> str:
        """The name of the layer."""
        return self.layer.name


def signals(layers: Sequence[Placed], defaults: Defaults) -> list[Signal]:
    """The signal behind each dense and convolution layer, the output among them.

    With n inputs of size s and independent weights w the sum has size s √(n E[w²]), and a rectifier leaves 1/√2 of it (Glorot &
    Bengio 2010; He et al. 2015). Other layers of weights begin anew at 1: they have forms of their own.
    """
    found, size = [], 1.0
    for one in layers:
        weights = one.drawn
        if weights is None:
            size = size if _keeps(one) else 1.0
            continue
        gain = math.sqrt(one.fan_in * float(np.square(weights, dtype=np.float64).mean()))
        size *= gain
        name = ACTIVATIONS.name_of(one.activation) if one.activation else "linear"
        is_bounded = name in BOUNDED
        if one.layer.normalizes(defaults):
            size = 1.0
        left = size / math.sqrt(2) if one.activation is not None and one.activation.rectifies else size
        left = min(left, 1.0) if is_bounded else left
        found.append(Signal(one, gain, size, left, is_bounded))
        size = left
    return found


def _keeps(one: Placed) -> bool:
    from dltrain.models.layers import LAYERS

    return LAYERS.name_of(one.layer) in KEEP_SIZE
