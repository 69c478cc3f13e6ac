"""What every activation answers, and the table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.types import Choices

if TYPE_CHECKING:
    from torch.nn import Module

    from dltrain.arrays import Array, Arrays


class Activation:
    """What every activation answers; its options are the fields of the entry.

    `rectifies` tells whether about half of the signal is cut off, for which initial weights may make up (see
    `initializers.automatic`); `commutes_with_max`, whether the largest of some sums is the largest after it, too;
    `quick_in_numpy`, whether numpy computes it in a few passes over memory.
    """

    rectifies: ClassVar[bool] = False
    of_input: ClassVar[bool] = False  # whether `backward` needs z
    commutes_with_max: ClassVar[bool] = False
    quick_in_numpy: ClassVar[bool] = True

    @property
    def explicit(self) -> bool:
        """Whether its derivative is written out, and numpy can compute it."""
        return type(self).backward is not Activation.backward

    def build(self, units: int) -> Module:
        """The module: (rows, ..., units) → the same shape."""
        from dltrain.modules import Function

        return Function(self)

    def parameters(self, units: int) -> int:
        """The number of learned parameters, known without building."""
        return 0

    def forward(self, xp: Arrays, z: Array, out: Array | None = None) -> Array:
        """f(z), of the shape of z: in `out`, which may be z itself unless `of_input`; without it in a new array, which torch
        differentiates."""
        raise NotImplementedError

    def backward(self, xp: Arrays, z: Array, a: Array, d: Array) -> None:
        """The chain rule: d ← d f′(z), in place, with a = f(z); all of one shape."""
        raise NotImplementedError


ACTIVATIONS: Choices[Activation] = Choices("activation")
