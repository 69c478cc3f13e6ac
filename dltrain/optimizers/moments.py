"""Adam and its kin: a running mean of the gradient over a running mean of its size."""

from __future__ import annotations

import math
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


@page
class _Moments(Optimizer):
    """The options that Adam and its kin share: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²."""

    default_learning_rate: ClassVar[float] = 1e-3

    beta1: float = option(0.9, help="share of the running mean of gradients that is kept", at_least=0, below=1)
    beta2: float = option(0.999, help="share of the running size of gradients that is kept", at_least=0, below=1)
    epsilon: float = option(1e-8, help="added to the denominator", above=0)

    def slots(self) -> tuple[str, ...]:
        return ("mean", "square_mean")

    def _moments(self, gradients: Tensor, state: State) -> tuple[Tensor, Tensor]:
        mean = state["mean"].lerp_(gradients, 1 - self.beta1)
        square_mean = state["square_mean"].mul_(self.beta2).addcmul_(gradients, gradients, value=1 - self.beta2)
        return mean, square_mean


@OPTIMIZERS.entry("adam")
@page
class Adam(_Moments):
    """Adaptive moments: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − η m̂ / (√v̂ + ε), m̂ = m / (1 − β₁ᵗ), v̂ = v / (1 − β₂ᵗ).

    Kingma & Ba, Adam: a method for stochastic optimization (2015). AMSGrad puts the largest v so far in place of v: Reddi, Kale &
    Kumar, On the convergence of Adam and beyond (2018).
    """

    without_torch: ClassVar[bool] = True

    amsgrad: bool = option(False, help="divide by the largest size of the gradient so far, which never shrinks")

    def slots(self) -> tuple[str, ...]:
        return ("mean", "square_mean", "largest_square_mean") if self.amsgrad else ("mean", "square_mean")

    def initial_state(self, parameters: Tensor) -> State:
        import torch

        # The fused kernel reads the step from a tensor; one that is kept costs half of one that is made at every step.
        return super().initial_state(parameters) | {"step": torch.zeros((), dtype=torch.float32, device=parameters.device)}

    def update(
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        import torch

        kernel = torch._fused_adamw_ if self.decoupled else torch._fused_adam_
        kernel(
            [parameters],
            [gradients],
            [state["mean"]],
            [state["square_mean"]],
            [state["largest_square_mean"]] if self.amsgrad else [],
            [state["step"].fill_(step)],
            lr=learning_rate,
            beta1=self.beta1,
            beta2=self.beta2,
            weight_decay=weight_decay,
            eps=self.epsilon,
            amsgrad=self.amsgrad,
            maximize=False,
        )

    def initial_arrays(self, parameters: Array) -> Arrays:
        names = ("sum", "square_sum", "largest_square_sum") if self.amsgrad else ("sum", "square_sum")
        return {name: np.zeros_like(parameters) for name in names}

    def update_arrays(
        self, parameters: Array, gradients: Array, state: Arrays, rate: float, step: int, weight_decay: float
    ) -> None:
        """Keeps decaying sums s = m / (1 − β₁) and q = v / (1 − β₂): ten passes over memory where the means take thirteen.

        m̂ / (√v̂ + ε) = (1 − β₁) / (1 − β₁ᵗ) / c · s / (√q + ε / c), c² = (1 − β₂) / (1 − β₂ᵗ).
        """
        if not self.decoupled:
            add_l2(gradients, parameters, weight_decay)
        elif weight_decay:
            parameters *= 1 - rate * weight_decay
        total, squares = state["sum"], state["square_sum"]
        total *= self.beta1
        total += gradients
        gradients *= gradients
        squares *= self.beta2
        squares += gradients
        if self.amsgrad:
            squares = np.maximum(state["largest_square_sum"], squares, out=state["largest_square_sum"])
        c = math.sqrt((1 - self.beta2) / (1 - self.beta2**step))
        np.sqrt(squares, out=gradients)
        gradients += self.epsilon / c
        np.divide(total, gradients, out=gradients)
        gradients *= rate * (1 - self.beta1) / (1 - self.beta1**step) / c
        parameters -= gradients


@OPTIMIZERS.entry("adamw")
@page
class AdamW(Adam):
    """Adam with decoupled weight decay: θ ← θ − ηλθ, then θ ← θ − η m̂ / (√v̂ + ε) with m̂ and v̂ of the plain gradient.

    Loshchilov & Hutter, Decoupled weight decay regularization (2019); λ is 0.01, as in their code and PyTorch.
    """

    default_weight_decay: ClassVar[float] = 0.01
    decoupled: ClassVar[bool] = True


@OPTIMIZERS.entry("nadam")
@page
class NAdam(_Moments):
    """Adam with Nesterov's momentum: θ ← θ − η (μₜ₊₁m / (1 − Πᵗ⁺¹μ) + (1 − μₜ)g / (1 − Πᵗμ)) / (√v̂ + ε).

    μₜ = β₁(1 − ½·0.96^(tψ)) with the momentum decay ψ. Dozat, Incorporating Nesterov momentum into Adam (2016).
    """

    default_learning_rate: ClassVar[float] = 2e-3

    momentum_decay: float = option(4e-3, help="how fast the momentum rises to beta1 (ψ)", at_least=0)

    def initial_state(self, parameters: Tensor) -> State:
        import torch

        # On the CPU wherever the parameters are: it is read as a number at every step.
        return super().initial_state(parameters) | {"momentum_product": torch.ones((), dtype=torch.float64)}

    def update(
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        mean, square_mean = self._moments(gradients, state)
        momentum = self.beta1 * (1 - 0.5 * 0.96 ** (step * self.momentum_decay))
        next_momentum = self.beta1 * (1 - 0.5 * 0.96 ** ((step + 1) * self.momentum_decay))
        product = float(state["momentum_product"].mul_(momentum))
        size = square_mean.div(1 - self.beta2**step).sqrt_().add_(self.epsilon)
        parameters.addcdiv_(gradients, size, value=-learning_rate * (1 - momentum) / (1 - product))
        parameters.addcdiv_(mean, size, value=-learning_rate * next_momentum / (1 - product * next_momentum))


@OPTIMIZERS.entry("adamax")
@page
class Adamax(_Moments):
    """Adam by the largest gradient: m ← β₁m + (1 − β₁)g, u ← max(β₂u, |g| + ε), θ ← θ − η m / (u (1 − β₁ᵗ)).

    Kingma & Ba, Adam: a method for stochastic optimization (2015), section 7.1.
    """

    default_learning_rate: ClassVar[float] = 2e-3

    def slots(self) -> tuple[str, ...]:
        return ("mean", "largest")

    def update(
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        import torch

        gradients = with_l2(gradients, parameters, weight_decay)
        mean, largest = state["mean"].lerp_(gradients, 1 - self.beta1), state["largest"].mul_(self.beta2)
        torch.maximum(largest, gradients.abs().add_(self.epsilon), out=largest)
        parameters.addcdiv_(mean, largest, value=-learning_rate / (1 - self.beta1**step))


@OPTIMIZERS.entry("radam")
@page
class RAdam(_Moments):
    """Rectified Adam: θ ← θ − η r m̂ / (√v̂ + ε/√(1 − β₂ᵗ)) once ρₜ > 5, else θ ← θ − η m̂.

    ρ∞ = 2 / (1 − β₂) − 1, ρₜ = ρ∞ − 2tβ₂ᵗ / (1 − β₂ᵗ), r² = (ρₜ − 4)(ρₜ − 2)ρ∞ / ((ρ∞ − 4)(ρ∞ − 2)ρₜ).
    Liu, Jiang, He, Chen, Liu, Gao & Han, On the variance of the adaptive learning rate and beyond (2020).
    """

    def update(
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        gradients = with_l2(gradients, parameters, weight_decay)
        mean, square_mean = self._moments(gradients, state)
        rate, unbiased = learning_rate / (1 - self.beta1**step), 1 - self.beta2**step
        longest = 2 / (1 - self.beta2) - 1
        length = longest - 2 * step * self.beta2**step / unbiased
        if length <= 5:
            parameters.add_(mean, alpha=-rate)
            return
        rectified = (length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length)
        parameters.addcdiv_(mean, square_mean.sqrt().add_(self.epsilon), value=-rate * (rectified * unbiased) ** 0.5)
