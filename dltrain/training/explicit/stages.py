"""The stages of a dense network with their gradients by hand: weights, batch norm, activation, dropout.

A stage acts on rows of features: (rows, units) for one network, (members, rows, units) for a stack of them; what enters the
first may be shared by all members, (rows, features). `infer` is its action after training. `bind` makes its pass for batches of
one size, which owns the memory that it works in: `forward` keeps what `backward` needs, and `backward` turns the gradient by what
left the stage into that by what entered, in place where it can, and writes the gradients of the stage's own weights.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from dltrain.models.activations import Activation
from dltrain.randomness import keep_masks

Array = Any  # numpy.ndarray or torch.Tensor


class Pass(Protocol):
    """A stage at work on batches of one size."""

    def forward(self, x: Array) -> Array: ...

    def backward(self, d: Array) -> Array: ...


class Stage(Protocol):
    """What a network is made of."""

    def infer(self, x: Array) -> Array: ...

    def bind(self, rows: int) -> Pass: ...


@dataclass(frozen=True)
class Weights:
    """x Wᵀ + b with W (units, inputs) and b (1, units), and where their gradients go. `is_first`: nothing below has weights."""

    xp: Any
    weight: Array
    bias: Array
    weight_gradient: Array
    bias_gradient: Array
    is_first: bool

    def infer(self, x: Array) -> Array:
        return x @ self.weight.swapaxes(-1, -2) + self.bias

    def bind(self, rows: int) -> Pass:
        return _WeightsPass(self, rows)


class _WeightsPass:
    def __init__(self, stage: Weights, rows: int) -> None:
        *members, units, inputs = stage.weight.shape
        self.xp, self.stage, self.weight_t = stage.xp, stage, stage.weight.swapaxes(-1, -2)
        self.out = stage.xp.empty((*members, rows, units), stage.weight)
        self.below = None if stage.is_first else stage.xp.empty((*members, rows, inputs), stage.weight)

    def forward(self, x: Array) -> Array:
        self.x = x
        self.xp.linear(x, self.weight_t, self.stage.bias, self.out)
        return self.out

    def backward(self, d: Array) -> Array:
        self.xp.matmul(d.swapaxes(-1, -2), self.x, self.stage.weight_gradient)
        self.xp.sum_rows(d, self.stage.bias_gradient)
        if self.below is not None:
            self.xp.matmul(d, self.stage.weight, self.below)
        return self.below


@dataclass(frozen=True)
class Activated:
    """f(z), elementwise or a softmax over the units."""

    xp: Any
    activation: Activation
    in_place: bool  # whether what enters may be overwritten

    def infer(self, x: Array) -> Array:
        out = self.xp.empty_like(x)
        self.activation.forward(self.xp, x, out)
        return out

    def bind(self, rows: int) -> Pass:
        return _ActivatedPass(self)


class _ActivatedPass:
    def __init__(self, stage: Activated) -> None:
        self.xp, self.activation = stage.xp, stage.activation
        self.in_place = stage.in_place and not stage.activation.of_input

    def forward(self, x: Array) -> Array:
        self.z, self.a = x, x if self.in_place else self.xp.empty_like(x)
        self.activation.forward(self.xp, x, self.a)
        return self.a

    def backward(self, d: Array) -> Array:
        self.activation.backward(self.xp, self.z, self.a, d)
        return d


@dataclass(frozen=True)
class BatchNormed:
    """γ (x - mean) / √(variance + ε) + β, all (1, units); over the batch in training, over the running statistics afterwards."""

    xp: Any
    scale: Array
    shift: Array
    scale_gradient: Array
    shift_gradient: Array
    running_mean: Array
    running_variance: Array
    batches: NDArray[np.int64]
    momentum: float
    epsilon: float

    def infer(self, x: Array) -> Array:
        return (x - self.running_mean) * (self.scale / self.xp.sqrt(self.running_variance + self.epsilon)) + self.shift

    def bind(self, rows: int) -> Pass:
        if self.xp.is_torch and self.scale.dim() == 2:
            return _FusedBatchNormPass(self)
        return _BatchNormPass(self, rows)


class _BatchNormPass:
    """Ioffe & Szegedy 2015, section 3: dx = γ / σ · (d - mean(d) - x̂ mean(d x̂))."""

    def __init__(self, stage: BatchNormed, rows: int) -> None:
        self.stage, self.xp, self.rows = stage, stage.xp, rows
        shape = (*stage.scale.shape[:-2], 1, stage.scale.shape[-1])
        self.mean, self.variance = stage.xp.empty(shape, stage.scale), stage.xp.empty(shape, stage.scale)

    def forward(self, x: Array) -> Array:
        stage, xp, rows = self.stage, self.xp, self.rows
        self.mean[...] = x.sum(-2, keepdims=True)
        self.mean /= rows
        self.centred = x - self.mean
        xp.sum_rows(self.centred * self.centred, self.variance)
        self.variance /= rows
        self.inverse = 1 / xp.sqrt(self.variance + stage.epsilon)
        self.centred *= self.inverse
        mean, variance = stage.running_mean, stage.running_variance
        mean += stage.momentum * (self.mean - mean)
        variance += stage.momentum * (self.variance * (rows / (rows - 1)) - variance)
        stage.batches[...] += 1
        return self.centred * stage.scale + stage.shift

    def backward(self, d: Array) -> Array:
        stage, rows = self.stage, self.rows
        self.xp.sum_rows(d, stage.shift_gradient)
        self.xp.sum_rows(d * self.centred, stage.scale_gradient)
        self.centred *= stage.scale_gradient / rows
        self.centred += stage.shift_gradient / rows
        d -= self.centred
        d *= stage.scale * self.inverse
        return d


class _FusedBatchNormPass:
    """The same by torch's own kernels."""

    def __init__(self, stage: BatchNormed) -> None:
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


@dataclass(frozen=True)
class Dropped:
    """Inverted dropout. `keys`, one a member, are set anew for every step: they decide alone what is dropped."""

    xp: Any
    name: str  # what its keys are drawn for
    rate: float
    like: Array  # a parameter of the network: the kind of number, and the members in front
    keys: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(1, np.uint64))

    def infer(self, x: Array) -> Array:
        return x

    def bind(self, rows: int) -> Pass:
        return _DroppedPass(self)


class _DroppedPass:
    def __init__(self, stage: Dropped) -> None:
        self.stage, self.xp = stage, stage.xp
        self.mask: Array | None = None

    def forward(self, x: Array) -> Array:
        if self.mask is None:
            shape = (*self.stage.like.shape[:-1], *x.shape[-2:])
            self.drawn = np.empty((len(self.stage.keys), x.shape[-2] * x.shape[-1]), self.xp.to_numpy(self.stage.like).dtype)
            self.mask = self.xp.from_numpy(self.drawn.reshape(shape))
            self.out = self.xp.empty(shape, self.stage.like)
        keep_masks(self.stage.keys, 1 - self.stage.rate, self.drawn)
        self.xp.multiply(x, self.mask, out=self.out)
        return self.out

    def backward(self, d: Array) -> Array:
        d *= self.mask
        return d
