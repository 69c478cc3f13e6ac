"""Activations: what a layer does to each weighted sum z. All are elementwise but softmax; none works in place."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

from dltrain.types import Choices, option, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor
    from torch.nn import Module


Family: TypeAlias = Literal["he", "lecun", "xavier"]
SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


class Activation:
    """What every activation answers; its options are the fields of the entry.

    `family` is the initialization that keeps the signal's size through it (see `initializers.automatic`): "he" where about half
    of the signal is cut off, "lecun" where the activation normalizes by itself, "xavier" otherwise.
    """

    family: ClassVar[Family] = "xavier"
    explicit: ClassVar[bool] = False  # whether `apply` and `chain` are there
    of_input: ClassVar[bool] = False  # whether `chain` needs z

    def build(self, units: int) -> Module:
        """The module: (rows, ..., units) → the same shape."""
        raise NotImplementedError

    def parameters(self, units: int) -> int:
        """The number of learned parameters, known without building."""
        return 0

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        """out ← f(z), which may be z itself unless `of_input`. `xp` is the array library (training.explicit.arrays)."""
        raise NotImplementedError

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        """The chain rule: d ← d f′(z), in place, with a = f(z)."""
        raise NotImplementedError


ACTIVATIONS: Choices[Activation] = Choices("activation")


@functools.cache
def _elementwise() -> Callable[[str, Callable[[Tensor], Tensor]], Module]:
    """The class of modules that apply a function; made at first use, because a class statement at the top would import torch."""
    from torch import nn

    class Elementwise(nn.Module):
        def __init__(self, name: str, function: Callable[[Tensor], Tensor]) -> None:
            super().__init__()
            self.name, self.function = name, function

        def forward(self, z: Tensor) -> Tensor:
            return self.function(z)

        def __repr__(self) -> str:
            return f"{self.name}()"

    return Elementwise


@ACTIVATIONS.entry("linear")
@page
class Linear(Activation):
    """z: the weighted sum as it is. Widrow & Hoff, Adaptive switching circuits (1960)."""

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Identity()

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        out[...] = z

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        pass


@ACTIVATIONS.entry("step")
@page
class Step(Activation):
    """1 where z > 0, else 0; its gradient is 0 everywhere, so layers below do not learn.

    McCulloch & Pitts, A logical calculus of the ideas immanent in nervous activity (1943).
    """

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        return _elementwise()("Step", lambda z: z.sign().relu())

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        xp.sign(z, out=out)
        xp.relu(out, out)

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        d[...] = 0


@ACTIVATIONS.entry("sign")
@page
class Sign(Activation):
    """−1 where z < 0, 0 at 0, 1 where z > 0; its gradient is 0 everywhere. Rosenblatt, The perceptron (1958), with outputs ±1."""

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        import torch

        return _elementwise()("Sign", torch.sign)

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        xp.sign(z, out=out)

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        d[...] = 0


@ACTIVATIONS.entry("sigmoid")
@page
class Sigmoid(Activation):
    """1 / (1 + e⁻ᶻ). Rumelhart, Hinton & Williams, Learning representations by back-propagating errors (1986)."""

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Sigmoid()

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        xp.sigmoid(z, out)

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        slope = a * a
        xp.subtract(a, slope, out=slope)
        d *= slope


@ACTIVATIONS.entry("hard_sigmoid")
@page
class HardSigmoid(Activation):
    """min(max(z + 3, 0), 6) / 6. Howard et al., Searching for MobileNetV3 (2019)."""

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Hardsigmoid()


@ACTIVATIONS.entry("tanh")
@page
class Tanh(Activation):
    """(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ). LeCun, Bottou, Orr & Müller, Efficient BackProp (1998)."""

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Tanh()

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        xp.tanh(z, out=out)

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        lost = a * a
        lost *= d
        d -= lost


@ACTIVATIONS.entry("relu")
@page
class ReLU(Activation):
    """max(z, 0). Nair & Hinton, Rectified linear units improve restricted Boltzmann machines (2010)."""

    family: ClassVar[Family] = "he"
    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.ReLU()

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        xp.relu(z, out)

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        xp.relu_chain(a, d)


@ACTIVATIONS.entry("leaky_relu")
@page
class LeakyReLU(Activation):
    """z where z > 0, else az. Maas, Hannun & Ng, Rectifier nonlinearities improve neural network acoustic models (2013)."""

    family: ClassVar[Family] = "he"
    explicit: ClassVar[bool] = True
    of_input: ClassVar[bool] = True

    slope: float = option(0.01, help="slope where the weighted sum is negative (a)", at_least=0)

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.LeakyReLU(self.slope)

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        lost = z * (z < 0)
        lost *= 1 - self.slope
        xp.subtract(z, lost, out=out)

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        lost = d * (z <= 0)
        lost *= 1 - self.slope
        d -= lost


@ACTIVATIONS.entry("prelu")
@page
class PReLU(Activation):
    """z where z > 0, else az with one learned slope a for the layer.

    He, Zhang, Ren & Sun, Delving deep into rectifiers (2015).
    """

    family: ClassVar[Family] = "he"

    slope: float = option(0.25, help="slope where the weighted sum is negative, before training (a)")

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.PReLU(init=self.slope)

    def parameters(self, units: int) -> int:
        return 1


@ACTIVATIONS.entry("elu")
@page
class ELU(Activation):
    """z where z > 0, else α(eᶻ − 1).

    Clevert, Unterthiner & Hochreiter, Fast and accurate deep network learning by ELUs (2016).
    """

    family: ClassVar[Family] = "he"
    explicit: ClassVar[bool] = True

    alpha: float = option(1.0, help="minus the lowest value (α)", above=0)

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.ELU(self.alpha)

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        below = z * (z < 0)
        xp.expm1(below, out=below)
        below *= self.alpha
        xp.relu(z, out)
        out += below

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        change = a + (self.alpha - 1)
        change *= a <= 0
        change *= d
        d += change


@ACTIVATIONS.entry("selu")
@page
class SELU(Activation):
    """λz where z > 0, else λα(eᶻ − 1), λ = 1.0507…, α = 1.6733…. Klambauer et al., Self-normalizing neural networks (2017)."""

    family: ClassVar[Family] = "lecun"
    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.SELU()

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        below = z * (z < 0)
        xp.expm1(below, out=below)
        below *= SELU_SCALE * SELU_ALPHA
        xp.relu(z, out)
        out *= SELU_SCALE
        out += below

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        slope = a + SELU_SCALE * (SELU_ALPHA - 1)
        slope *= a <= 0
        slope += SELU_SCALE
        d *= slope


@ACTIVATIONS.entry("gelu")
@page
class GELU(Activation):
    """zΦ(z), Φ the normal distribution function; approximate: z(1 + tanh(√(2/π)(z + 0.044715z³))) / 2.

    Hendrycks & Gimpel, GELUs (2016).
    """

    family: ClassVar[Family] = "he"

    approximate: bool = option(False, help="use the tanh approximation of the first papers and of GPT-2")

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.GELU("tanh" if self.approximate else "none")


@ACTIVATIONS.entry("swish")
@page
class Swish(Activation):
    """z / (1 + e⁻ᶻ), also called SiLU. Ramachandran, Zoph & Le, Searching for activation functions (2017)."""

    family: ClassVar[Family] = "he"
    explicit: ClassVar[bool] = True
    of_input: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.SiLU()

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        xp.sigmoid(z, out)
        out *= z

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        share = xp.empty_like(z)
        xp.sigmoid(z, share)
        slope = a * share
        xp.subtract(a, slope, out=slope)
        slope += share
        d *= slope


@ACTIVATIONS.entry("mish")
@page
class Mish(Activation):
    """z tanh(ln(1 + eᶻ)). Misra, Mish: a self regularized non-monotonic activation function (2019)."""

    family: ClassVar[Family] = "he"

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Mish()


@ACTIVATIONS.entry("softplus")
@page
class Softplus(Activation):
    """ln(1 + eᶻ). Dugas et al., Incorporating second-order functional knowledge for better option pricing (2001)."""

    family: ClassVar[Family] = "he"
    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Softplus()

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        out[...] = xp.softplus(z)

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        slope = xp.expm1(-a)
        slope *= d
        xp.negative(slope, out=d)


@ACTIVATIONS.entry("softsign")
@page
class Softsign(Activation):
    """z / (1 + |z|). Glorot & Bengio, Understanding the difficulty of training deep feedforward neural networks (2010)."""

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Softsign()

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        size = xp.abs(z)
        size += 1
        xp.divide(z, size, out=out)

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        slope = xp.abs(a)
        slope -= 1
        slope *= slope
        d *= slope


@ACTIVATIONS.entry("hard_swish")
@page
class HardSwish(Activation):
    """z min(max(z + 3, 0), 6) / 6. Howard et al., Searching for MobileNetV3 (2019)."""

    family: ClassVar[Family] = "he"

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Hardswish()


@ACTIVATIONS.entry("softmax")
@page
class Softmax(Activation):
    """eᶻⁱ / Σⱼ eᶻʲ over the last axis.

    Bridle, Probabilistic interpretation of feedforward classification network outputs (1990).
    """

    explicit: ClassVar[bool] = True

    def build(self, units: int) -> Module:
        from torch import nn

        return nn.Softmax(dim=-1)

    def apply(self, xp: Any, z: Any, out: Any) -> None:
        xp.exp(xp.log_softmax(z), out=out)

    def chain(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        d -= xp.sum(d * a, keepdims=True)
        d *= a
