"""One step of an optimizer along gradients, with the penalties and limits of the spec."""

from __future__ import annotations

from collections.abc import Iterator

from dltrain.arrays import Array, Arrays
from dltrain.optimizers import Optimizer
from dltrain.optimizers.averages import SLOT, take_in
from dltrain.training.distribution import ALONE, Group
from dltrain.training.minibatches.batches import Settings
from dltrain.training.segments import Segment
from dltrain.training.shares import Sync


def descend(
    xp: Arrays,
    optimizer: Optimizer,
    settings: Settings,
    segment: Segment,
    rate: float,
    step: int,
    squares: Array | None = None,
    share: int = 0,
    group: Group = ALONE,
) -> Iterator[Sync]:
    """Updates the parameters of a segment, (P,) or (members, P) of a stack, and the optimizer's state in place; the gradients
    may be changed. The step counts from 1.

    Where they are not all of those of the network, the gradients' size is that of all: each `share` puts the sum of its squares
    into `squares`, float64 (shares,), and waits (yields) for the others.
    """
    parameters, gradients, scales = segment.parameters, segment.summed(), segment.scales
    if settings.l1:
        xp.add_scaled(gradients, xp.sign(parameters), settings.l1)
    if settings.clip_value is not None:
        xp.clip(gradients, -settings.clip_value, settings.clip_value, out=gradients)
    if settings.gradient_clip is not None:
        square = xp.sum(gradients * gradients, keepdims=True)
        if squares is not None:
            squares[share] = float(square.sum())
            yield group.rows(squares)
            square = xp.like(squares.sum(), gradients)
        gradients *= xp.clip(settings.gradient_clip / (xp.sqrt(square) + 1e-6), None, 1.0)
    back = None if scales.held is None else parameters + 0
    weight_decay = settings.weight_decay
    if scales.decayed is not None and weight_decay:
        optimizer.decay(parameters, gradients, rate, weight_decay * scales.decayed)
        weight_decay = 0.0
    optimizer.update(xp, parameters, gradients, segment.state, learning_rate=rate, step=step, weight_decay=weight_decay)
    if back is not None:  # every optimizer's step is its learning rate times what does not depend on it
        back -= parameters
        back *= scales.held
        parameters += back
    if settings.average is not None:
        take_in(xp, segment.state[SLOT], parameters, settings.average.share_of_step(step))
