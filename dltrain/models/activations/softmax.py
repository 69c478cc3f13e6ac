"""Weighted sums as shares of a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.models.activations.base import ACTIVATIONS, Activation
from dltrain.types import page

if TYPE_CHECKING:
    from torch.nn import Module


@ACTIVATIONS.entry("softmax")
@page
class Softmax(Activation):
    """eᶻⁱ / Σⱼ eᶻʲ over the last axis.

    Bridle, Probabilistic interpretation of feedforward classification network outputs (1990).
    """

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Softmax(dim=-1)

    def forward(self, xp: Any, z: Any, out: Any) -> None:
        xp.exp(xp.log_softmax(z), out=out)

    def backward(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        d -= xp.sum(d * a, keepdims=True)
        d *= a
