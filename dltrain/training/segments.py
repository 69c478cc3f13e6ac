"""The parameters cut into a segment for each share of a batch, so that the update is shared like the gradients."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dltrain.arrays import Array, Arrays
from dltrain.lazy import NDArray, np
from dltrain.process.copies import shared_zeros
from dltrain.training.scales import ALIKE, Scales

State = dict[str, Array]


@dataclass(frozen=True)
class Segment:
    """A stretch of the parameters, its gradients of each share, what the optimizer keeps of it and its scales; all are views."""

    parameters: Array
    gradients: Sequence[Array]
    state: State
    scales: Scales = ALIKE

    def summed(self) -> Array:
        """The gradients of the batch, those of its shares added in their order, in the place of the first share's."""
        total = self.gradients[0]
        for other in self.gradients[1:]:
            total += other
        return total


def cut(count: int, shares: int) -> list[int]:
    """Where each of so many shares begins, and where the last ends: (shares + 1,)."""
    return [count * share // shares for share in range(shares + 1)]


def shared(xp: Arrays, array: Array) -> Array:
    """The same numbers in memory that later copies of this process see."""
    numbers = xp.to_numpy(array)
    there = shared_zeros(*numbers.shape, dtype=numbers.dtype.type)
    if numbers.any():  # memory that nobody writes to takes no room: of the state of other processes' segments
        there[...] = numbers
    return xp.from_numpy(there)


def placeholder_zeros(array: NDArray[Any]) -> NDArray[Any]:
    """Zeros in place of an array that another process holds, of its shape, in the room of one number."""
    return np.broadcast_to(np.zeros((), array.dtype), array.shape)


def repeat(made: Sequence[Segment]) -> None:
    """Gives every segment what the first one has beside vectors, where that was restored."""
    for segment in made[1:]:
        for name, array in segment.state.items():
            if array.shape != segment.parameters.shape:
                array[...] = made[0].state[name]


def segments(
    xp: Arrays, parameters: Array, gradients: Sequence[Array], state: State, scales: Scales = ALIKE
) -> tuple[list[Segment], State]:
    """The segments, as many as there are gradients, and the state of all of them, in shared memory where there are several.

    What the state holds beside vectors along the parameters, every segment has of its own; the whole state has the first one's.
    """
    if len(gradients) == 1:
        return [Segment(parameters, gradients, state, scales)], state
    count = len(gradients)
    vectors = {name: shared(xp, array) for name, array in state.items() if array.shape == parameters.shape}
    single = {name: array for name, array in state.items() if name not in vectors}
    made = []
    for start, stop in itertools.pairwise(cut(len(parameters), count)):
        own = {name: array[start:stop] for name, array in vectors.items()}
        own |= {name: shared(xp, array) for name, array in single.items()}
        part = scales.part(start, stop)
        made.append(Segment(parameters[start:stop], [one[start:stop] for one in gradients], own, part))
    return made, {name: vectors.get(name, made[0].state[name]) for name in state}
