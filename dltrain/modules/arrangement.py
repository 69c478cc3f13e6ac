"""Modules without weights of their own, that turn, gather or join."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from torch import Tensor, nn


class Permute(nn.Module):
    """The axes in another order; `order` counts them without rows."""

    def __init__(self, order: Sequence[int]) -> None:
        super().__init__()
        self.order = tuple(order)

    def forward(self, x: Tensor) -> Tensor:
        return x.permute(0, *(axis + 1 for axis in self.order))

    def extra_repr(self) -> str:
        return f"order={self.order}"


class Mean(nn.Module):
    """The mean over some axes, which go."""

    def __init__(self, axes: tuple[int, ...]) -> None:
        super().__init__()
        self.axes = axes

    def forward(self, x: Tensor) -> Tensor:
        return x.mean(self.axes)


class Largest(nn.Module):
    """The largest over some axes, which go."""

    def __init__(self, axes: tuple[int, ...]) -> None:
        super().__init__()
        self.axes = axes

    def forward(self, x: Tensor) -> Tensor:
        return x.amax(self.axes)


class Residual(nn.Module):
    """shortcut(x) + inner(x)."""

    def __init__(self, inner: nn.Module, shortcut: nn.Module) -> None:
        super().__init__()
        self.inner = inner
        self.shortcut = shortcut

    def forward(self, x: Tensor) -> Tensor:
        total: Tensor = self.shortcut(x) + self.inner(x)
        return total


class Concatenate(nn.Module):
    """What the branches make of x, joined on one axis."""

    def __init__(self, branches: Iterable[nn.Module], axis: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.axis = axis

    def forward(self, x: Tensor) -> Tensor:
        return torch.cat([branch(x) for branch in self.branches], dim=self.axis)

    def extra_repr(self) -> str:
        return f"axis={self.axis}"
