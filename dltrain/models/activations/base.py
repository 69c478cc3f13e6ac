"""What every activation answers, and the table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.types import Choices

if TYPE_CHECKING:
    from torch.nn import Module


class Activation:
    """What every activation answers; its options are the fields of the entry.

    `rectifies` tells whether about half of the signal is cut off, for which initial weights may make up (see
    `initializers.automatic`).
    """

    rectifies: ClassVar[bool] = False
    explicit: ClassVar[bool] = False  # whether `forward` and `backward` are there
    of_input: ClassVar[bool] = False  # whether `backward` needs z

    def build(self, units: int) -> Module:
        """The module: (rows, ..., units) → the same shape."""
        raise NotImplementedError

    def parameters(self, units: int) -> int:
        """The number of learned parameters, known without building."""
        return 0

    def forward(self, xp: Any, z: Any, out: Any) -> None:
        """out ← f(z), which may be z itself unless `of_input`. `xp` is the array library (dltrain.arrays)."""
        raise NotImplementedError

    def backward(self, xp: Any, z: Any, a: Any, d: Any) -> None:
        """The chain rule: d ← d f′(z), in place, with a = f(z)."""
        raise NotImplementedError


ACTIVATIONS: Choices[Activation] = Choices("activation")
