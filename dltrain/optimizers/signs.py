"""Steps that use only the sign of the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.optimizers.base import OPTIMIZERS, Optimizer, with_l2
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays
    from dltrain.optimizers.base import State


@OPTIMIZERS.entry("rprop")
@options
class Rprop(Optimizer):
    """Resilient propagation: θ ← θ − Δ·sign(g).

    Each Δ grows by η⁺ while the sign of its g stays, and shrinks by η⁻ when it turns, with g ← 0 for that step. Riedmiller &
    Braun, A direct adaptive method for faster backpropagation learning: the RPROP algorithm (1993). The first Δ is the learning
    rate, and Δ is kept relative to it, so that a schedule scales every later Δ as well. Meant for `batch_size: all`.
    """

    default_learning_rate: ClassVar[float] = 0.01

    eta_minus: float = option(0.5, help="factor of the step size when the gradient changes its sign", above=0, below=1)
    eta_plus: float = option(1.2, help="factor of the step size while the gradient keeps its sign", above=1)
    minimum_step: float = option(1e-6, help="smallest step size", above=0)
    maximum_step: float = option(50.0, help="largest step size", above=0)

    def problems(self) -> list[tuple[str, str]]:
        if self.minimum_step > self.maximum_step:
            return [("minimum_step", f"{self.minimum_step:g} is above maximum_step, {self.maximum_step:g}")]
        return []

    def slots(self) -> tuple[str, ...]:
        return ("gradients", "relative_step")

    def initial_state(self, xp: Arrays, parameters: Array) -> State:
        return super().initial_state(xp, parameters) | {"relative_step": xp.ones_like(parameters)}

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        agreement = xp.sign(state["gradients"] * gradients)  # 1 where the sign stays, -1 where it turns
        factor = 1 + (self.eta_plus - 1) * xp.clip(agreement, 0, None) + (1 - self.eta_minus) * xp.clip(agreement, None, 0)
        relative_step = state["relative_step"]
        relative_step *= factor
        xp.clip(relative_step, self.minimum_step / learning_rate, self.maximum_step / learning_rate, out=relative_step)
        state["gradients"][...] = gradients * (agreement >= 0)
        xp.add_product(parameters, xp.sign(state["gradients"]), relative_step, -learning_rate)


@OPTIMIZERS.entry("lion")
@options
class Lion(Optimizer):
    """Evolved sign momentum: θ ← θ − η (sign(β₁m + (1 − β₁)g) + λθ), then m ← β₂m + (1 − β₂)g; weight decay λ is decoupled.

    Chen et al., Symbolic discovery of optimization algorithms (2023), with the defaults of their code.
    """

    default_learning_rate: ClassVar[float] = 1e-4
    decoupled: ClassVar[bool] = True

    beta1: float = option(0.9, help="share of the momentum in the direction of a step", at_least=0, below=1)
    beta2: float = option(0.99, help="share of the momentum that is kept", at_least=0, below=1)

    def slots(self) -> tuple[str, ...]:
        return ("momentum",)

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        momentum = state["momentum"]
        direction = xp.sign(self.beta1 * momentum + (1 - self.beta1) * gradients)
        if weight_decay:
            parameters *= 1 - learning_rate * weight_decay
        xp.add_scaled(parameters, direction, -learning_rate)
        xp.update_mean(momentum, gradients, self.beta2)
