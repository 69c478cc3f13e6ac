"""The best epoch of each network in training, and when it stops: a fold over the records, so that a resumed run knows what a
whole one knew. A single network is a stack of one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.runs.summary import Status
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import EarlyStopping

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Members = NDArray[np.int64]  # places in the stack, from 0


class Monitor:
    """Follows one recorded value of every member, by arrays (members,); `seeds` count up by one. `patience` None never stops.

    `best_epoch` and `epochs`, the last one whose loss was a number, are 0 before the first; `status` is training, stopped_early
    or diverged. `stops` once no member is in training.
    """

    def __init__(
        self, name: str, maximize: bool, patience: int | None = None, min_delta: float = 0.0, seeds: Sequence[int] = (0,)
    ) -> None:
        self.name, self.maximize, self.patience, self.min_delta, self.seeds = name, maximize, patience, min_delta, seeds
        count = len(seeds)
        self.best_epoch, self.epochs = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self.status = np.full(count, "training", "U16")
        self.stops = False
        self._best, self._reference = np.full(count, np.inf), np.full(count, np.inf)  # lower is better
        self._reference_epoch = np.zeros(count, np.int64)
        self._only = np.zeros(1, np.int64)

    @property
    def in_training(self) -> Bools:
        """Which members are neither stopped nor diverged: (members,)."""
        training: Bools = self.status == "training"
        return training

    def ended(self, *, is_whole: bool) -> Status:
        """How a training ended that is at this point, where `is_whole` tells whether it has all of its epochs."""
        if self.in_training.any():
            return "completed" if is_whole else "interrupted"
        return "diverged" if (self.status == "diverged").all() else "stopped_early"

    def observe(self, epoch: int, record: Mapping[str, Any]) -> Members:
        """Takes in an epoch's record; the members that have never been better. An undefined value is never better."""
        which, train_loss, values = self._columns(record)
        lost = ~np.isfinite(train_loss)
        if lost.any():
            self._end(which[lost], "diverged")
            which, values = which[~lost], values[~lost]
        self.epochs[which] = epoch
        better = values < self._best[which]
        improved = which[better]
        self._best[improved], self.best_epoch[improved] = values[better], epoch
        if self.patience is not None:
            by_enough = values < self._reference[which] - self.min_delta
            notable = which[by_enough]
            self._reference[notable], self._reference_epoch[notable] = values[by_enough], epoch
            waited_enough = epoch - self._reference_epoch[which] >= self.patience
            if waited_enough.any():
                self._end(which[waited_enough], "stopped_early")
        return improved

    def _columns(self, record: Mapping[str, Any]) -> tuple[Members, Floats, Floats]:
        """The members that a record tells of, their training losses, and their monitored values as ones that are better when
        lower, NaN where there is none. A network alone may have no training loss, which is no divergence."""
        sign = -1.0 if self.maximize else 1.0
        if (members := record.get("members")) is None:
            value = record.get(self.name)
            return self._only, _floats([record.get("train_loss") or 0.0]), np.array([math.nan if value is None else sign * value])
        which = np.array(members["seed"], np.int64) - self.seeds[0]
        return which, _floats(members["train_loss"]), sign * _floats(members[self.name])

    def _end(self, which: Members, status: str) -> None:
        self.status[which] = status
        self.stops = not self.in_training.any()


def _floats(column: Sequence[float | None]) -> Floats:
    """A column of records; what is not there is not a number."""
    return np.array([math.nan if value is None else value for value in column], np.float64)


def monitor_of(resolved: Resolved, seeds: Sequence[int] = (0,)) -> Monitor:
    """What follows the value that the best epoch is chosen by, before the first one."""
    early = resolved.experiment.training.early_stopping
    if not isinstance(early, EarlyStopping):
        return Monitor(resolved.monitor, resolved.maximize, seeds=seeds)
    return Monitor(resolved.monitor, resolved.maximize, early.patience, early.min_delta, seeds)


def best_epoch_of(resolved: Resolved, history: Iterable[Mapping[str, Any]]) -> int:
    """The epoch whose state must be the best one of a network alone after these records; 0 is the initial state."""
    monitor = monitor_of(resolved)
    for epoch, record in enumerate(history, 1):
        monitor.observe(epoch, record)
    return int(monitor.best_epoch[0])
