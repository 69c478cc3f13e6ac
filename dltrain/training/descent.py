"""One step of an optimizer along gradients, with the penalties and limits of the spec."""

from __future__ import annotations

from dltrain.arrays import Array, Arrays
from dltrain.optimizers import Optimizer
from dltrain.training.batches import Settings


def descend(
    xp: Arrays,
    optimizer: Optimizer,
    settings: Settings,
    parameters: Array,
    gradients: Array,
    state: dict[str, Array],
    rate: float,
    step: int,
) -> None:
    """Updates the parameters, (P,) or (members, P) of a stack, and the optimizer's state in place; the gradients may be changed.
    The step counts from 1."""
    if settings.l1:
        xp.add_scaled(gradients, xp.sign(parameters), settings.l1)
    if settings.gradient_clip is not None:
        size = xp.sqrt(xp.sum(gradients * gradients, keepdims=True))
        gradients *= xp.clip(settings.gradient_clip / (size + 1e-6), None, 1.0)
    optimizer.update(xp, parameters, gradients, state, learning_rate=rate, step=step, weight_decay=settings.weight_decay)
