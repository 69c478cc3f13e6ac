"""What every optimizer answers, and the table of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.types import Choices

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays

    State = dict[str, Array]


class Optimizer:
    """What every optimizer answers; its options are the fields of the entry.

    `default_learning_rate` and `default_weight_decay` are the published ones; `decoupled` tells that weight decay shrinks the
    parameters directly (θ ← θ − ηλθ) instead of entering the gradient. The members of a stack may have learning rates, weight
    decays and numbers of their own (`dltrain.lanes`), but not those options that are `common`.
    """

    default_learning_rate: ClassVar[float]
    default_weight_decay: ClassVar[float] = 0.0
    decoupled: ClassVar[bool] = False
    common: ClassVar[frozenset[str]] = frozenset()

    def problems(self) -> list[tuple[str, str]]:
        """Options that contradict each other: the name of one, and what to say of it."""
        return []

    def slots(self) -> tuple[str, ...]:
        """The names of the vectors, as long as the parameters, that the state holds."""
        return ()

    def initial_state(self, xp: Arrays, parameters: Array) -> State:
        """The state before the first step, under the same names whatever `xp` is: the slots, of the parameters' shape and device,
        and counters, of the shape of the members, (K,) of a stack and () of one model."""
        return {name: xp.zeros_like(parameters) for name in self.slots()}

    def update(
        self, xp: Arrays, parameters: Array, gradients: Array, state: State, learning_rate: float, step: int, weight_decay: float
    ) -> None:
        """One step, in place in `parameters` and `state`; `gradients`, of the parameters' shape, stay as they are. Tensors must
        not be tracked meanwhile (`torch.no_grad()`).

        The state holds all that the next step needs besides `step` (from 1): restoring it goes on bitwise as before.
        """
        raise NotImplementedError

    def decay(self, parameters: Array, gradients: Array, learning_rate: float, weight_decay: Array) -> None:
        """What weight decay does before an update without any, in place, where each parameter has a weight decay of its own, of
        the parameters' shape."""
        if self.decoupled:
            parameters *= 1 - learning_rate * weight_decay
        else:
            gradients += weight_decay * parameters


OPTIMIZERS: Choices[Optimizer] = Choices("optimizer")


def with_l2(gradients: Array, parameters: Array, weight_decay: float) -> Any:
    """The gradient of the loss plus λ/2 ‖θ‖², of the parameters' shape; the gradient itself where λ is 0."""
    return gradients + weight_decay * parameters if weight_decay else gradients
