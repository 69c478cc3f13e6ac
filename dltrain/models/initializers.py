"""Initializers: the weights before training, drawn from the generator that is passed and nothing else; biases start at zero.

A weight tensor is (units, inputs) or (channels, channels in, kernel…). In the formulas nᵢ is its fan-in, the inputs of one unit,
and nₒ its fan-out, the units that one input reaches, both times the kernel's positions; the counting is PyTorch's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from dltrain.lazy import NDArray, Tensor, np
from dltrain.types import Choices, option, options

if TYPE_CHECKING:
    from dltrain.models.activations import Activation

Weights: TypeAlias = "NDArray[np.float32]"
Random: TypeAlias = "np.random.Generator"


class Initializer:
    """What every initializer answers; its options are the fields of the entry."""

    def problems(self) -> list[tuple[str, str]]:
        """Options that contradict each other: the name of one, and what to say of it."""
        return []

    def problem(self, shape: Sequence[int]) -> str | None:
        """Why a weight of this shape, with a bias of `shape[0]`, cannot start from these options; None where it can."""
        return None

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        """The first weights: float32 of this shape."""
        raise NotImplementedError

    def biases(self, units: int) -> Weights:
        """The first biases, float32 (units,): zeros, unless they are given by hand."""
        return np.zeros(units, np.float32)

    def fill(self, weight: Tensor, random: Random) -> None:
        """Writes the first weights into a tensor of any shape."""
        _copy(self.draw(tuple(weight.shape), random), weight)

    def fill_bias(self, bias: Tensor) -> None:
        """Writes the first biases into a tensor, (units,)."""
        _copy(self.biases(len(bias)), bias)


INITIALIZERS: Choices[Initializer] = Choices("initializer")


# What initial weights are by default; measured, see benchmarks/initializers.
MAX_SIGNAL, MIN_SIGNAL = 1 / 4, 1 / 32  # of what enters, behind all rectified layers
NORMALIZED_GAIN = 0.5  # before batch norm
OUTPUT_GAIN = 2.0  # behind layers that have made the signal smaller


def fans(shape: Sequence[int]) -> tuple[int, int]:
    """Fan-in and fan-out of a weight with at least two axes."""
    units, inputs, *kernel = shape
    return inputs * math.prod(kernel), units * math.prod(kernel)


def automatic(activation: Activation, depth: int) -> Initializer:
    """What a layer that names none begins with: orthogonal weights.

    `depth` is how many layers of weights follow each other with nothing between them that normalizes, this one among them; 0
    for one that is batch-normalized, where only the size of steps in relation to the weights is left of the gain.

    A rectifier halves the signal's square, so that behind `depth` of them with gain 1 the signal is 2^(-depth / 2) times as
    large. Networks learn best where that lies between a quarter, for few layers, and 1/32, for many: the gain spreads what is
    missing over all of them. `benchmarks/initializers` has the measurements.
    """
    if depth == 0:
        return Orthogonal(gain=NORMALIZED_GAIN)
    if not activation.rectifies:
        return Orthogonal()
    left = min(max(2 ** (-depth / 2), MIN_SIGNAL), MAX_SIGNAL)
    return Orthogonal(gain=round(math.sqrt(2) * left ** (1 / depth), 4))


def automatic_normal(activation: Activation) -> Initializer:
    """The same where units have inputs of their own: the spread that keeps the size of the signal."""
    return HeNormal() if activation.rectifies else LecunNormal()


def automatic_output(depth: int) -> Initializer:
    """What an output layer that names none begins with: as `depth` layers of weights, without normalization, lead to it, their
    small signal is doubled; what is normalized or bounded enters as it is."""
    return Orthogonal(gain=OUTPUT_GAIN) if depth else Orthogonal()


def _copy(values: Weights, tensor: Tensor) -> None:
    import torch

    with torch.no_grad():
        tensor.copy_(torch.from_numpy(values))


def _constant(shape: Sequence[int], value: float) -> Weights:
    return np.full(shape, value, np.float32)


def _normal(shape: Sequence[int], random: Random, mean: float, std: float) -> Weights:
    drawn: Weights = random.standard_normal(shape, np.float32)
    drawn *= np.float32(std)
    drawn += np.float32(mean)
    return drawn


def _uniform(shape: Sequence[int], random: Random, low: float, high: float) -> Weights:
    drawn: Weights = random.random(shape, np.float32)
    drawn *= np.float32(high - low)
    drawn += np.float32(low)
    return drawn


@INITIALIZERS.entry("zeros")
@options
class Zeros(Initializer):
    """w = 0: right for a linear model; hidden units that start equal stay equal.

    Goodfellow, Bengio & Courville, Deep learning (2016), section 8.4.
    """

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        return _constant(shape, 0.0)


@INITIALIZERS.entry("ones")
@options
class Ones(Initializer):
    """w = 1; units that start equal stay equal. Goodfellow, Bengio & Courville, Deep learning (2016), section 8.4."""

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        return _constant(shape, 1.0)


@INITIALIZERS.entry("constant")
@options
class Constant(Initializer):
    """w = c; units that start equal stay equal. Goodfellow, Bengio & Courville, Deep learning (2016), section 8.4."""

    value: float = option(help="the value of every weight (c)")

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        return _constant(shape, self.value)


@INITIALIZERS.entry("normal")
@options
class Normal(Initializer):
    """w ~ N(μ, σ²), whatever the size of the layer.

    Krizhevsky, Sutskever & Hinton, ImageNet classification (2012), with σ = 0.01.
    """

    mean: float = option(0.0, help="mean of the weights (μ)")
    std: float = option(0.01, help="standard deviation of the weights (σ)", above=0)

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        return _normal(shape, random, self.mean, self.std)


@INITIALIZERS.entry("uniform")
@options
class Uniform(Initializer):
    """w ~ U(a, b), whatever the layer's size; ±0.05 is the default of Chollet, Keras (2015)."""

    low: float = option(-0.05, help="lower bound of the weights (a)")
    high: float = option(0.05, help="upper bound of the weights (b)")

    def problems(self) -> list[tuple[str, str]]:
        return [] if self.low < self.high else [("low", f"{self.low:g} is not below high, {self.high:g}")]

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        return _uniform(shape, random, self.low, self.high)


@INITIALIZERS.entry("truncated_normal")
@options
class TruncatedNormal(Initializer):
    """w ~ N(μ, σ²) within μ ± 2σ, which leaves a deviation of 0.88σ. Robert, Simulation of truncated normal variables (1995)."""

    mean: float = option(0.0, help="mean of the weights (μ)")
    std: float = option(0.01, help="standard deviation of the normal before it is cut at two of them (σ)", above=0)

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        drawn: Weights = random.standard_normal(shape, np.float32)
        while (beyond := np.abs(drawn) > 2).any():
            drawn[beyond] = random.standard_normal(int(beyond.sum()), np.float32)
        drawn *= np.float32(self.std)
        drawn += np.float32(self.mean)
        return drawn


@INITIALIZERS.entry("xavier_normal")
@options
class XavierNormal(Initializer):
    """w ~ N(0, 2 / (nᵢ + nₒ)).

    Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks (2010).
    """

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        return _normal(shape, random, 0.0, math.sqrt(2 / sum(fans(shape))))


@INITIALIZERS.entry("xavier_uniform")
@options
class XavierUniform(Initializer):
    """w ~ U(−a, a), a = √(6 / (nᵢ + nₒ)).

    Glorot & Bengio, Understanding the difficulty of training deep feedforward networks (2010).
    """

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        bound = math.sqrt(6 / sum(fans(shape)))
        return _uniform(shape, random, -bound, bound)


@INITIALIZERS.entry("he_normal")
@options
class HeNormal(Initializer):
    """w ~ N(0, 2 / nᵢ). He, Zhang, Ren & Sun, Delving deep into rectifiers (2015)."""

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        return _normal(shape, random, 0.0, math.sqrt(2 / fans(shape)[0]))


@INITIALIZERS.entry("he_uniform")
@options
class HeUniform(Initializer):
    """w ~ U(−a, a), a = √(6 / nᵢ). He, Zhang, Ren & Sun, Delving deep into rectifiers (2015)."""

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        bound = math.sqrt(6 / fans(shape)[0])
        return _uniform(shape, random, -bound, bound)


@INITIALIZERS.entry("lecun_normal")
@options
class LecunNormal(Initializer):
    """w ~ N(0, 1 / nᵢ). LeCun, Bottou, Orr & Müller, Efficient BackProp (1998)."""

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        return _normal(shape, random, 0.0, math.sqrt(1 / fans(shape)[0]))


@INITIALIZERS.entry("lecun_uniform")
@options
class LecunUniform(Initializer):
    """w ~ U(−a, a), a = √(3 / nᵢ). LeCun, Bottou, Orr & Müller, Efficient BackProp (1998)."""

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        bound = math.sqrt(3 / fans(shape)[0])
        return _uniform(shape, random, -bound, bound)


@INITIALIZERS.entry("orthogonal")
@options
class Orthogonal(Initializer):
    """WWᵀ = g²I (WᵀW where there are more units than inputs).

    Saxe, McClelland & Ganguli, Exact solutions to the dynamics of learning (2014).
    """

    gain: float = option(1.0, help="length of each row or column (g)", above=0)

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        rows, columns = shape[0], math.prod(shape[1:])
        drawn = random.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(drawn)
        q = q * np.where(np.diag(r) < 0, -1.0, 1.0)  # so that all orthogonal matrices are equally likely (Mezzadri 2007)
        return np.ascontiguousarray(self.gain * (q if rows > columns else q.T), np.float32).reshape(shape)


@INITIALIZERS.entry("values")
@options
class Values(Initializer):
    """W = `weights`, b = `bias`, by hand: one row a unit.

    McCulloch & Pitts, A logical calculus of the ideas immanent in nervous activity (1943).
    """

    weights: list[list[float]] = option(help="one row a unit, with one number an input")
    bias: list[float] | None = option(None, help="one number a unit; zeros where it is left out")

    def problems(self) -> list[tuple[str, str]]:
        lengths = [len(row) for row in self.weights]
        if not lengths or 0 in lengths:
            return [("weights", "there are no numbers; expected one row a unit, such as [[1, 1], [1, 1]]")]
        for number, length in enumerate(lengths, 1):
            if length != lengths[0]:
                message = f"row {number} has {_count(length, 'number')} and row 1 has {lengths[0]}"
                return [("weights", f"{message}; every row needs one number an input")]
        if self.bias is not None and len(self.bias) != len(lengths):
            message = f"there are {_count(len(self.bias), 'number')} for {_count(len(lengths), 'row')} of weights"
            return [("bias", f"{message}; expected one a unit")]
        return []

    def problem(self, shape: Sequence[int]) -> str | None:
        given, wanted = (len(self.weights), len(self.weights[0])), (shape[0], math.prod(shape[1:]))
        if given == wanted:
            return None
        message = (
            f"weights are {given[0]} × {given[1]} (units × inputs); this layer has {_count(wanted[0], 'unit')} "
            f"with {_count(wanted[1], 'input')}"
        )
        return message + ("; write one row a unit, not one an input" if given == wanted[::-1] else "")

    def draw(self, shape: Sequence[int], random: Random) -> Weights:
        return np.array(self.weights, np.float32).reshape(shape)

    def biases(self, units: int) -> Weights:
        return super().biases(units) if self.bias is None else np.array(self.bias, np.float32)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
