"""Weighted sums as shares of a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.models.activations.base import ACTIVATIONS, Activation
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


@ACTIVATIONS.entry("softmax")
@options
class Softmax(Activation):
    """eᶻⁱ / Σⱼ eᶻʲ over the last axis.

    Bridle, Probabilistic interpretation of feedforward classification network outputs (1990).
    """

    quick_in_numpy: ClassVar[bool] = False

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.softmax(z, out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        d -= xp.sum(d * a, keepdims=True)
        d *= a
