"""The array vocabulary: what the formulas of activations, losses and optimizers ask of a library, for numpy and for torch.

A formula is written once, for an `xp` that is either: in operators, in-place operators and the functions that both libraries
spell alike (`exp`, `tanh`, `sqrt`, `sign`, `clip`, `maximum`, all with `out=`), which are looked up in the library itself; what
they spell differently, or what one of them has a fused kernel for, is a method here. Functions of rows take those of one network
or, with an axis in front, of a stack of networks. `out`, where it is left out, is a new array, and in torch one that automatic
differentiation follows.
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from dltrain.lazy import Lazy, copy_to, own_threads, take_rows, tensor_over, to_device

Array = Any  # numpy.ndarray or torch.Tensor


class Arrays(Lazy):
    """What both libraries have. `x` stays as it is wherever it is not the first argument of a function without `out`."""

    is_torch = False
    device = "cpu"  # where `from_numpy` puts the numbers


class NumpyArrays(Arrays):
    """The functions on numpy arrays; numpy's own besides."""

    def __init__(self) -> None:
        super().__init__("numpy")

    def from_numpy(self, array: np.ndarray) -> Array:
        """An array of this library with a numpy array's numbers."""
        return array

    def to_numpy(self, array: Array) -> np.ndarray:
        """The numbers as a numpy array, of the same shape."""
        return np.asarray(array)

    def like(self, array: Any, other: Array) -> Array:
        """An array of any kind beside another, where it lies."""
        return np.asarray(array)

    def laid_out(self, array: Array) -> Array:
        """The same numbers as kernels take them: numpy's take any."""
        return array

    def is_float(self, array: Array) -> bool:
        """Whether it holds real numbers."""
        return bool(array.dtype.kind == "f")

    def as_type(self, array: Array, like: Array) -> Array:
        """The same in the dtype of another."""
        return array.astype(like.dtype, copy=False)

    def one_hot(self, index: Array, like: Array) -> Array:
        """Class indices (...) as (..., classes) with a 1 each, in the dtype and with the last axis of another."""
        return (index[..., None] == np.arange(like.shape[-1])).astype(like.dtype)

    def empty(self, shape: tuple[int, ...], like: Array) -> Array:
        """An array of this shape, in the type of another, whose numbers are not set."""
        return np.empty(shape, like.dtype)

    def root(self, number: Any) -> Any:
        """The square root of a number, or of the number of each lane."""
        return math.sqrt(number) if isinstance(number, float) else np.sqrt(number)

    def linear(self, x: Array, weight_t: Array, bias: Array, out: Array) -> None:
        """out ← x Wᵀ + b."""
        self.matmul(x, weight_t, out)
        np.add(out, bias, out=out)

    def matmul(self, a: Array, b: Array, out: Array) -> None:
        """out ← a b, matrix by matrix."""
        if out.ndim == 2:
            np.dot(a, b, out=out)  # half of the time of np.matmul where the matrices are tiny
        else:
            np.matmul(a, b, out=out)

    def sum_rows(self, x: Array, out: Array) -> None:
        """The sum over the rows, (..., 1, units), kept as an axis."""
        np.add.reduce(x, axis=-2, out=out, keepdims=True)

    def relu(self, z: Array, out: Array | None = None) -> Array:
        """max(z, 0)."""
        return np.maximum(z, _zeros(z.shape[-1]), out=out)  # half of the time of the maximum with a scalar

    def relu_backward(self, a: Array, d: Array) -> None:
        """d ← d where a > 0, else 0; a is not negative."""
        np.multiply(d, np.sign(a) if a.size < SMALL else a > 0, out=d)

    def leaky_relu(self, z: Array, slope: float, out: Array | None = None) -> Array:
        """z where z > 0, else slope · z."""
        lost = np.minimum(z, 0)
        lost *= 1 - slope
        return np.subtract(z, lost, out=out)

    def elu(self, z: Array, alpha: float, scale: float, out: Array | None = None) -> Array:
        """scale · z where z > 0, else scale · alpha · (eᶻ - 1)."""
        below = np.minimum(z, 0)
        np.expm1(below, out=below)
        below *= scale * alpha
        values = np.maximum(z, 0, out=out)
        values *= scale
        values += below
        return values

    def sigmoid(self, z: Array, out: Array | None = None) -> Array:
        """1 / (1 + e⁻ᶻ) as (1 + tanh(z / 2)) / 2, which never overflows."""
        values = np.multiply(z, 0.5, out=out)
        np.tanh(values, out=values)
        np.multiply(values, 0.5, out=values)
        return np.add(values, 0.5, out=values)

    def silu(self, z: Array, out: Array | None = None) -> Array:
        """z / (1 + e⁻ᶻ)."""
        values = self.sigmoid(z, out)
        values *= z
        return values

    def softplus(self, z: Array, out: Array | None = None) -> Array:
        """ln(1 + eᶻ) = max(z, 0) + ln(1 + e^-|z|)."""
        tail = np.abs(z)
        np.negative(tail, out=tail)
        np.exp(tail, out=tail)
        np.log1p(tail, out=tail)
        values = np.maximum(z, 0, out=out)
        values += tail
        return values

    def softmax(self, z: Array, out: Array | None = None) -> Array:
        """eᶻⁱ / Σⱼ eᶻʲ over the last axis."""
        return np.exp(self.log_softmax(z), out=out)

    def log_softmax(self, z: Array) -> Array:
        """zᵢ - ln Σⱼ eᶻʲ over the last axis."""
        logs = z - np.maximum.reduce(z, axis=-1, keepdims=True)
        logs -= np.log(np.add.reduce(np.exp(logs), axis=-1, keepdims=True))
        return logs

    def log_sigmoid(self, z: Array) -> Array:
        """-ln(1 + e⁻ᶻ)."""
        return -self.softplus(-z)

    def sum(self, x: Array, keepdims: bool = False) -> Array:
        """Over the last axis."""
        return x.sum(-1, keepdims=keepdims)

    def take(self, rows: Array, index: Array) -> Array:
        """Rows by their numbers, (rows,) or (members, rows)."""
        return rows.take(index, axis=0)

    def add_scaled(self, total: Array, x: Array, scale: float) -> None:
        """total ← total + scale · x."""
        total += scale * x

    def add_product(self, total: Array, x: Array, y: Array, scale: float) -> None:
        """total ← total + scale · x · y."""
        product = x * y
        product *= scale
        total += product

    def add_quotient(self, total: Array, x: Array, y: Array, scale: float) -> None:
        """total ← total + scale · x / y."""
        quotient = x / y
        quotient *= scale
        total += quotient

    def update_mean(self, mean: Array, x: Array, kept: float) -> None:
        """mean ← kept · mean + (1 - kept) · x: an exponential moving average."""
        change = x - mean
        change *= 1 - kept
        mean += change

    def update_square_mean(self, mean: Array, x: Array, kept: float) -> None:
        """mean ← kept · mean + (1 - kept) · x²."""
        mean *= kept
        self.add_product(mean, x, x, 1 - kept)


class TorchArrays(Arrays):
    """The functions on torch tensors; torch's own besides."""

    is_torch = True

    def __init__(self, device: str = "cpu") -> None:
        import torch

        super().__init__("torch")
        self.torch, self.device, self.own_threads = torch, device, own_threads()
        self.kernels: Any = torch._C._nn  # those of torch.nn.functional, with their `out`
        self._numbers: dict[Any, Array] = {}

    def from_numpy(self, array: np.ndarray) -> Array:
        """An array of this library with a numpy array's numbers: the same memory, but for a GPU."""
        return tensor_over(np.ascontiguousarray(array)).to(self.device)

    def to_numpy(self, array: Array) -> np.ndarray:
        """The numbers as a numpy array, of the same shape."""
        result: np.ndarray = array.cpu().numpy()
        return result

    def number(self, value: float, like: Array) -> Array:
        """A float32 tensor, (), on the device of another; the same one at every call, which takes half the time of a new one."""
        if like.device not in self._numbers:
            self._numbers[like.device] = self.torch.zeros((), dtype=self.torch.float32, device=like.device)
        return self._numbers[like.device].fill_(value)

    def like(self, array: Any, other: Array) -> Array:
        """An array of any kind beside another, on its device."""
        return copy_to(self.torch.as_tensor(array), other)

    def to_device(self, array: np.ndarray, device: str) -> Array:
        """A numpy array on a device. Windows that overlap stay a view there: the numbers beneath them go over once."""
        return to_device(array, device)

    def laid_out(self, array: Array) -> Array:
        """The same numbers as kernels take them: each in a place of its own."""
        return array.contiguous()

    def is_float(self, array: Array) -> bool:
        """Whether it holds real numbers."""
        return bool(array.is_floating_point())

    def as_type(self, array: Array, like: Array) -> Array:
        """The same in the dtype of another."""
        return array.to(like.dtype)

    def one_hot(self, index: Array, like: Array) -> Array:
        """Class indices (...) as (..., classes) with a 1 each, in the dtype and with the last axis of another."""
        return (index[..., None] == self.torch.arange(like.shape[-1], device=like.device)).to(like.dtype)

    def empty(self, shape: tuple[int, ...], like: Array) -> Array:
        """An array of this shape, in the type of another, whose numbers are not set."""
        return like.new_empty(shape)

    def linear(self, x: Array, weight_t: Array, bias: Array, out: Array) -> None:
        """out ← x Wᵀ + b."""
        if out.dim() == 2:
            self.torch.addmm(bias, x, weight_t, out=out)
        else:
            self.torch.baddbmm(bias, x.expand(len(out), *x.shape[-2:]), weight_t, out=out)

    def matmul(self, a: Array, b: Array, out: Array) -> None:
        """out ← a b, matrix by matrix."""
        self.torch.matmul(a, b, out=out)

    def sum_rows(self, x: Array, out: Array) -> None:
        """The sum over the rows, (..., 1, units), kept as an axis."""
        self.torch.sum(x, dim=-2, keepdim=True, out=out)

    def relu(self, z: Array, out: Array | None = None) -> Array:
        """max(z, 0)."""
        return self.torch.relu(z) if out is None else self.torch.clamp_min(z, 0, out=out)

    def leaky_relu(self, z: Array, slope: float, out: Array | None = None) -> Array:
        """z where z > 0, else slope · z."""
        return self.kernels.leaky_relu(z, slope, out=out)

    def elu(self, z: Array, alpha: float, scale: float, out: Array | None = None) -> Array:
        """scale · z where z > 0, else scale · alpha · (eᶻ - 1)."""
        return self.kernels.elu(z, alpha, scale, out=out)

    def relu_backward(self, a: Array, d: Array) -> None:
        """d ← d where a > 0, else 0; a is not negative."""
        self.torch.ops.aten.threshold_backward.grad_input(d, a, 0, grad_input=d)

    def sigmoid(self, z: Array, out: Array | None = None) -> Array:
        """1 / (1 + e⁻ᶻ)."""
        return self.torch.sigmoid(z, out=out)

    def silu(self, z: Array, out: Array | None = None) -> Array:
        """z / (1 + e⁻ᶻ)."""
        return self.kernels.silu(z, out=out)

    def softplus(self, z: Array, out: Array | None = None) -> Array:
        """ln(1 + eᶻ)."""
        return self.kernels.softplus(z, out=out)

    def softmax(self, z: Array, out: Array | None = None) -> Array:
        """eᶻⁱ / Σⱼ eᶻʲ over the last axis."""
        return self.torch.softmax(z, -1, out=out)

    def log_softmax(self, z: Array) -> Array:
        """zᵢ - ln Σⱼ eᶻʲ over the last axis."""
        return z.log_softmax(-1)

    def log_sigmoid(self, z: Array) -> Array:
        """-ln(1 + e⁻ᶻ)."""
        return self.kernels.log_sigmoid(z)

    def sum(self, x: Array, keepdims: bool = False) -> Array:
        """Over the last axis."""
        return x.sum(-1, keepdim=keepdims)

    def take(self, rows: Array, index: Array) -> Array:
        """Rows by their numbers, (rows,) or (members, rows)."""
        return rows[index] if index.dim() > 1 else take_rows(rows, index)

    def add_scaled(self, total: Array, x: Array, scale: float) -> None:
        """total ← total + scale · x."""
        total.add_(x, alpha=scale)

    def add_product(self, total: Array, x: Array, y: Array, scale: float) -> None:
        """total ← total + scale · x · y."""
        total.addcmul_(x, y, value=scale)

    def add_quotient(self, total: Array, x: Array, y: Array, scale: float) -> None:
        """total ← total + scale · x / y."""
        total.addcdiv_(x, y, value=scale)

    def update_mean(self, mean: Array, x: Array, kept: float) -> None:
        """mean ← kept · mean + (1 - kept) · x: an exponential moving average."""
        mean.lerp_(x, 1 - kept)

    def update_square_mean(self, mean: Array, x: Array, kept: float) -> None:
        """mean ← kept · mean + (1 - kept) · x²."""
        mean.mul_(kept).addcmul_(x, x, value=1 - kept)


NUMPY = NumpyArrays()
SMALL = 4096  # numbers: where fewer calls of numpy matter more than their time


@functools.lru_cache(maxsize=64)
def _zeros(count: int) -> np.ndarray:
    return np.zeros(count, np.float32)


def arrays_of(engine: str, threads: int, device: str = "cpu") -> Arrays:
    """The vocabulary that an engine works in, torch's at work on so many cores from now on."""
    if engine != "numpy":
        torch_arrays(device).set_num_threads(threads)
    return NUMPY if engine == "numpy" else torch_arrays(device)


def torch_arrays(device: str = "cpu") -> TorchArrays:
    """The one vocabulary of torch, of each device that numbers are to be put on; imports it."""
    return _torch_arrays(device)


@functools.cache
def _torch_arrays(device: str) -> TorchArrays:
    return TorchArrays(device)
