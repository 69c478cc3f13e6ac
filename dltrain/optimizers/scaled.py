"""Gradients divided by their own recent size."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.optimizers.base import OPTIMIZERS, Optimizer, add_l2, with_l2
from dltrain.process.lazy import Lazy
from dltrain.types import option, page

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

    from dltrain.optimizers.base import Array, Arrays, State
else:
    np = Lazy("numpy")


@OPTIMIZERS.entry("adagrad")
@page
class Adagrad(Optimizer):
    """Steps that shrink with the gradients seen so far: s ← s + g², θ ← θ − ηg / (√s + ε).

    Duchi, Hazan & Singer, Adaptive subgradient methods for online learning and stochastic optimization (2011).
    """

    default_learning_rate: ClassVar[float] = 0.01
    without_torch: ClassVar[bool] = True

    epsilon: float = option(1e-10, help="added to the denominator", above=0)

    def slots(self) -> tuple[str, ...]:
        return ("square_sum",)

    def initial_state(self, parameters: Tensor) -> State:
        import torch

        # The kernel takes the step as well, for a decay of the learning rate that schedules do here.
        step = torch.zeros((), dtype=torch.float32, device=parameters.device)
        return super().initial_state(parameters) | {"step": step}

    def update(
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        import torch

        torch._fused_adagrad_(
            [parameters],
            [gradients],
            [state["square_sum"]],
            [state["step"].fill_(step)],
            lr=learning_rate,
            lr_decay=0.0,
            weight_decay=weight_decay,
            eps=self.epsilon,
            maximize=False,
        )

    def update_arrays(
        self, parameters: Array, gradients: Array, state: Arrays, rate: float, step: int, weight_decay: float
    ) -> None:
        add_l2(gradients, parameters, weight_decay)
        square_sum = state["square_sum"]
        square_sum += gradients * gradients
        gradients /= np.sqrt(square_sum) + self.epsilon
        gradients *= rate
        parameters -= gradients


@OPTIMIZERS.entry("rmsprop")
@page
class RMSProp(Optimizer):
    """Steps relative to the recent size of the gradient: s ← αs + (1 − α)g², u = g / (√s + ε), θ ← θ − ηu.

    With momentum μ: b ← μb + u, θ ← θ − ηb; centred: m ← αm + (1 − α)g and s − m² instead of s. Tieleman & Hinton, Lecture 6.5 of
    Neural networks for machine learning (2012), learning rate 0.001; α is PyTorch's 0.99 (the lecture has 0.9); centred: Graves,
    Generating sequences with recurrent neural networks (2013).
    """

    default_learning_rate: ClassVar[float] = 1e-3
    without_torch: ClassVar[bool] = True

    smoothing: float = option(0.99, help="share of the running mean of squares that is kept (α)", at_least=0, below=1)
    epsilon: float = option(1e-8, help="added to the denominator", above=0)
    momentum: float = option(0.0, help="share of the last step's direction that is kept", at_least=0, below=1)
    centered: bool = option(False, help="divide by the deviation of the gradient instead of its size")

    def slots(self) -> tuple[str, ...]:
        names = {"square_mean": True, "mean": self.centered, "momentum": self.momentum > 0}
        return tuple(name for name, needed in names.items() if needed)

    def update(
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        size = state["square_mean"].mul_(self.smoothing).addcmul_(gradients, gradients, value=1 - self.smoothing)
        if self.centered:
            mean = state["mean"].lerp_(gradients, 1 - self.smoothing)
            size = size.addcmul(mean, mean, value=-1).clamp_(min=0)  # rounding may leave less than nothing
        size = size.sqrt().add_(self.epsilon)
        if self.momentum:
            parameters.add_(state["momentum"].mul_(self.momentum).addcdiv_(gradients, size), alpha=-learning_rate)
        else:
            parameters.addcdiv_(gradients, size, value=-learning_rate)

    def update_arrays(
        self, parameters: Array, gradients: Array, state: Arrays, rate: float, step: int, weight_decay: float
    ) -> None:
        add_l2(gradients, parameters, weight_decay)
        square_mean = state["square_mean"]
        square_mean *= self.smoothing
        square_mean += (1 - self.smoothing) * gradients * gradients
        size = square_mean
        if self.centered:
            mean = state["mean"]
            mean += (1 - self.smoothing) * (gradients - mean)
            size = np.maximum(square_mean - mean * mean, 0)  # rounding may leave less than nothing
        gradients /= np.sqrt(size) + self.epsilon
        if self.momentum:
            momentum = state["momentum"]
            momentum *= self.momentum
            momentum += gradients
            np.copyto(gradients, momentum)
        gradients *= rate
        parameters -= gradients


@OPTIMIZERS.entry("adadelta")
@page
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
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        squares = state["square_mean"].mul_(self.rho).addcmul_(gradients, gradients, value=1 - self.rho)
        step_squares = state["step_square_mean"]
        change = step_squares.add(self.epsilon).div_(squares.add(self.epsilon)).sqrt_().mul_(gradients)
        step_squares.mul_(self.rho).addcmul_(change, change, value=1 - self.rho)
        parameters.add_(change, alpha=-learning_rate)
