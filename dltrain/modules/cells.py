"""What a recurrent cell computes over all steps, and its derivative, in few calls of large kernels.

Blocks lie with their features as rows and the rows of the batch as columns, so that each gate is one piece of memory. At a step
one product `weights @ arriving` makes all gates, with weights = [U W b], see `Pass.joined`, and arriving = [h₋₁; x; 1]. The
derivative takes one product a step for what arrives and one for the weights. All views are made once for a pass, which is then
used again: a view takes as long as half of a small kernel.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

import torch
from torch import Tensor

_by_sigmoid = torch.ops.aten.sigmoid_backward.grad_input  # (d, a) ↦ d a (1 - a)
_by_tanh = torch.ops.aten.tanh_backward.grad_input  # (d, a) ↦ d (1 - a²)


class Extent(NamedTuple):
    """How large a pass is; whether its derivative will be asked for, and then also that by x."""

    steps: int
    units: int
    features: int
    rows: int
    dtype: torch.dtype
    trained: bool
    returns: bool


class Pass:
    """The memory of one pass over all steps, with a view of each part for each step.

    - `arriving` (steps + 1, units + features + 1, rows): h₋₁, x and 1 of each step; h of step t is written into what arrives at
      t + 1; the caller fills x;
    - `kept` (steps + 1, blocks · units, rows): what the derivative needs of step t stands at t + 1; at 0 what precedes the first.
      Where no derivative will be asked for all steps share one piece of memory;
    - `given` (steps, units, rows): the gradient by each h from outside, which the caller fills;
    - `returned` (steps + 1, units [+ features], rows): that by what arrives, 0 behind the last step; one piece of memory where x
      needs none.
    """

    blocks: ClassVar[int]
    gates: ClassVar[int]  # how many blocks of rows the weights have

    def __init__(self, extent: Extent) -> None:
        steps, units, features, rows, dtype, trained, returns = self.extent = extent
        self.arriving = torch.empty(steps + 1, units + features + 1, rows, dtype=dtype)
        self.arriving[0, :units] = 0
        self.arriving[:, -1] = 1
        self.inputs, self.h = self.arriving.unbind(), self.arriving[:, :units].unbind()
        self.kept = torch.zeros(steps + 1 if trained else 1, self.blocks * units, rows, dtype=dtype).expand(steps + 1, -1, -1)
        if trained:
            self.given = torch.empty(steps, units, rows, dtype=dtype)
            width = units + features if returns else units
            self.returned = torch.zeros(steps + 1 if returns else 1, width, rows, dtype=dtype).expand(steps + 1, -1, -1)
            self.slope = torch.empty(units + features + 1, self.gates * units, dtype=dtype)
            self.d = torch.empty(self.gates * units, rows, dtype=dtype)
            self.columns = self.d.t()

    @property
    def states(self) -> Tensor:
        """h of all steps: (steps, units, rows)."""
        return self.arriving[1:, : self.extent.units]

    @property
    def bytes(self) -> int:
        """About how much memory it takes."""
        return 2 * (self.arriving.numel() + self.kept.numel()) * self.arriving.element_size()

    def block(self, first: int, count: int = 1) -> tuple[Tensor, ...]:
        """Some blocks of what is kept, a view for each step and what precedes the first."""
        return self.kept.narrow(1, first * self.extent.units, count * self.extent.units).unbind()

    def backwards(self) -> Iterator[tuple[Tensor, Tensor, Tensor, Tensor]]:
        """From the last step to the first: what comes back from the step behind, what is given from outside, what arrived, and
        where to write what goes back."""
        units = self.extent.units
        carried = self.returned[:, :units].unbind()
        return reversed(list(zip(carried[1:], self.given.unbind(), self.inputs[:-1], self.returned[:-1].unbind(), strict=True)))

    @staticmethod
    def joined(inputs: Tensor, recurrent: Tensor, bias: Tensor, recurrent_bias: Tensor) -> Tensor:
        """[U W b] of torch's four parameters, which torch differentiates."""
        return torch.cat([recurrent, inputs, (bias + recurrent_bias)[:, None]], 1)

    def forward(self, weights: Tensor) -> None:
        """Fills h, and what is kept, from the x that arrive."""
        raise NotImplementedError

    def backward(self, weights: Tensor) -> None:
        """Fills `returned`, and `slope` by the gradient by the transposed weights."""
        raise NotImplementedError

    def began(self, weights: Tensor) -> Tensor:
        """Begins the way back; the weights by which a gradient goes back to what arrives, transposed."""
        self.slope.zero_()
        self.returned[-1].zero_()
        return weights[:, : self.returned.shape[1]].t().contiguous()


class RNNPass(Pass):
    """h = tanh z."""

    blocks: ClassVar[int] = 0
    gates: ClassVar[int] = 1

    def __init__(self, extent: Extent) -> None:
        super().__init__(extent)
        self.forwards = list(zip(self.inputs[:-1], self.h[1:], strict=True))
        if extent.trained:
            self.steps = list(zip(self.backwards(), reversed(self.h[1:]), strict=True))

    def forward(self, weights: Tensor) -> None:
        for arriving, h in self.forwards:
            torch.mm(weights, arriving, out=h)
            h.tanh_()

    def backward(self, weights: Tensor) -> None:
        back, d, columns, slope = self.began(weights), self.d, self.columns, self.slope
        for (carried, given, arriving, returned), h in self.steps:
            torch.add(carried, given, out=d)
            _by_tanh(d, h, grad_input=d)
            slope.addmm_(arriving, columns)
            torch.mm(back, d, out=returned)


class GRUPass(Pass):
    """h = n + z (h₋₁ - n), n = tanh(W x + b + r (U h₋₁ + b')); kept are r, z, U h₋₁ + b' and n."""

    blocks: ClassVar[int] = 4
    gates: ClassVar[int] = 4

    def __init__(self, extent: Extent) -> None:
        super().__init__(extent)
        r, z, of_h, n = (self.block(number) for number in range(4))
        parts = (self.kept.unbind(), self.block(0, 2), r, z, of_h, n, self.h)
        self.forwards = list(zip(self.inputs[:-1], self.h[:-1], *(part[1:] for part in parts), strict=True))
        if extent.trained:
            units, rows = extent.units, extent.rows
            self.d_rz, self.d_parts = self.d[: 2 * units], self.d.view(4, units, rows).unbind()
            self.d_h, self.carried = torch.empty(2, units, rows, dtype=extent.dtype).unbind()
            self.steps = list(zip(self.backwards(), reversed(self.forwards), strict=True))

    @staticmethod
    def joined(inputs: Tensor, recurrent: Tensor, bias: Tensor, recurrent_bias: Tensor) -> Tensor:
        """The rows of r and z, those of U h + b' within n, and those of W x + b within n."""
        units = recurrent.shape[1]
        gates, of_n = slice(2 * units), slice(2 * units, None)
        both = Pass.joined(inputs[gates], recurrent[gates], bias[gates], recurrent_bias[gates])
        of_h = torch.cat([recurrent[of_n], torch.zeros_like(inputs[of_n]), recurrent_bias[of_n, None]], 1)
        of_x = torch.cat([torch.zeros_like(recurrent[of_n]), inputs[of_n], bias[of_n, None]], 1)
        return torch.cat([both, of_h, of_x])

    def forward(self, weights: Tensor) -> None:
        for arriving, h_before, sums, rz, r, z, of_h, n, h in self.forwards:
            torch.mm(weights, arriving, out=sums)
            rz.sigmoid_()
            n.addcmul_(r, of_h)
            n.tanh_()
            torch.lerp(n, h_before, z, out=h)

    def backward(self, weights: Tensor) -> None:
        back, d, columns, slope, d_rz, d_h = self.began(weights), self.d, self.columns, self.slope, self.d_rz, self.d_h
        d_r, d_z, d_of_h, d_n = self.d_parts
        through = self.carried.zero_()  # what goes back to h₋₁ by z
        for (carried, given, arriving, returned), (_, h_before, _, rz, r, z, of_h, n, _) in self.steps:
            torch.add(carried, given, out=d_h)
            d_h.add_(through)
            torch.mul(d_h, z, out=through)
            torch.sub(d_h, through, out=d_n)
            _by_tanh(d_n, n, grad_input=d_n)
            torch.sub(h_before, n, out=d_z)
            d_z.mul_(d_h)
            torch.mul(d_n, of_h, out=d_r)
            torch.mul(d_n, r, out=d_of_h)
            _by_sigmoid(d_rz, rz, grad_input=d_rz)
            slope.addmm_(arriving, columns)
            torch.mm(back, d, out=returned)


PASSES: dict[str, type[Pass]] = {"RNN_TANH": RNNPass, "GRU": GRUPass}  # by torch's names
