"""Smooth curves, most of them near a rectifier, and the piecewise stand-in for one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.models.activations.base import ACTIVATIONS, Activation
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


@ACTIVATIONS.entry("gelu")
@options
class GELU(Activation):
    """zΦ(z), Φ the normal distribution function; approximate: z(1 + tanh(√(2/π)(z + 0.044715z³))) / 2.

    Hendrycks & Gimpel, GELUs (2016).
    """

    rectifies: ClassVar[bool] = True

    approximate: bool = option(False, help="use the tanh approximation of the first papers and of GPT-2")

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.nn.functional.gelu(z, approximate="tanh" if self.approximate else "none")


@ACTIVATIONS.entry("swish")
@options
class Swish(Activation):
    """z / (1 + e⁻ᶻ), also called SiLU. Ramachandran, Zoph & Le, Searching for activation functions (2017)."""

    quick_in_numpy: ClassVar[bool] = False
    rectifies: ClassVar[bool] = True
    of_input: ClassVar[bool] = True

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.silu(z, out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        gate = xp.sigmoid(z)
        slope = a * gate
        xp.subtract(a, slope, out=slope)
        slope += gate
        d *= slope


@ACTIVATIONS.entry("mish")
@options
class Mish(Activation):
    """z tanh(ln(1 + eᶻ)). Misra, Mish: a self regularized non-monotonic activation function (2019)."""

    rectifies: ClassVar[bool] = True

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.nn.functional.mish(z)


@ACTIVATIONS.entry("softplus")
@options
class Softplus(Activation):
    """ln(1 + eᶻ). Dugas et al., Incorporating second-order functional knowledge for better option pricing (2001)."""

    quick_in_numpy: ClassVar[bool] = False
    rectifies: ClassVar[bool] = True

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.softplus(z, out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        slope = xp.expm1(-a)
        slope *= d
        xp.negative(slope, out=d)


@ACTIVATIONS.entry("softsign")
@options
class Softsign(Activation):
    """z / (1 + |z|). Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks (2010)."""

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.divide(z, xp.abs(z) + 1, out=out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        slope = xp.abs(a)
        slope -= 1
        slope *= slope
        d *= slope


@ACTIVATIONS.entry("hard_swish")
@options
class HardSwish(Activation):
    """z min(max(z + 3, 0), 6) / 6. Howard et al., Searching for MobileNetV3 (2019)."""

    rectifies: ClassVar[bool] = True

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.nn.functional.hardswish(z)
