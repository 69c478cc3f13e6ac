"""The weights in training and their average, of which a network has one at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from dltrain.arrays import Array, Arrays
from dltrain.optimizers.averages import SLOT, take_in
from dltrain.training.distribution import ALONE, Group
from dltrain.training.minibatches.batches import Settings

State = dict[str, Array]


def with_average(xp: Arrays, settings: Settings, parameters: Array, state: State) -> State:
    """An optimizer's state with a slot for the average where there is to be one: it begins as the parameters."""
    return state if settings.average is None else {**state, SLOT: 1 * parameters}


class Averaging:
    """Between two epochs the network has the average, which is what is measured and saved, and the slot `weights` the weights in
    training; within an epoch they have changed places. Nothing happens where nothing is averaged.

    Of several processes each averages its own segments, which go to all at the end of an epoch."""

    def __init__(
        self, xp: Arrays, settings: Settings, parameters: Array, state: State, shares: int = 1, group: Group = ALONE
    ) -> None:
        self.xp, self.average, self.epochs = xp, settings.average, settings.epochs
        self.parameters, self.other = parameters, state.get(SLOT)
        self._gather = group.nothing if self.other is None else group.segments(self.other, shares)

    @contextlib.contextmanager
    def in_training(self) -> Iterator[None]:
        """The network has the weights in training."""
        self._exchange()
        try:
            yield
            self._gather()
        finally:
            self._exchange()

    def _exchange(self) -> None:
        if self.other is not None:
            kept = 1 * self.parameters
            self.parameters[...] = self.other
            self.other[...] = kept

    def end_epoch(self, epoch: int) -> bool:
        """Takes in the weights after an epoch, once it has ended; whether the network has an average from now on."""
        if self.average is None or self.other is None:
            return False
        take_in(self.xp, self.parameters, self.other, self.average.share_of_epoch(epoch, self.epochs))
        return epoch >= self.average.first_epoch(self.epochs)
