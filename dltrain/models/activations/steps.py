"""The weighted sum as it is, and its sign alone."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.models.activations.base import ACTIVATIONS, Activation
from dltrain.types import page

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor
    from torch.nn import Module


@functools.cache
def _elementwise() -> Callable[[str, Callable[[Tensor], Tensor]], Module]:
    """The class of modules that apply a function; made at first use, because a class statement at the top would import torch."""
    from torch import nn

    class Elementwise(nn.Module):
        def __init__(self, name: str, function: Callable[[Tensor], Tensor]) -> None:
            super().__init__()
            self.name, self.function = name, function

        def forward(self, z: Tensor) -> Tensor:
            return self.function(z)

        def __repr__(self) -> str:
            return f"{self.name}()"

    return Elementwise


@ACTIVATIONS.entry("linear")
@page
class Linear(Activation):
    """z: the weighted sum as it is. Widrow & Hoff, Adaptive switching circuits (1960)."""

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Identity()

    def forward(self, xp: Any, z: Any, out: Any) -> None:
        out[...] = z

    def backward(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        pass


@ACTIVATIONS.entry("step")
@page
class Step(Activation):
    """1 where z > 0, else 0; its gradient is 0 everywhere, so layers below do not learn.

    McCulloch & Pitts, A logical calculus of the ideas immanent in nervous activity (1943).
    """

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        return _elementwise()("Step", lambda z: z.sign().relu())

    def forward(self, xp: Any, z: Any, out: Any) -> None:
        xp.sign(z, out=out)
        xp.relu(out, out)

    def backward(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        d[...] = 0


@ACTIVATIONS.entry("sign")
@page
class Sign(Activation):
    """−1 where z < 0, 0 at 0, 1 where z > 0; its gradient is 0 everywhere. Rosenblatt, The perceptron (1958), with outputs ±1."""

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        import torch

        return _elementwise()("Sign", torch.sign)

    def forward(self, xp: Any, z: Any, out: Any) -> None:
        xp.sign(z, out=out)

    def backward(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        d[...] = 0
