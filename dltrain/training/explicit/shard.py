"""Some members of a stack at work: in groups whose vectors a core's cache holds, each stopped early by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.arrays import NumpyArrays
from dltrain.models.plan import single
from dltrain.runs.history import History
from dltrain.schedules import Plateau
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import EarlyStopping, split_of
from dltrain.training.batches import settings_of
from dltrain.training.explicit.engine import ExplicitEngine
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.explicit.objective import ExplicitObjective, Rows
from dltrain.training.explicit.session import first_weights
from dltrain.training.loop import LoopSettings, rates
from dltrain.training.measure import Evaluator

Floats = NDArray[np.float64]
Members = NDArray[np.int64]  # their numbers in the stack
Arrays = dict[str, NDArray[Any]]
CACHE = 4 * 2**20  # bytes


class Standing:
    """How far each member is: a fold over the values that it is monitored by."""

    def __init__(self, count: int, resolved: Resolved) -> None:
        early = resolved.experiment.training.early_stopping
        self.patience = early.patience if isinstance(early, EarlyStopping) else None
        self.min_delta = early.min_delta if isinstance(early, EarlyStopping) else 0.0
        self.monitor, self.maximize = resolved.monitor, resolved.maximize
        self.best = np.full(count, np.nan)
        self.best_epoch, self.epochs = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self.status = np.full(count, "training", "U16")
        self._reference, self._waited = np.full(count, np.nan), np.zeros(count, np.int64)

    @property
    def active(self) -> Members:
        return np.flatnonzero(self.status == "training")

    def observe(self, epoch: int, which: Members, values: Mapping[str, Floats]) -> Members:
        """Takes in an epoch of some members; those of them that have never been better."""
        lost = ~np.isfinite(values["train_loss"])
        self.status[which[lost]] = "diverged"
        which, falling = which[~lost], values[self.monitor][~lost] * (-1 if self.maximize else 1)
        self.epochs[which] = epoch
        notable = _below(falling, self._reference[which] - self.min_delta)
        self._waited[which] += 1
        self._waited[which[notable]] = 0
        self._reference[which[notable]] = falling[notable]
        best = _below(falling, self.best[which])
        self.best[which[best]] = falling[best]
        self.best_epoch[which[best]] = epoch
        if self.patience is not None:
            self.status[which[self._waited[which] >= self.patience]] = "stopped_early"
        return which[best]


def _below(values: Floats, than: Floats) -> NDArray[np.bool_]:
    return (values < than) | (np.isnan(than) & ~np.isnan(values))


class Shard:
    """Trains its members, the same whichever others there are. `members` are their numbers, from 0, which their seeds count from.

    `best` holds each one's best weights, by their names in a checkpoint: (members of the share, ...).
    """

    def __init__(
        self,
        resolved: Resolved,
        evaluator: Evaluator,
        objective: ExplicitObjective,
        train: Rows,
        loop: LoopSettings,
        members: Members,
    ) -> None:
        self.resolved, self.evaluator, self.objective, self.train, self.loop = (
            resolved,
            evaluator,
            objective,
            train,
            loop,
        )
        self.members = members
        self.standing = Standing(int(members.max()) + 1, resolved)
        vectors = 2 + len(resolved.experiment.training.optimizer.slots())
        fitting = CACHE // (vectors * 4 * resolved.plan.parameters) or 1
        cut = np.array_split(members, -(-len(members) // fitting))
        self.groups = [(group, self._engine(group)) for group in cut]
        self.best = {n: a for n, a in _together(self._snapshots()).items() if n.startswith("model.")}

    def _engine(self, group: Members) -> ExplicitEngine:
        experiment = self.resolved.experiment
        seeds = [experiment.seed + int(k) for k in group]
        weights = [first_weights(self.resolved, seed) for seed in seeds]
        network = ExplicitNetwork(single(self.resolved.plan), weights, NumpyArrays(), stacked=True)
        optimizer, settings = experiment.training.optimizer, settings_of(experiment)
        told = "train" not in self.loop.watched
        return ExplicitEngine(network, optimizer, self.objective, self.train, settings, seeds, told=told)

    def _snapshots(self) -> list[Mapping[str, NDArray[Any]]]:
        return [engine.snapshot() for _, engine in self.groups]

    def epoch(self, epoch: int) -> tuple[Members, dict[str, Floats]]:
        """Trains the members that are not done for an epoch: which these are, and their losses and monitored values."""
        if not self.groups:
            return np.zeros(0, np.int64), {}
        told = [self._epoch(engine, epoch) for _, engine in self.groups]
        which = np.concatenate([group for group, _ in self.groups])
        values = {name: np.concatenate([one[name] for one in told]) for name in told[0]}
        self._keep(self.standing.observe(epoch, which, values))
        return which, values

    def _epoch(self, engine: ExplicitEngine, epoch: int) -> dict[str, Floats]:
        rate_at = rates(self.loop, engine.steps_per_epoch, epoch, Plateau())
        losses = engine.losses_of_epoch(epoch, rate_at, _never)
        found = {"train_loss": np.asarray(losses, np.float64)} if engine.told else {}
        monitor = self.loop.monitor
        for split, (part, rows) in self.loop.watched.items():
            scores = engine.scores(rows)
            with np.errstate(all="ignore"):
                found[f"{split}_loss"] = self.objective.mean_loss(scores, rows.targets, rows.weights).astype(np.float64)
            if split == split_of(monitor)[0] and monitor not in found:
                measured = [self.evaluator.measure(own, rows, part)[monitor.removeprefix(f"{split}_")] for own in scores]
                found[monitor] = np.array([np.nan if value is None else value for value in measured])
        return found

    def _keep(self, improved: Members) -> None:
        """Takes over the weights that are best so far, and lets go of the members that are done."""
        marked = np.zeros(len(self.standing.status), bool)
        marked[improved] = True
        for group, engine in self.groups:
            better = marked[group]
            if better.any():
                own, places = engine.network.named(), np.searchsorted(self.members, group[better])
                for name, array in self.best.items():
                    array[places] = own[name.removeprefix("model.")][better]
        self._let_go()

    def _let_go(self) -> None:
        """Takes the members that are done out of their groups."""
        training = self.standing.status == "training"
        if all(training[group].all() for group, _ in self.groups):
            return
        parts = [(group, training[group], engine) for group, engine in self.groups]
        self.groups = [
            (group[going], engine if going.all() else engine.part(going)) for group, going, engine in parts if going.any()
        ]

    def state(self) -> tuple[Members, Arrays, Arrays]:
        """The members in training and their tensors, (such members, ...); and the best weights of all, (members, ...)."""
        which = np.concatenate([group for group, _ in self.groups]) if self.groups else np.zeros(0, np.int64)
        return which, _together(self._snapshots()), self.best

    def restore(self, history: History, which: Members, tensors: Arrays, best: Arrays, step: int) -> None:
        """Puts the share where it was after the epochs of `history`; `which` are the members whose tensors are given."""
        first = self.resolved.experiment.seed
        for record in history:
            own = record["members"]
            seen = np.array(own["seed"], np.int64) - first
            mine = np.isin(seen, self.members)
            values = {name: as_floats(column)[mine] for name, column in own.items() if name != "seed"}
            self.standing.observe(record["epoch"], seen[mine], values)
        self.best = best
        self._let_go()
        for group, engine in self.groups:
            places = np.searchsorted(which, group)
            engine.restore({name: array[places] for name, array in tensors.items()}, step, {})


def as_floats(column: Sequence[float | None]) -> Floats:
    """A column of records; what is not there is not a number."""
    return np.array([np.nan if value is None else value for value in column], np.float64)


def _together(states: Sequence[Mapping[str, NDArray[Any]]]) -> Arrays:
    return {name: np.concatenate([state[name] for state in states]) for name in states[0]} if states else {}


def _never() -> bool:
    return False
