"""An activation as a module."""

from __future__ import annotations

from typing import Protocol

from torch import Tensor, nn

from dltrain.arrays import Array, Arrays, torch_arrays


class Formula(Protocol):
    """A function without weights, such as the class of an activation."""

    @property
    def commutes_with_max(self) -> bool:
        """Whether the largest of some numbers is the largest after it, too."""

    def forward(self, xp: Arrays, z: Array) -> Array:
        """f(z), of the same shape."""


class Function(nn.Module):
    """f(z), which torch differentiates."""

    def __init__(self, formula: Formula) -> None:
        super().__init__()
        self.formula = formula

    def forward(self, z: Tensor) -> Tensor:
        values: Tensor = self.formula.forward(torch_arrays(), z)
        return values

    def __repr__(self) -> str:
        return repr(self.formula)
