"""Gradients divided by their own recent size."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.optimizers.base import OPTIMIZERS, Optimizer, with_l2
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays
    from dltrain.optimizers.base import State


@OPTIMIZERS.entry("adagrad")
@options
class Adagrad(Optimizer):
    """Steps that shrink with the gradients seen so far: s ← s + g², θ ← θ − ηg / (√s + ε).

    Duchi, Hazan & Singer, Adaptive subgradient methods for online learning and stochastic optimization (2011).
    """

    default_learning_rate: ClassVar[float] = 0.01
    epsilon: float = option(1e-10, help="added to the denominator", above=0)

    def slots(self) -> tuple[str, ...]:
        return ("square_sum",)

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        square_sum = state["square_sum"]
        xp.add_product(square_sum, gradients, gradients, 1.0)
        size = xp.sqrt(square_sum)
        size += self.epsilon
        xp.add_quotient(parameters, gradients, size, -learning_rate)


@OPTIMIZERS.entry("rmsprop")
@options
class RMSProp(Optimizer):
    """Steps relative to the recent size of the gradient: s ← αs + (1 − α)g², u = g / (√s + ε), θ ← θ − ηu.

    With momentum μ: b ← μb + u, θ ← θ − ηb; centred: m ← αm + (1 − α)g and s − m² instead of s. Tieleman & Hinton, Lecture 6.5 of
    Neural networks for machine learning (2012), learning rate 0.001; α is PyTorch's 0.99 (the lecture has 0.9); centred: Graves,
    Generating sequences with recurrent neural networks (2013).
    """

    default_learning_rate: ClassVar[float] = 1e-3
    smoothing: float = option(0.99, help="share of the running mean of squares that is kept (α)", at_least=0, below=1)
    epsilon: float = option(1e-8, help="added to the denominator", above=0)
    momentum: float = option(0.0, help="share of the last step's direction that is kept", at_least=0, below=1)
    centered: bool = option(False, help="divide by the deviation of the gradient instead of its size")

    def slots(self) -> tuple[str, ...]:
        names = {"square_mean": True, "mean": self.centered, "momentum": self.momentum > 0}
        return tuple(name for name, needed in names.items() if needed)

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        squares = state["square_mean"]
        xp.update_square_mean(squares, gradients, self.smoothing)
        if self.centered:
            mean = state["mean"]
            xp.update_mean(mean, gradients, self.smoothing)
            squares = xp.clip(squares - mean * mean, 0, None)  # rounding may leave less than nothing
        size = xp.sqrt(squares)
        size += self.epsilon
        if self.momentum:
            momentum = state["momentum"]
            momentum *= self.momentum
            xp.add_quotient(momentum, gradients, size, 1.0)
            xp.add_scaled(parameters, momentum, -learning_rate)
        else:
            xp.add_quotient(parameters, gradients, size, -learning_rate)


@OPTIMIZERS.entry("adadelta")
@options
class Adadelta(Optimizer):
    """Steps in the parameters' own unit: s ← ρs + (1 − ρ)g², Δ = g·√(d + ε) / √(s + ε), d ← ρd + (1 − ρ)Δ², θ ← θ − ηΔ.

    Zeiler, ADADELTA: an adaptive learning rate method (2012).
    """

    default_learning_rate: ClassVar[float] = 1.0

    rho: float = option(0.9, help="share of both running means that is kept", at_least=0, below=1)
    epsilon: float = option(1e-6, help="added under both roots; the size of the first steps", above=0)

    def slots(self) -> tuple[str, ...]:
        return ("square_mean", "step_square_mean")

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        squares, step_squares = state["square_mean"], state["step_square_mean"]
        xp.update_square_mean(squares, gradients, self.rho)
        change = xp.sqrt((step_squares + self.epsilon) / (squares + self.epsilon))
        change *= gradients
        xp.update_square_mean(step_squares, change, self.rho)
        xp.add_scaled(parameters, change, -learning_rate)
