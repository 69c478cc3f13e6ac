"""Batch norm over a batch of which other processes have the other rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

Summing = Callable[[Tensor], Tensor]  # hands everybody a row of numbers of this process: (processes, numbers)


class _OverAll(nn.modules.batchnorm._BatchNorm):
    """Batch norm that is over all rows of a batch of which it has some, where it is told how their sums are handed over; in
    training, and of float32. `is_empty` says that what it has are rows of no weight."""

    summing: Summing | None = None
    is_empty = False

    def forward(self, input: Tensor) -> Tensor:  # torch's own name of it
        if self.summing is None or not self.training:
            return super().forward(input)
        given = (input, self.weight, self.bias, self.eps, self.summing, self.is_empty)
        y: Tensor
        y, mean, variance, rows = _Normalize.apply(*given)  # type: ignore[no-untyped-call]  # torch's own
        self._follow(mean, variance * (rows / (rows - 1)))
        return y

    def _follow(self, mean: Tensor, variance: Tensor) -> None:
        """Takes the statistics of a batch into the running ones, as torch does."""
        assert self.running_mean is not None
        assert self.running_var is not None
        assert self.num_batches_tracked is not None
        with torch.no_grad():
            self.num_batches_tracked += 1
            share = 1 / self.num_batches_tracked if self.momentum is None else self.momentum
            self.running_mean += share * (mean - self.running_mean)
            self.running_var += share * (variance - self.running_var)


class BatchNorm1d(_OverAll, nn.BatchNorm1d):
    """Of (rows, features)."""


class BatchNorm2d(_OverAll, nn.BatchNorm2d):
    """Of (rows, channels, height, width)."""


class _Normalize(torch.autograd.Function):
    """Ioffe & Szegedy 2015, section 3: dx = γ / σ · (d - mean(d) - x̂ mean(d x̂)), with means over the rows of all processes; each
    gives the gradients by γ and β of its own rows.

    Means and squares are merged after Chan, Golub & LeVeque, Updating formulae and a pairwise algorithm for computing sample
    variances (1979).
    """

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, epsilon: float, summing: Summing, is_empty: bool
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        over, shape = [0, *range(2, x.dim())], [1, -1, *[1] * (x.dim() - 2)]
        count = 0 if is_empty else x.numel() // x.shape[1]
        numbers = x.float()
        mean = numbers.mean(over)
        squares = (numbers - mean.view(shape)).square().sum(over)
        own = torch.cat([mean, squares, mean.new_full((1,), count)])
        every = summing(0 * own if is_empty else own)
        means, squares, counts = every[:, : len(mean)], every[:, len(mean) : -1], every[:, -1:]
        rows = counts.sum()
        mean = (means * counts).sum(0) / rows
        variance = (squares + counts * (means - mean).square()).sum(0) / rows
        inverse = (variance + epsilon).rsqrt()
        normed = (numbers - mean.view(shape)) * inverse.view(shape)
        ctx.save_for_backward(normed, weight, inverse, rows)
        ctx.over, ctx.shape, ctx.summing, ctx.is_empty = over, shape, summing, is_empty
        ctx.mark_non_differentiable(mean, variance, rows)
        y = normed * weight.view(shape) + bias.view(shape)
        return y.to(x.dtype), mean, variance, rows

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, d: Tensor, *_: Tensor) -> tuple[Tensor | None, ...]:
        normed, weight, inverse, rows = ctx.saved_tensors
        gradient = d.float()
        by_shift, by_scale = gradient.sum(ctx.over), (gradient * normed).sum(ctx.over)
        shift, scale = ctx.summing(torch.cat([by_shift, by_scale])).sum(0).chunk(2)
        below = gradient - (shift / rows).view(ctx.shape) - normed * (scale / rows).view(ctx.shape)
        below *= 0 if ctx.is_empty else (weight * inverse).view(ctx.shape)
        return below.to(d.dtype), by_scale, by_shift, None, None, None
