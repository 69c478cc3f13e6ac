"""S-shaped curves between two limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.models.activations.base import ACTIVATIONS, Activation
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


@ACTIVATIONS.entry("sigmoid")
@options
class Sigmoid(Activation):
    """1 / (1 + e⁻ᶻ). Rumelhart, Hinton & Williams, Learning representations by back-propagating errors (1986)."""

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.sigmoid(z, out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        slope = a * a
        xp.subtract(a, slope, out=slope)
        d *= slope


@ACTIVATIONS.entry("hard_sigmoid")
@options
class HardSigmoid(Activation):
    """min(max(z + 3, 0), 6) / 6. Howard et al., Searching for MobileNetV3 (2019)."""

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.nn.functional.hardsigmoid(z)


@ACTIVATIONS.entry("tanh")
@options
class Tanh(Activation):
    """(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ). LeCun, Bottou, Orr & Müller, Efficient BackProp (1998)."""

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.tanh(z, out=out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        lost = a * a
        lost *= d
        d -= lost
