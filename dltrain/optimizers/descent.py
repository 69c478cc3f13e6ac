"""Gradient descent, plain and with momentum."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.optimizers.base import OPTIMIZERS, Optimizer, with_l2
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays
    from dltrain.optimizers.base import State


@OPTIMIZERS.entry("sgd")
@options
class SGD(Optimizer):
    """Stochastic gradient descent: θ ← θ − ηg; with momentum μ: b ← μb + g, θ ← θ − ηb; with Nesterov's: θ ← θ − η(g + μb).

    With `batch_size: all` it is plain gradient descent. Robbins & Monro, A stochastic approximation method (1951); the form with
    momentum is PyTorch's, in which a new learning rate acts on the whole momentum at once.
    """

    default_learning_rate: ClassVar[float] = 0.01
    momentum: float = option(0.0, help="share of the last step's direction that is kept", at_least=0, below=1)
    nesterov: bool = option(False, help="look ahead along the momentum before the gradient acts; needs momentum")

    def problems(self) -> list[tuple[str, str]]:
        if self.nesterov and self.momentum == 0:
            return [("nesterov", "'nesterov' does nothing without momentum; write 'momentum: 0.9' beside it, or leave it out")]
        return []

    def slots(self) -> tuple[str, ...]:
        return ("momentum",) if self.momentum else ()

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        if self.momentum:
            momentum = state["momentum"]
            momentum *= self.momentum
            momentum += gradients
            gradients = gradients + self.momentum * momentum if self.nesterov else momentum
        xp.add_scaled(parameters, gradients, -learning_rate)


@OPTIMIZERS.entry("momentum")
@options
class Momentum(Optimizer):
    """Gradient descent with momentum, the textbook form: v ← μv − ηg, θ ← θ + v.

    Polyak, Some methods of speeding up the convergence of iteration methods (1964). At a constant learning rate it equals `sgd`
    with momentum; when the rate changes, the velocity keeps what earlier rates have put into it.
    """

    default_learning_rate: ClassVar[float] = 0.01
    momentum: float = option(0.9, help="share of the velocity that is kept at each step", above=0, below=1)

    def slots(self) -> tuple[str, ...]:
        return ("velocity",)

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        velocity = state["velocity"]
        velocity *= self.momentum
        xp.add_scaled(velocity, gradients, -learning_rate)
        parameters += velocity


@OPTIMIZERS.entry("nesterov")
@options
class Nesterov(Optimizer):
    """Nesterov's accelerated gradient, the textbook form: v ← μv − ηg, θ ← θ + μv − ηg.

    Nesterov, A method of solving a convex programming problem with convergence rate O(1/k²) (1983); θ is the looked-ahead point,
    as in Bengio, Boulanger-Lewandowski & Pascanu, Advances in optimizing recurrent networks (2013), eq. 7.
    """

    default_learning_rate: ClassVar[float] = 0.01
    momentum: float = option(0.9, help="share of the velocity that is kept at each step", above=0, below=1)

    def slots(self) -> tuple[str, ...]:
        return ("velocity",)

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        velocity = state["velocity"]
        velocity *= self.momentum
        xp.add_scaled(velocity, gradients, -learning_rate)
        xp.add_scaled(parameters, velocity, self.momentum)
        xp.add_scaled(parameters, gradients, -learning_rate)
