"""Checkpoints on their way to the disk: the best and the last state are kept in memory and written at a measured pace."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from dltrain.runs import Run, Which
from dltrain.training.loop import Engine, Partial
from dltrain.training.monitor import Members, Monitor

FRACTION_OF_TIME = 0.01
MIN_PAUSE = 2.0  # seconds


@dataclass(frozen=True)
class TrainingState:
    """The state of a training after some epochs, or in the middle of the next, whose sums so far are `partial`."""

    epoch: int
    step: int
    tensors: Mapping[str, np.ndarray]
    partial: Partial = field(default_factory=dict)

    @classmethod
    def of(cls, tensors: Mapping[str, np.ndarray], state: Mapping[str, Any]) -> TrainingState:
        """What a checkpoint holds."""
        return cls(state["epoch"], state["step"], tensors, state.get("partial", {}))

    @property
    def moment(self) -> tuple[int, int]:
        """How far training was: epoch and step."""
        return self.epoch, self.step


class Keeper(Protocol):
    """What holds the best and the last state until they are written."""

    def keep(self, epoch: int, improved: Members, monitor: Monitor) -> None:
        """Takes over the state after an epoch, and as best state that of the members who have never been better."""

    def states(self) -> tuple[TrainingState, TrainingState]:
        """The best and the last state."""

    def within(self, epoch: int) -> TrainingState:
        """The state in the middle of the epoch after `epoch`."""

    def restore(self, last: TrainingState, best: TrainingState, monitor: Monitor) -> None:
        """Puts back what was trained, where `monitor` is after the same epochs. Raises Misfit where these are not its tensors."""

    def use_best(self) -> TrainingState:
        """Puts the best weights into what was trained."""


class Snapshots:
    """Keeps the states of one network; `beside` are tensors that its checkpoints hold besides."""

    def __init__(self, engine: Engine, beside: Mapping[str, np.ndarray] | None = None) -> None:
        self.engine, self.beside = engine, beside
        self.best = self.last = self.within(0)

    def keep(self, epoch: int, improved: Members, monitor: Monitor) -> None:
        self.last = self.within(epoch)
        if len(improved):
            self.best = self.last

    def states(self) -> tuple[TrainingState, TrainingState]:
        return self.best, self.last

    def within(self, epoch: int) -> TrainingState:
        tensors = self.engine.snapshot()
        return TrainingState(epoch, self.engine.step, {**tensors, **self.beside} if self.beside else tensors, self.engine.partial)

    def restore(self, last: TrainingState, best: TrainingState, monitor: Monitor) -> None:
        self.engine.restore(last.tensors, last.step, last.partial)
        self.best, self.last = best, last

    def use_best(self) -> TrainingState:
        self.engine.restore(self.best.tensors, self.best.step, self.best.partial)
        return self.best


@dataclass(frozen=True)
class Fixed:
    """Keeps one state, where nothing is trained any more."""

    state: TrainingState

    def keep(self, epoch: int, improved: Members, monitor: Monitor) -> None:
        """There is nothing to take over."""

    def states(self) -> tuple[TrainingState, TrainingState]:
        return self.state, self.state

    def within(self, epoch: int) -> TrainingState:
        return self.state

    def restore(self, last: TrainingState, best: TrainingState, monitor: Monitor) -> None:
        """There is nothing to put back."""

    def use_best(self) -> TrainingState:
        return self.state


class Saver:
    """Writes `best` before `last`, each when it has changed, so seldom that saving takes about 1 % of the time.

    `describe` gives everything of a checkpoint that is no tensor.
    """

    def __init__(self, run: Run, pause: str, keeper: Keeper, describe: Callable[[Which, TrainingState], dict[str, Any]]) -> None:
        self.run, self.keeper, self.describe = run, keeper, describe
        self.pause = MIN_PAUSE if pause == "auto" else seconds_of(pause)
        self.automatic = pause == "auto"
        self.written: dict[Which, tuple[int, int] | None] = {"best": None, "last": None}
        self.wrote_at = time.monotonic()

    def is_due(self) -> bool:
        """Whether the last time is long enough ago."""
        return time.monotonic() - self.wrote_at >= self.pause

    def write(self, within: TrainingState | None = None) -> None:
        """Writes what has changed since the last time; as the last state that `within` an epoch, where one is given. Raises
        WriteError."""
        began = time.monotonic()
        best, last = self.keeper.states()
        self._write("best", best)
        self._write("last", within or last)
        self.wrote_at = time.monotonic()
        if self.automatic:
            self.pause = max(MIN_PAUSE, (self.wrote_at - began) / FRACTION_OF_TIME)

    def write_best(self) -> None:
        """Writes the best state anew, with what has become known of it since. Raises WriteError."""
        self.written["best"] = None
        self._write("best", self.keeper.states()[0])

    def _write(self, which: Which, state: TrainingState) -> None:
        if self.written[which] == state.moment:
            return
        self.run.write_checkpoint(which, state.tensors, self.describe(which, state))
        self.written[which] = state.moment


def seconds_of(duration: str) -> float:
    """`30s`, `5m` or `1h` in seconds."""
    return float(duration[:-1]) * {"s": 1, "m": 60, "h": 3600}[duration[-1]]
