"""Modules without weights of their own, that turn, gather or join."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from dltrain.modules.steps import SequenceModule, call_with_lengths, mean_step, padded


class Reshape(SequenceModule):
    """The numbers of a row in their order, arranged in another shape, given without rows."""

    def __init__(self, shape: Sequence[int]) -> None:
        super().__init__()
        self.shape = tuple(shape)

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        if x.dim() == 4 and not x.is_contiguous() and x.is_contiguous(memory_format=torch.channels_last):
            x = _InOrder.apply(x)  # type: ignore[no-untyped-call]
        return x.reshape(x.shape[0], *self.shape)  # len(x) would tie what is exported to its example

    def output_lengths(self, lengths: Tensor) -> None:
        return None

    def extra_repr(self) -> str:
        return f"shape={self.shape}"


class _InOrder(torch.autograd.Function):
    """Pictures that lie with their channels last, laid out channel by channel. The gradient goes back laid out as they lay: of a
    mixture of both the layers below make copy after copy."""

    @staticmethod
    def forward(context: Any, x: Tensor) -> Tensor:
        return x.contiguous()

    @staticmethod
    def backward(context: Any, gradient: Tensor) -> Tensor:
        return gradient.contiguous(memory_format=torch.channels_last)


class Permute(SequenceModule):
    """The axes in another order; `order` counts them without rows."""

    def __init__(self, order: Sequence[int]) -> None:
        super().__init__()
        self.order = tuple(order)

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        return x.permute(0, *(axis + 1 for axis in self.order))

    def output_lengths(self, lengths: Tensor) -> None:
        return None

    def extra_repr(self) -> str:
        return f"order={self.order}"


class Mean(SequenceModule):
    """The mean over some axes, which go; over the real steps where there are lengths."""

    def __init__(self, axes: tuple[int, ...]) -> None:
        super().__init__()
        self.axes = axes

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        return x.mean(self.axes) if lengths is None else mean_step(x, lengths)

    def output_lengths(self, lengths: Tensor) -> None:
        return None


class Max(SequenceModule):
    """The largest over some axes, which go; over the real steps where there are lengths."""

    def __init__(self, axes: tuple[int, ...]) -> None:
        super().__init__()
        self.axes = axes

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        return padded(x, lengths, -math.inf).amax(self.axes)

    def output_lengths(self, lengths: Tensor) -> None:
        return None


class Residual(SequenceModule):
    """shortcut(x) + inner(x)."""

    def __init__(self, inner: SequenceModule, shortcut: nn.Module) -> None:
        super().__init__()
        self.inner = inner
        self.shortcut = shortcut

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        return call_with_lengths(self.shortcut, x, lengths)[0] + call_with_lengths(self.inner, x, lengths)[0]

    def output_lengths(self, lengths: Tensor) -> Tensor | None:
        return self.inner.output_lengths(lengths)


class Concatenate(SequenceModule):
    """What the branches make of x, joined on one axis."""

    def __init__(self, branches: Sequence[SequenceModule], axis: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.axis = axis

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        return torch.cat([call_with_lengths(branch, x, lengths)[0] for branch in self.branches], dim=self.axis)

    def output_lengths(self, lengths: Tensor) -> Tensor | None:
        """Those of the first branch: the branches leave equally many steps."""
        first: SequenceModule = self.branches[0]  # type: ignore[assignment]  # it was given so
        return first.output_lengths(lengths)

    def extra_repr(self) -> str:
        return f"axis={self.axis}"
