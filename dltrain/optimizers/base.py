"""What every optimizer answers, and the table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from dltrain.types import Choices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    Array = NDArray[Any]
    Arrays = dict[str, Array]
else:
    from dltrain.process.lazy import Lazy

    np = Lazy("numpy")

State: TypeAlias = "dict[str, Tensor]"


class Optimizer:
    """What every optimizer answers; its options are the fields of the entry.

    `default_learning_rate` and `default_weight_decay` are the published ones; `decoupled` tells that weight decay shrinks the
    parameters directly (θ ← θ − ηλθ) instead of entering the gradient.
    """

    default_learning_rate: ClassVar[float]
    default_weight_decay: ClassVar[float] = 0.0
    decoupled: ClassVar[bool] = False
    without_torch: ClassVar[bool] = False  # whether `update_arrays` is there

    def problems(self) -> list[tuple[str, str]]:
        """Options that contradict each other: the name of one, and what to say of it."""
        return []

    def slots(self) -> tuple[str, ...]:
        """The names of the vectors, as long as the parameters, that the state holds."""
        return ()

    def initial_state(self, parameters: Tensor) -> State:
        """The state before the first step: the slots, of the parameters' shape and device, and zero-dimensional counters."""
        return zeros_like(parameters, *self.slots())

    def update(
        self, parameters: Tensor, gradients: Tensor, state: State, *, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        """One step, in place in `parameters` and `state`; `gradients` stay as they are. Call it under `torch.no_grad()`.

        The state holds all that the next step needs besides `step` (from 1): restoring it goes on bitwise as before.
        """
        raise NotImplementedError

    def initial_arrays(self, parameters: Array) -> Arrays:
        """As `initial_state`, the slots alone, as numpy arrays."""
        return {name: np.zeros_like(parameters) for name in self.slots()}

    def update_arrays(
        self, parameters: Array, gradients: Array, state: Arrays, rate: float, step: int, weight_decay: float
    ) -> None:
        """As `update`, on numpy arrays and without torch; overwrites the gradients."""
        raise NotImplementedError


OPTIMIZERS: Choices[Optimizer] = Choices("optimizer")


def zeros_like(parameters: Tensor, *names: str) -> State:
    """A state of zeros under each of these names."""
    import torch

    return {name: torch.zeros_like(parameters) for name in names}


def with_l2(gradients: Tensor, parameters: Tensor, weight_decay: float) -> Tensor:
    """The gradient of the loss plus λ/2 ‖θ‖²; the gradient itself where λ is 0."""
    return gradients.add(parameters, alpha=weight_decay) if weight_decay else gradients


def add_l2(gradients: Array, parameters: Array, weight_decay: float) -> None:
    """The same, in place."""
    if weight_decay:
        gradients += weight_decay * parameters
