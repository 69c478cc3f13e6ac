"""Gradient descent, plain and with momentum."""

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


@OPTIMIZERS.entry("sgd")
@page
class SGD(Optimizer):
    """Stochastic gradient descent: θ ← θ − ηg; with momentum μ: b ← μb + g, θ ← θ − ηb; with Nesterov's: θ ← θ − η(g + μb).

    With `batch_size: all` it is plain gradient descent. Robbins & Monro, A stochastic approximation method (1951); the form with
    momentum is PyTorch's, in which a new learning rate acts on the whole momentum at once.
    """

    default_learning_rate: ClassVar[float] = 0.01
    without_torch: ClassVar[bool] = True

    momentum: float = option(0.0, help="share of the last step's direction that is kept", at_least=0, below=1)
    nesterov: bool = option(False, help="look ahead along the momentum before the gradient acts; needs momentum")

    def problems(self) -> list[tuple[str, str]]:
        if self.nesterov and self.momentum == 0:
            return [("nesterov", "'nesterov' does nothing without momentum; write 'momentum: 0.9' beside it, or leave it out")]
        return []

    def slots(self) -> tuple[str, ...]:
        return ("momentum",) if self.momentum else ()

    def update(
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        import torch

        torch._fused_sgd_(
            [parameters],
            [gradients],
            list(state.values()),
            lr=learning_rate,
            momentum=self.momentum,
            dampening=0.0,
            nesterov=self.nesterov,
            weight_decay=weight_decay,
            maximize=False,
            is_first_step=False,
        )

    def update_arrays(
        self, parameters: Array, gradients: Array, state: Arrays, rate: float, step: int, weight_decay: float
    ) -> None:
        add_l2(gradients, parameters, weight_decay)
        if self.momentum:
            velocity = state["momentum"]
            velocity *= self.momentum
            velocity += gradients
            if self.nesterov:
                gradients += self.momentum * velocity
            else:
                np.copyto(gradients, velocity)
        gradients *= rate
        parameters -= gradients


@OPTIMIZERS.entry("momentum")
@page
class Momentum(Optimizer):
    """Gradient descent with momentum, the textbook form: v ← μv − ηg, θ ← θ + v.

    Polyak, Some methods of speeding up the convergence of iteration methods (1964). At a constant learning rate it equals `sgd`
    with momentum; when the rate changes, the velocity keeps what earlier rates have put into it.
    """

    default_learning_rate: ClassVar[float] = 0.01
    without_torch: ClassVar[bool] = True

    momentum: float = option(0.9, help="share of the velocity that is kept at each step", above=0, below=1)

    def slots(self) -> tuple[str, ...]:
        return ("velocity",)

    def update(
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        velocity = state["velocity"].mul_(self.momentum).add_(gradients, alpha=-learning_rate)
        parameters.add_(velocity)

    def update_arrays(
        self, parameters: Array, gradients: Array, state: Arrays, rate: float, step: int, weight_decay: float
    ) -> None:
        add_l2(gradients, parameters, weight_decay)
        velocity = state["velocity"]
        velocity *= self.momentum
        gradients *= rate
        velocity -= gradients
        parameters += velocity


@OPTIMIZERS.entry("nesterov")
@page
class Nesterov(Optimizer):
    """Nesterov's accelerated gradient, the textbook form: v ← μv − ηg, θ ← θ + μv − ηg.

    Nesterov, A method of solving a convex programming problem with convergence rate O(1/k²) (1983); θ is the looked-ahead point,
    as in Bengio, Boulanger-Lewandowski & Pascanu, Advances in optimizing recurrent networks (2013), eq. 7.
    """

    default_learning_rate: ClassVar[float] = 0.01
    without_torch: ClassVar[bool] = True

    momentum: float = option(0.9, help="share of the velocity that is kept at each step", above=0, below=1)

    def slots(self) -> tuple[str, ...]:
        return ("velocity",)

    def update(
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        velocity = state["velocity"].mul_(self.momentum).add_(gradients, alpha=-learning_rate)
        parameters.add_(velocity, alpha=self.momentum).add_(gradients, alpha=-learning_rate)

    def update_arrays(
        self, parameters: Array, gradients: Array, state: Arrays, rate: float, step: int, weight_decay: float
    ) -> None:
        add_l2(gradients, parameters, weight_decay)
        velocity = state["velocity"]
        velocity *= self.momentum
        gradients *= rate
        velocity -= gradients
        parameters += self.momentum * velocity
        parameters -= gradients
