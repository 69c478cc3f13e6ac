"""Training as a stream of facts: one record an epoch. Whoever consumes them shows, logs, saves and stops."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from dltrain.data.part import Part
from dltrain.diagnosis.health import Sample
from dltrain.optimizers.averages import Average
from dltrain.runs.history import History, Record
from dltrain.schedules import Plateau, Schedule
from dltrain.training.minibatches.batches import Losses
from dltrain.training.minibatches.rows import Rows

Partial = dict[str, float]  # sums over the steps of an epoch so far, by name
Scores = Any  # of the rows of a split, as the engine makes them and its evaluator takes them


class Engine(Protocol):
    """What is trained, on `rows` that stay on its `device`: one network, or a stack of them.

    `step` counts the steps of the whole run, and `partial` holds what an epoch has added up before it was paused, its `steps`
    among it: with the tensors of `snapshot` they are all that the rest of the run depends on.
    `samples` are those that nobody has taken yet.
    """

    step: int
    partial: Partial
    device: str
    rows: Rows
    samples: list[Sample]

    @property
    def steps_per_epoch(self) -> int:
        """How many steps an epoch takes."""

    def epoch(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        """Goes on with an epoch to its end; the losses, or None where `pausing`, asked before each step, had it stop before.

        A stack gives the means over the members in training, and as `members` lists of their seeds, or indices in it, of their
        own losses and, where these differ, learning rates.
        """

    def sample_steps(self, due: frozenset[int]) -> None:
        """Has the steps that are due, counted from 0, sampled from now on."""

    def load(self, part: Part) -> Rows:
        """The rows of a part as the engine takes them, all of equal weight."""

    def scores(self, rows: Rows) -> Scores:
        """The scores of a split's rows, as the network is now."""

    def snapshot(self) -> Mapping[str, np.ndarray]:
        """Copies of all tensors that the rest of the run depends on, by name."""

    def restore(self, state: Mapping[str, np.ndarray], step: int, partial: Partial) -> None:
        """Puts the engine where it was at a snapshot, after so many steps. Raises Misfit where the tensors are not its own."""


class Measure(Protocol):
    """What tells how good its scores for a split are."""

    def measure(self, scores: Scores, rows: Rows, part: Part) -> dict[str, float | None]:
        """Loss and metrics of a split, by name; None where one is undefined."""


@dataclass(frozen=True)
class LoopSettings:
    """How a training runs over its epochs."""

    epochs: int
    schedule: Schedule
    learning_rate: float
    monitor: str
    maximize: bool
    watched: Mapping[str, tuple[Part, Rows]] = field(default_factory=dict)  # splits measured after every epoch
    average: Average | None = None  # of the weights
    tags: Record = field(default_factory=dict)  # what each record begins with, where it is one training of several

    def falling(self, record: Record) -> float:
        """The monitored value as one that is better when lower."""
        value = record[self.monitor]
        return math.nan if value is None else -value if self.maximize else value


def train(
    engine: Engine, evaluator: Measure, settings: LoopSettings, history: History, pausing: Callable[[], bool]
) -> Iterator[Record]:
    """Trains from where the engine is, after the epochs of `history`, to the last epoch, and yields each epoch's record.

    A record holds epoch, train_loss (the mean over the epoch's batches as trained on, unless train is watched),
    `<split>_<metric>` of the watched splits, learning_rate (of its last step), seconds and rows_per_second; of a stack the means
    over the members in training, and as `members` the values of each. The caller owns `history` and appends to it.

    Where `pausing` says so between two steps, it yields only the epoch in hand and how many `steps` of it are taken.
    """
    schedule, per_epoch = settings.schedule, engine.steps_per_epoch
    plateau = schedule.replay(settings.falling(record) for record in history) if schedule.needs_history else Plateau()
    for epoch in range(len(history) + 1, settings.epochs + 1):
        began = time.perf_counter()
        rate_at = rates(settings, per_epoch, epoch, plateau)
        while (losses := engine.epoch(epoch, rate_at, pausing)) is None:
            yield {**settings.tags, "epoch": epoch, "steps": int(engine.partial.get("steps", 0))}
        members = losses.pop("members", None)
        record: Record = {**settings.tags, "epoch": epoch, **losses}
        for split, (part, rows) in settings.watched.items():
            for name, value in evaluator.measure(engine.scores(rows), rows, part).items():
                is_kept = value is not None and (math.isfinite(value) or (split, name) == ("train", "loss"))  # which ends the run
                record[f"{split}_{name}"] = value if is_kept else None
        seconds = time.perf_counter() - began
        record.setdefault("learning_rate", rate_at(epoch * per_epoch - 1))
        record["seconds"] = seconds
        record["rows_per_second"] = engine.rows.count * (len(members["train_loss"]) if members else 1) / seconds
        if members:
            record["members"] = members
        yield record
        if schedule.needs_history:  # as the caller has written it: the first of several processes says what was measured
            plateau = schedule.observe(plateau, settings.falling(history.last))


def is_paused(record: Record) -> bool:
    """Whether this is no epoch's record, but tells that training pauses between two steps."""
    return "steps" in record


def is_lost(record: Record) -> bool:
    """Whether the loss of the one network in training is no longer a finite number; a stack goes on without such a member."""
    return not math.isfinite(record.get("train_loss") or 0.0)


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

    average = settings.average
    if average is not None and average.learning_rate is not None and epoch >= average.first_epoch(settings.epochs):
        fixed = 0 * settings.learning_rate + average.learning_rate  # of every lane, where there are several
        return lambda step: fixed
    if settings.schedule.per_step:
        return rate
    constant = rate((epoch - 1) * per_epoch)
    return lambda step: constant
