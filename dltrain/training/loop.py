"""Training as a stream of facts: one record an epoch. Whoever consumes them shows, saves, stops."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from dltrain.data.part import Part
from dltrain.runs.history import History
from dltrain.schedules import Plateau, Schedule
from dltrain.training.batches import Losses

Record = dict[str, float | None]
Partial = dict[str, float]  # sums over the steps of an epoch so far, by name
Rows = Any  # of a split, as the engine keeps them; each kind has `targets`, `weights` and `count`
Scores = Any  # of the rows of a split, as the engine makes them and its evaluator takes them


class Engine(Protocol):
    """What is trained, on `rows` that stay on its `device`.

    `step` counts the steps of the whole run, and `partial` holds what an epoch has added up before it was paused, its `steps`
    among it: with the tensors of `snapshot` they are all that the rest of the run depends on.
    """

    step: int
    partial: Partial
    device: str
    rows: Rows

    @property
    def steps_per_epoch(self) -> int: ...

    def epoch(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        """Goes on with an epoch to its end; the losses, or None where `pausing`, asked before each step, had it stop before."""

    def load(self, part: Part) -> Rows:
        """The rows of a part as the engine takes them, all of equal weight."""

    def scores(self, rows: Rows) -> Scores: ...

    def snapshot(self) -> Mapping[str, np.ndarray]: ...

    def restore(self, state: Mapping[str, np.ndarray], step: int, partial: Partial) -> None: ...


class Pause(Protocol):
    """What may happen between two steps."""

    def is_due(self) -> bool: ...

    def take(self) -> bool:
        """Does what was due; whether training goes on."""


class Measure(Protocol):
    """What tells how good its scores for a split are."""

    def measure(self, scores: Scores, rows: Rows, part: Part) -> dict[str, float | None]: ...


@dataclass(frozen=True)
class LoopSettings:
    """How a training runs over its epochs."""

    epochs: int
    schedule: Schedule
    learning_rate: float
    monitor: str
    maximize: bool
    watched: dict[str, tuple[Part, Rows]] = field(default_factory=dict)  # splits measured after every epoch

    def falling(self, record: Record) -> float:
        """The monitored value as one that is better when lower."""
        value = record[self.monitor]
        return math.nan if value is None else -value if self.maximize else value


def train(engine: Engine, evaluator: Measure, settings: LoopSettings, history: History, pause: Pause) -> Iterator[Record]:
    """Trains from where the engine is, after the epochs of `history`, and yields each epoch's record; ends where a pause ends it.

    A record holds epoch, train_loss (the mean over the epoch's batches as trained on, unless train is watched),
    `<split>_<metric>` of the watched splits, learning_rate (of its last step), seconds and rows_per_second. The caller owns
    `history` and appends to it.
    """
    schedule, per_epoch = settings.schedule, engine.steps_per_epoch
    plateau = schedule.replay(settings.falling(record) for record in history) if schedule.needs_history else Plateau()
    for epoch in range(len(history) + 1, settings.epochs + 1):
        began = time.perf_counter()
        rate_at = rates(settings, per_epoch, epoch, plateau)
        while (losses := engine.epoch(epoch, rate_at, pause.is_due)) is None:
            if not pause.take():
                return
        record: Record = {"epoch": epoch, **losses}
        for split, (part, rows) in settings.watched.items():
            for name, value in evaluator.measure(engine.scores(rows), rows, part).items():
                is_told = value is not None and (math.isfinite(value) or (split, name) == ("train", "loss"))  # which ends the run
                record[f"{split}_{name}"] = value if is_told else None
        seconds = time.perf_counter() - began
        record |= {
            "learning_rate": rate_at(epoch * per_epoch - 1),
            "seconds": seconds,
            "rows_per_second": engine.rows.count / seconds,
        }
        if schedule.needs_history:
            plateau = schedule.observe(plateau, settings.falling(record))
        yield record


def rates(settings: LoopSettings, per_epoch: int, epoch: int, plateau: Plateau) -> Callable[[int], float]:
    """The learning rate of each step of an epoch."""

    def rate(step: int) -> float:
        return settings.schedule.rate(
            settings.learning_rate,
            step=step,
            steps=per_epoch * settings.epochs,
            epoch=epoch - 1,
            steps_per_epoch=per_epoch,
            plateau=plateau,
        )

    if settings.schedule.per_step:
        return rate
    constant = rate((epoch - 1) * per_epoch)
    return lambda step: constant
