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
Members = NDArray[np.int64]  # indices in the stack, from 0


class Monitor:
    """Follows one recorded value of every member, by arrays (members,). `patience` None never stops.

    A record tells whose its values are by the members' indices in the stack, as `lane`, or by their seeds, which then count up by
    one.

    With `keeps_last` each epoch is taken for the best so far, whatever its value. `best_epoch` is 0 before the first;
    `in_training` tells which members are neither stopped nor diverged.
    """

    def __init__(
        self,
        name: str,
        maximize: bool,
        patience: int | None = None,
        min_delta: float = 0.0,
        seeds: Sequence[int] = (0,),
        keeps_last: bool = False,
    ) -> None:
        self.keeps_last = keeps_last
        self.name, self.maximize, self.patience, self.min_delta, self.seeds = name, maximize, patience, min_delta, seeds
        count = len(seeds)
        self.best_epoch, self.in_training, self.stops = np.zeros(count, np.int64), np.ones(count, bool), False
        self._best, self._reference = np.full(count, np.inf), np.full(count, np.inf)  # lower is better
        self._reference_epoch = np.zeros(count, np.int64)
        self._epoch = 0
        self._ended_as, self._ended_at = np.full(count, "", "U16"), np.zeros(count, np.int64)

    @property
    def status(self) -> list[str]:
        """Of each member: training, stopped_early or diverged."""
        return [str(ended) or "training" for ended in self._ended_as]

    @property
    def epochs(self) -> Members:
        """The last epoch of each member whose loss was a number; 0 before the first."""
        return np.where(self.in_training, self._epoch, self._ended_at)

    @property
    def waited(self) -> Members:
        """How many epochs of each member have passed without a value that counts as better."""
        return self._epoch - self._reference_epoch

    def ended(self, *, is_whole: bool) -> Status:
        """How a training ended that is at this point, where `is_whole` tells whether it has all of its epochs."""
        if self.in_training.any():
            return "completed" if is_whole else "interrupted"
        return "diverged" if (self._ended_as == "diverged").all() else "stopped_early"

    def observe(self, epoch: int, record: Mapping[str, Any]) -> Members:
        """Takes in an epoch's record; the members that have never been better. An undefined value is never better."""
        self._epoch = epoch
        values, lost = self._falling(record)
        if len(lost):
            values[lost] = math.nan
            self._end(lost, "diverged", epoch - 1)
        improved: Members = (values < self._best).nonzero()[0]
        if self.keeps_last:
            improved = self.in_training.nonzero()[0]
        if len(improved):
            self._best[improved], self.best_epoch[improved] = values[improved], epoch
        if self.patience is not None:
            notable = (values < self._reference - self.min_delta).nonzero()[0]
            self._reference[notable], self._reference_epoch[notable] = values[notable], epoch
            stopped = self.in_training & (self.waited >= self.patience)
            if stopped.any():
                self._end(stopped.nonzero()[0], "stopped_early", epoch)
        return improved

    def _falling(self, record: Mapping[str, Any]) -> tuple[Floats, Members]:
        """The monitored values as ones that are better when lower, (members,), NaN where there is none, and the members whose
        training loss is no number. A network by itself may have no training loss, which is no divergence."""
        sign = -1.0 if self.maximize else 1.0
        if (members := record.get("members")) is None:
            value, is_lost = record.get(self.name), not math.isfinite(record.get("train_loss") or 0.0)
            return np.array([math.nan if value is None else sign * value]), np.arange(is_lost)
        which = indices_of(members, self.seeds)
        values = np.full(len(self.seeds), math.nan)
        values[which] = sign * _floats(members[self.name])
        return values, which[~np.isfinite(_floats(members["train_loss"]))]

    def _end(self, which: Members, how: Status, epoch: int) -> None:
        self._ended_as[which], self._ended_at[which] = how, epoch
        self.in_training = self._ended_as == ""
        self.stops = not self.in_training.any()


def indices_of(members: Mapping[str, Any], seeds: Sequence[int]) -> Members:
    """The indices in the stack of the members of a record."""
    if "lane" in members:
        return np.array(members["lane"], np.int64)
    return np.array(members["seed"], np.int64) - seeds[0]


def _floats(column: Sequence[float | None]) -> Floats:
    """A column of records; what is not there is not a number."""
    return np.array([math.nan if value is None else value for value in column], np.float64)


def monitor_of(resolved: Resolved, seeds: Sequence[int] = (0,)) -> Monitor:
    """What follows the value that the best epoch is chosen by, before the first one."""
    early = resolved.experiment.training.early_stopping
    if not isinstance(early, EarlyStopping):
        return Monitor(resolved.monitor, resolved.maximize, seeds=seeds, keeps_last=resolved.model.keeps_last)
    return Monitor(resolved.monitor, resolved.maximize, early.patience, early.min_delta, seeds)


def best_epoch_of(resolved: Resolved, history: Iterable[Mapping[str, Any]]) -> int:
    """The epoch whose state must be the best one of a network alone after these records; 0 is the initial state."""
    monitor = monitor_of(resolved)
    for epoch, record in enumerate(history, 1):
        monitor.observe(epoch, record)
    return int(monitor.best_epoch[0])
