"""Batch norm as a stage of a dense network, with its gradient by hand, over a batch as a whole or in shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dltrain.lazy import np
from dltrain.models.stages import Memory, Named, Pass, RowByRow, Stage

if TYPE_CHECKING:
    from dltrain.arrays import Array


class Normalized(Stage):
    """γ (x - mean) / √(variance + ε) + β, all (1, units); over the batch in training, over the running statistics afterwards."""

    has_weights = True

    def __init__(self, name: str, units: int, momentum: float = 0.1, epsilon: float = 1e-5) -> None:
        self.name, self.units, self.momentum, self.epsilon = name, units, momentum, epsilon

    def weights(self, random: np.random.Generator) -> Named:
        return {f"{self.name}.weight": np.ones(self.units, np.float32), f"{self.name}.bias": np.zeros(self.units, np.float32)}

    def statistics(self) -> Named:
        zeros, ones = np.zeros(self.units, np.float32), np.ones(self.units, np.float32)
        return {f"{self.name}.running_mean": zeros, f"{self.name}.running_var": ones}

    def counters(self) -> list[str]:
        return [f"{self.name}.num_batches_tracked"]

    def allocate(self, memory: Memory, below: Sequence[Stage]) -> None:
        self.xp = memory.xp
        self.scale, self.scale_gradient = memory.weight(f"{self.name}.weight", 1, self.units)
        self.shift, self.shift_gradient = memory.weight(f"{self.name}.bias", 1, self.units)
        self.running_mean = memory.statistic(f"{self.name}.running_mean", 1, self.units)
        self.running_variance = memory.statistic(f"{self.name}.running_var", 1, self.units)
        self.batches = memory.counter(f"{self.name}.num_batches_tracked")
        self.is_first_share = memory.share == memory.first_share
        self.forward_sums = memory.together(f"{self.name}.forward", 2 * self.units + 1)
        self.backward_sums = memory.together(f"{self.name}.backward", 2 * self.units)
        self.share = memory.share

    def infer(self, x: Array) -> Array:
        return (x - self.running_mean) * (self.scale / self.xp.sqrt(self.running_variance + self.epsilon)) + self.shift

    def bind(self, rows: int) -> Pass:
        if self.xp.is_torch and self.scale.dim() == 2 and self.forward_sums is None:
            return _FusedBatchNormPass(self)
        return _BatchNormPass(self, rows)


class _BatchNormPass:
    """Ioffe & Szegedy 2015, section 3: dx = γ / σ · (d - mean(d) - x̂ mean(d x̂)).

    Means and squares of shares are merged after Chan, Golub & LeVeque, Updating formulae and a pairwise algorithm for computing
    sample variances (1979).
    """

    meets = True

    def __init__(self, stage: Normalized, rows: int) -> None:
        self.stage, self.xp, self.rows, self.all_rows = stage, stage.xp, rows, rows
        shape = (*stage.scale.shape[:-2], 1, stage.scale.shape[-1])
        self.mean, self.variance = stage.xp.empty(shape, stage.scale), stage.xp.empty(shape, stage.scale)

    def add_forward(self, x: Array) -> Array | None:
        rows, sums = self.rows, self.stage.forward_sums
        self.mean[...] = x.sum(-2, keepdims=True)
        self.mean /= max(rows, 1)
        self.centred = x - self.mean
        self.xp.sum_rows(self.centred * self.centred, self.variance)
        if sums is not None:
            units, own = self.stage.units, sums[self.stage.share]
            own[:units], own[units:-1], own[-1] = self.mean[0], self.variance[0], rows
        return sums

    def forward(self, x: Array) -> Array:
        stage, xp = self.stage, self.xp
        if stage.forward_sums is not None:
            self._merge(stage.forward_sums)
        rows = self.all_rows
        self.variance /= rows
        self.inverse = 1 / xp.sqrt(self.variance + stage.epsilon)
        self.centred *= self.inverse
        if stage.is_first_share:
            mean, variance = stage.running_mean, stage.running_variance
            mean += stage.momentum * (self.mean - mean)
            variance += stage.momentum * (self.variance * (rows / (rows - 1)) - variance)
            stage.batches[...] += 1
        return self.centred * stage.scale + stage.shift

    def _merge(self, sums: Array) -> None:
        """Makes the mean, the sum of squares and the number of rows those of the whole batch."""
        units = self.stage.units
        means, squares, counts = sums[:, :units], sums[:, units:-1], sums[:, -1:]
        self.all_rows = int(counts.sum())
        mean = (means * counts).sum(0) / self.all_rows
        self.variance[...] = (squares + counts * (means - mean) ** 2).sum(0)
        self.centred += self.mean - mean
        self.mean[...] = mean

    def add_backward(self, d: Array) -> Array | None:
        stage, sums = self.stage, self.stage.backward_sums
        self.xp.sum_rows(d, stage.shift_gradient)
        self.xp.sum_rows(d * self.centred, stage.scale_gradient)
        if sums is not None:
            own = sums[stage.share]
            own[: stage.units], own[stage.units :] = stage.shift_gradient[0], stage.scale_gradient[0]
        return sums

    def backward(self, d: Array) -> Array:
        stage, rows = self.stage, self.all_rows
        shift, scale = stage.shift_gradient, stage.scale_gradient
        if stage.backward_sums is not None:
            total = stage.backward_sums.sum(0)
            shift, scale = total[: stage.units], total[stage.units :]
        self.centred *= scale / rows
        self.centred += shift / rows
        d -= self.centred
        d *= stage.scale * self.inverse
        return d


class _FusedBatchNormPass(RowByRow):
    """The same by torch's own kernels."""

    def __init__(self, stage: Normalized) -> None:
        self.stage, self.torch = stage, stage.xp.torch
        self.flat = [array[0] for array in (stage.scale, stage.shift, stage.running_mean, stage.running_variance)]

    def forward(self, x: Array) -> Array:
        self.x = x
        out, self.mean, self.inverse = self.torch.native_batch_norm(x, *self.flat, True, self.stage.momentum, self.stage.epsilon)
        self.stage.batches[...] += 1
        return out

    def backward(self, d: Array) -> Array:
        scale, _, mean, variance = self.flat
        below, by_scale, by_shift = self.torch.ops.aten.native_batch_norm_backward(
            d, self.x, scale, mean, variance, self.mean, self.inverse, True, self.stage.epsilon, [True, True, True]
        )
        self.stage.scale_gradient.copy_(by_scale[None])
        self.stage.shift_gradient.copy_(by_shift[None])
        return below
