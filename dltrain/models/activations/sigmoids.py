"""S-shaped curves between two limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.models.activations.base import ACTIVATIONS, Activation
from dltrain.types import page

if TYPE_CHECKING:
    from torch.nn import Module


@ACTIVATIONS.entry("sigmoid")
@page
class Sigmoid(Activation):
    """1 / (1 + e⁻ᶻ). Rumelhart, Hinton & Williams, Learning representations by back-propagating errors (1986)."""

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Sigmoid()

    def forward(self, xp: Any, z: Any, out: Any) -> None:
        xp.sigmoid(z, out)

    def backward(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        slope = a * a
        xp.subtract(a, slope, out=slope)
        d *= slope


@ACTIVATIONS.entry("hard_sigmoid")
@page
class HardSigmoid(Activation):
    """min(max(z + 3, 0), 6) / 6. Howard et al., Searching for MobileNetV3 (2019)."""

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Hardsigmoid()


@ACTIVATIONS.entry("tanh")
@page
class Tanh(Activation):
    """(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ). LeCun, Bottou, Orr & Müller, Efficient BackProp (1998)."""

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Tanh()

    def forward(self, xp: Any, z: Any, out: Any) -> None:
        xp.tanh(z, out=out)

    def backward(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        lost = a * a
        lost *= d
        d -= lost
