"""An activation as a module."""

from __future__ import annotations

from typing import Protocol

from torch import Tensor, nn

from dltrain.arrays import Array, Arrays, torch_arrays


class Formula(Protocol):
    """A function without weights, such as an activation's page."""

    @property
    def commutes_with_max(self) -> bool: ...

    def forward(self, xp: Arrays, z: Array) -> Array: ...


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
