"""Checkpoints on their way to the disk: the best and the last state are kept in memory and written at a measured pace."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from dltrain.runs import Run, Which
from dltrain.training.loop import Partial

SHARE_OF_TIME = 0.01
SHORTEST_PAUSE = 2.0  # seconds


@dataclass(frozen=True)
class State:
    """The state of a training after some epochs, or in the middle of the next, whose sums so far are `partial`."""

    epoch: int
    step: int
    tensors: Mapping[str, np.ndarray]
    partial: Partial = field(default_factory=dict)

    @classmethod
    def of(cls, tensors: Mapping[str, np.ndarray], state: Mapping[str, Any]) -> State:
        """What a checkpoint holds."""
        return cls(state["epoch"], state["step"], tensors, state.get("partial", {}))

    @property
    def moment(self) -> tuple[int, int]:
        return self.epoch, self.step


class Saver:
    """Writes `best` before `last`, each when it has changed, so seldom that saving takes about 1 % of the time.

    `describe` gives everything of a checkpoint that is no tensor.
    """

    def __init__(self, run: Run, pause: str, describe: Callable[[State], dict[str, Any]]) -> None:
        self.run, self.describe = run, describe
        self.pause = SHORTEST_PAUSE if pause == "auto" else seconds_of(pause)
        self.automatic = pause == "auto"
        self.best: State | None = None
        self.last: State | None = None
        self.written: dict[Which, tuple[int, int] | None] = {"best": None, "last": None}
        self.wrote_at = time.monotonic()

    def keep(self, state: State, is_best: bool) -> None:
        """Takes a state over, and writes if it is time to; never the initial one, in whose place `restore` may put another."""
        self.last = state
        if is_best:
            self.best = state
        if state.epoch and self.is_due():
            self.write()

    def is_due(self) -> bool:
        """Whether the last time is long enough ago."""
        return time.monotonic() - self.wrote_at >= self.pause

    def restore(self, last: State, best: State) -> None:
        """Begins with states that are on the disk already."""
        self.last, self.best = last, best
        self.written = {"best": best.moment, "last": last.moment}

    def write(self, within: State | None = None) -> None:
        """Writes what has changed since the last time; as the last state that `within` an epoch, where one is given. Raises
        WriteError."""
        began = time.monotonic()
        self._write("best", self.best)
        self._write("last", within or self.last)
        self.wrote_at = time.monotonic()
        if self.automatic:
            self.pause = max(SHORTEST_PAUSE, (self.wrote_at - began) / SHARE_OF_TIME)

    def _write(self, which: Which, state: State | None) -> None:
        if state is None or self.written[which] == state.moment:
            return
        self.run.write_checkpoint(which, state.tensors, self.describe(state))
        self.written[which] = state.moment


def seconds_of(duration: str) -> float:
    """`30s`, `5m` or `1h` in seconds."""
    return float(duration[:-1]) * {"s": 1, "m": 60, "h": 3600}[duration[-1]]
