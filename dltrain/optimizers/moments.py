"""Adam and its kin: a running mean of the gradient over a running mean of its size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.optimizers.base import OPTIMIZERS, Optimizer, with_l2
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays
    from dltrain.optimizers.base import State


@options
class _Moments(Optimizer):
    """The options that Adam and its kin share: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²."""

    default_learning_rate: ClassVar[float] = 1e-3

    beta1: float = option(0.9, help="share of the running mean of gradients that is kept", at_least=0, below=1)
    beta2: float = option(0.999, help="share of the running size of gradients that is kept", at_least=0, below=1)
    epsilon: float = option(1e-8, help="added to the denominator", above=0)

    def slots(self) -> tuple[str, ...]:
        return ("mean", "square_mean")

    def _moments(self, xp: Arrays, gradients: Array, state: State) -> tuple[Array, Array]:
        """m and v with a step's gradients in them."""
        xp.update_mean(state["mean"], gradients, self.beta1)
        xp.update_square_mean(state["square_mean"], gradients, self.beta2)
        return state["mean"], state["square_mean"]


@OPTIMIZERS.entry("adam")
@options
class Adam(_Moments):
    """Adaptive moments: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − η m̂ / (√v̂ + ε), m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).

    Kingma & Ba, Adam: a method for stochastic optimization (2015). AMSGrad puts the largest v so far in place of v: Reddi, Kale &
    Kumar, On the convergence of Adam and beyond (2018).
    """

    amsgrad: bool = option(False, help="divide by the largest size of the gradient so far, which never shrinks")

    def slots(self) -> tuple[str, ...]:
        return ("mean", "square_mean", "largest_square_mean") if self.amsgrad else ("mean", "square_mean")

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        if xp.is_torch:
            self._fused(xp, parameters, gradients, state, learning_rate, step, weight_decay)
            return
        if not self.decoupled:
            gradients = with_l2(gradients, parameters, weight_decay)
        elif weight_decay:
            parameters *= 1 - learning_rate * weight_decay
        mean, squares = state["mean"], state["square_mean"]
        change = gradients * (1 - self.beta1)
        mean *= self.beta1
        mean += change
        change *= change
        change *= (1 - self.beta2) / (1 - self.beta1) ** 2
        squares *= self.beta2
        squares += change
        if self.amsgrad:
            squares = xp.maximum(state["largest_square_mean"], squares, out=state["largest_square_mean"])
        root = xp.root(1 - self.beta2**step)
        xp.sqrt(squares, out=change)
        change += self.epsilon * root
        xp.divide(mean, change, out=change)
        change *= learning_rate * root / (1 - self.beta1**step)
        parameters -= change

    def _fused(
        self, xp: Any, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        """The same by PyTorch's kernel: one pass over memory where the formula takes twelve."""
        kernel = xp._fused_adamw_ if self.decoupled else xp._fused_adam_
        kernel(
            [parameters],
            [gradients],
            [state["mean"]],
            [state["square_mean"]],
            [state["largest_square_mean"]] if self.amsgrad else [],
            [xp.number(step, parameters)],
            lr=learning_rate,
            beta1=self.beta1,
            beta2=self.beta2,
            weight_decay=weight_decay,
            eps=self.epsilon,
            amsgrad=self.amsgrad,
            maximize=False,
        )


@OPTIMIZERS.entry("adamw")
@options
class AdamW(Adam):
    """Adam with decoupled weight decay: θ ← θ − ηλθ, then θ ← θ − η m̂ / (√v̂ + ε) with m̂ and v̂ of the plain gradient.

    Loshchilov & Hutter, Decoupled weight decay regularization (2019); λ is 0.01, as in their code and PyTorch.
    """

    default_weight_decay: ClassVar[float] = 0.01
    decoupled: ClassVar[bool] = True


@OPTIMIZERS.entry("nadam")
@options
class NAdam(_Moments):
    """Adam with Nesterov's momentum: θ ← θ − η (μₜ₊₁m / (1 − Πᵗ⁺¹μ) + (1 − μₜ)g / (1 − Πᵗμ)) / (√v̂ + ε).

    μₜ = β₁(1 − ½·0.96^(tψ)) with the momentum decay ψ. Dozat, Incorporating Nesterov momentum into Adam (2016).
    """

    default_learning_rate: ClassVar[float] = 2e-3

    common: ClassVar[frozenset[str]] = frozenset({"beta1", "momentum_decay"})

    momentum_decay: float = option(4e-3, help="how fast the momentum rises to beta1 (ψ)", at_least=0)

    def initial_state(self, xp: Arrays, parameters: Array) -> State:
        # On the CPU wherever the parameters are: it is read as a number at every step.
        product = xp.ones(parameters.shape[:-1], dtype=xp.float64)
        return super().initial_state(xp, parameters) | {"momentum_product": product}

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        mean, square_mean = self._moments(xp, gradients, state)
        momentum = self.beta1 * (1 - 0.5 * 0.96 ** (step * self.momentum_decay))
        next_momentum = self.beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * self.momentum_decay))
        products = state["momentum_product"]
        products *= momentum
        product = float(products.max())  # all members have taken the same steps
        size = xp.sqrt(square_mean / (1 - self.beta2**step))
        size += self.epsilon
        xp.add_quotient(parameters, gradients, size, -learning_rate * (1 - momentum) / (1 - product))
        xp.add_quotient(parameters, mean, size, -learning_rate * next_momentum / (1 - product * next_momentum))


@OPTIMIZERS.entry("adamax")
@options
class Adamax(_Moments):
    """Adam by the largest gradient: m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g| + ε), θ ← θ − η m / (u (1 − β₁ᵗ)).

    Kingma & Ba, Adam: a method for stochastic optimization (2015), section 7.1.
    """

    default_learning_rate: ClassVar[float] = 2e-3

    def slots(self) -> tuple[str, ...]:
        return ("mean", "largest")

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        mean, largest = state["mean"], state["largest"]
        xp.update_mean(mean, gradients, self.beta1)
        size = xp.abs(gradients)
        size += self.epsilon
        largest *= self.beta2
        xp.maximum(largest, size, out=largest)
        xp.add_quotient(parameters, mean, largest, -learning_rate / (1 - self.beta1**step))


@OPTIMIZERS.entry("radam")
@options
class RAdam(_Moments):
    """Rectified Adam: θ ← θ − η r m̂ / (√v̂ + ε/√(1 − β₂ᵗ)) once ρₜ > 5, else θ ← θ − η m̂.

    ρ∞ = 2 / (1 − β₂) − 1, ρₜ = ρ∞ − 2tβ₂ᵗ / (1 − β₂ᵗ), r² = (ρₜ − 4)(ρₜ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρₜ).
    Liu, Jiang, He, Chen, Liu, Gao & Han, On the variance of the adaptive learning rate and beyond (2020).
    """

    common: ClassVar[frozenset[str]] = frozenset({"beta2"})

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        mean, square_mean = self._moments(xp, gradients, state)
        rate, unbiased = learning_rate / (1 - self.beta1**step), 1 - self.beta2**step
        longest = 2 / (1 - self.beta2) - 1
        length = longest - 2 * step * self.beta2**step / unbiased
        if length <= 5:
            xp.add_scaled(parameters, mean, -rate)
            return
        rectified = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
        size = xp.sqrt(square_mean)
        size += self.epsilon
        xp.add_quotient(parameters, mean, size, -rate * (rectified * unbiased) ** 0.5)
