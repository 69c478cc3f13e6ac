"""Linear above 0, bent there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.models.activations.base import ACTIVATIONS, Activation
from dltrain.types import option, options

if TYPE_CHECKING:
    from torch.nn import Module

    from dltrain.arrays import Array, Arrays

SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


@ACTIVATIONS.entry("relu")
@options
class ReLU(Activation):
    """max(z, 0). Nair & Hinton, Rectified linear units improve restricted Boltzmann machines (2010)."""

    rectifies: ClassVar[bool] = True
    commutes_with_max: ClassVar[bool] = True

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.relu(z, out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        xp.relu_backward(a, d)


@ACTIVATIONS.entry("leaky_relu")
@options
class LeakyReLU(Activation):
    """z where z > 0, else az. Maas, Hannun & Ng, Rectifier nonlinearities improve neural network acoustic models (2013)."""

    rectifies: ClassVar[bool] = True
    of_input: ClassVar[bool] = True

    slope: float = option(0.01, help="slope where the weighted sum is negative (a)", at_least=0)

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.leaky_relu(z, self.slope, out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        lost = d * (z <= 0)
        lost *= 1 - self.slope
        d -= lost


@ACTIVATIONS.entry("prelu")
@options
class PReLU(Activation):
    """z where z > 0, else az with one learned slope a for the layer.

    He, Zhang, Ren & Sun, Delving deep into rectifiers (2015).
    """

    rectifies: ClassVar[bool] = True

    slope: float = option(0.25, help="slope where the weighted sum is negative, before training (a)")

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.PReLU(init=self.slope)

    def parameters(self, units: int) -> int:
        return 1


@ACTIVATIONS.entry("elu")
@options
class ELU(Activation):
    """z where z > 0, else α(eᶻ − 1).

    Clevert, Unterthiner & Hochreiter, Fast and accurate deep network learning by ELUs (2016).
    """

    quick_in_numpy: ClassVar[bool] = False
    rectifies: ClassVar[bool] = True

    alpha: float = option(1.0, help="minus the lowest value (α)", above=0)

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.elu(z, self.alpha, 1.0, out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        change = a + (self.alpha - 1)
        change *= a <= 0
        change *= d
        d += change


@ACTIVATIONS.entry("selu")
@options
class SELU(Activation):
    """λz where z > 0, else λα(eᶻ − 1), λ = 1.0507…, α = 1.6733…. Klambauer et al., Self-normalizing neural networks (2017)."""

    quick_in_numpy: ClassVar[bool] = False

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        return xp.elu(z, SELU_ALPHA, SELU_SCALE, out)

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        slope = a + SELU_SCALE * (SELU_ALPHA - 1)
        slope *= a <= 0
        slope += SELU_SCALE
        d *= slope
