"""The weighted sum as it is, and its sign alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.models.activations.base import ACTIVATIONS, Activation
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


@ACTIVATIONS.entry("linear")
@options
class Linear(Activation):
    """z: the weighted sum as it is. Widrow & Hoff, Adaptive switching circuits (1960)."""

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        if out is None:
            return z
        out[...] = z
        return out

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        pass


@ACTIVATIONS.entry("step")
@options
class Step(Activation):
    """1 where z > 0, else 0; its gradient is 0 everywhere, so layers below do not learn.

    McCulloch & Pitts, A logical calculus of the ideas immanent in nervous activity (1943).
    """

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.relu(xp.sign(z), out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        d[...] = 0


@ACTIVATIONS.entry("sign")
@options
class Sign(Activation):
    """−1 where z < 0, 0 at 0, 1 where z > 0; its gradient is 0 everywhere. Rosenblatt, The perceptron (1958), with outputs ±1."""

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.sign(z, out=out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        d[...] = 0
