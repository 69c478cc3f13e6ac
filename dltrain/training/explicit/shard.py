"""Some members of a stack at work, in groups whose vectors a core's cache holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.arrays import NUMPY
from dltrain.models.plan import single
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import split_of
from dltrain.training.batches import settings_of
from dltrain.training.explicit.engine import ExplicitEngine
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.explicit.session import first_weights
from dltrain.training.measure import Evaluator
from dltrain.training.monitor import Bools, Floats, Members
from dltrain.training.rows import Rows
from dltrain.training.session import Splits

Arrays = dict[str, NDArray[Any]]
CACHE = 4 * 2**20  # bytes


@dataclass(frozen=True)
class Verdict:
    """What the monitor found of an epoch: which members have never been better, and which go on; (members of the stack,)."""

    improved: Bools
    in_training: Bools


class Shard:
    """Trains its members, the same whichever others there are. `members` are their places in the stack, from 0, which their seeds
    count from.

    `best` holds each one's best weights, by their names in a checkpoint: (members of the shard, ...).
    """

    def __init__(self, resolved: Resolved, evaluator: Evaluator, train: Rows, watched: Splits, members: Members) -> None:
        self.resolved, self.evaluator, self.train, self.watched, self.members = resolved, evaluator, train, watched, members
        self.objective = evaluator.objective
        vectors = 2 + len(resolved.experiment.training.optimizer.slots())
        fitting = CACHE // (vectors * 4 * resolved.plan.parameters) or 1
        cut = np.array_split(members, -(-len(members) // fitting))
        self.groups = [(group, self._engine(group)) for group in cut]
        self.best = {n: a for n, a in _together(self._snapshots()).items() if n.startswith("model.")}

    def _engine(self, group: Members) -> ExplicitEngine:
        experiment = self.resolved.experiment
        seeds = [experiment.seed + int(k) for k in group]
        weights = [first_weights(self.resolved, seed) for seed in seeds]
        network = ExplicitNetwork(single(self.resolved.plan), weights, NUMPY, stacked=True)
        optimizer, settings = experiment.training.optimizer, settings_of(experiment)
        with_loss = "train" not in self.watched
        return ExplicitEngine(network, optimizer, self.objective, self.train, settings, seeds, with_loss=with_loss)

    def _snapshots(self) -> list[Mapping[str, NDArray[Any]]]:
        return [engine.snapshot() for _, engine in self.groups]

    def epoch(self, epoch: int, rates: Sequence[float], verdict: Verdict | None) -> tuple[Members, dict[str, Floats]]:
        """Trains the members that go on for an epoch, with a learning rate a step: which these are, and their losses and
        monitored values, float64 (such members,). `verdict` is the one on the epoch before."""
        self._follow(verdict)
        if not self.groups:
            return np.zeros(0, np.int64), {}
        values = [self._epoch(engine, epoch, rates) for _, engine in self.groups]
        which = np.concatenate([group for group, _ in self.groups])
        return which, {name: np.concatenate([one[name] for one in values]) for name in values[0]}

    def _epoch(self, engine: ExplicitEngine, epoch: int, rates: Sequence[float]) -> dict[str, Floats]:
        before = (epoch - 1) * engine.steps_per_epoch
        losses = engine.losses_of_epoch(epoch, lambda step: rates[step - before], _never)
        values = {"train_loss": np.asarray(losses, np.float64)} if engine.with_loss else {}
        monitor = self.resolved.monitor
        for split, (part, rows) in self.watched.items():
            scores = engine.scores(rows)
            with np.errstate(all="ignore"):
                values[f"{split}_loss"] = self.objective.mean_loss(scores, rows.targets, rows.weights).astype(np.float64)
            if split == split_of(monitor)[0] and monitor not in values:
                measured = [self.evaluator.measure(one, rows, part)[monitor.removeprefix(f"{split}_")] for one in scores]
                values[monitor] = np.array([np.nan if value is None else value for value in measured])
        return values

    def _follow(self, verdict: Verdict | None) -> None:
        """Takes over the weights of the members that have never been better, and lets go of those that are done."""
        if verdict is None:
            return
        for group, engine in self.groups:
            better = verdict.improved[group]
            if better.any():
                named, places = engine.network.named(), np.searchsorted(self.members, group[better])
                for name, array in self.best.items():
                    array[places] = named[name.removeprefix("model.")][better]
        if all(verdict.in_training[group].all() for group, _ in self.groups):
            return
        parts = [(group, verdict.in_training[group], engine) for group, engine in self.groups]
        self.groups = [
            (group[going], engine if going.all() else engine.part(going)) for group, going, engine in parts if going.any()
        ]

    def state(self, verdict: Verdict | None) -> tuple[Members, Arrays, Arrays]:
        """The members in training and their tensors, (such members, ...); and the best weights of all, (members, ...)."""
        self._follow(verdict)
        which = np.concatenate([group for group, _ in self.groups]) if self.groups else np.zeros(0, np.int64)
        return which, _together(self._snapshots()), self.best

    def restore(self, verdict: Verdict, tensors: Arrays, best: Arrays, step: int) -> None:
        """Puts the shard back; `tensors` are those of all members of the stack that go on, `best` those of this shard."""
        self.best = best
        self._follow(verdict)
        which = np.flatnonzero(verdict.in_training)
        for group, engine in self.groups:
            places = np.searchsorted(which, group)
            engine.restore({name: array[places] for name, array in tensors.items()}, step, {})


def _together(states: Sequence[Mapping[str, NDArray[Any]]]) -> Arrays:
    return {name: np.concatenate([state[name] for state in states]) for name in states[0]} if states else {}


def _never() -> bool:
    return False
