"""The runs of a sweep as one stack: each network with a seed of its own, all in one step, stopped early one by one.

A member is a function of its seed alone: which others are trained beside it, and in which of the groups that share the cores,
changes nothing but the last bits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.dataset import Dataset, Part
from dltrain.models.sequential import Plan
from dltrain.runs import Run
from dltrain.schedules import Plateau
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import EarlyStopping, split_of
from dltrain.training.batches import settings_of
from dltrain.training.explicit.arrays import NumpyArrays
from dltrain.training.explicit.engine import ExplicitEngine, rows_of, scores_of
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.explicit.objective import ExplicitObjective, Rows
from dltrain.training.explicit.session import first_weights
from dltrain.training.loop import Course, rates
from dltrain.training.measure import Ruler
from dltrain.training.saving import Saver, State
from dltrain.training.session import checkpoint_state, course_of, parts_of
from dltrain.training.targets import class_weights

Floats = NDArray[np.float64]
StackRecord = dict[str, Any]


class Members:
    """What is known of each member: a fold over the values that it is monitored by."""

    def __init__(self, count: int, patience: int | None, min_delta: float) -> None:
        self.patience, self.min_delta = patience, min_delta
        self.best = np.full(count, np.nan)
        self.best_epoch, self.epochs = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self.status = np.full(count, "training", "U16")
        self._reference, self._waited = np.full(count, np.nan), np.zeros(count, np.int64)

    @property
    def active(self) -> NDArray[np.int64]:
        return np.flatnonzero(self.status == "training")

    def observe(self, epoch: int, which: NDArray[np.int64], falling: Floats) -> NDArray[np.int64]:
        """Takes in an epoch of some members, by values that are better when lower; those that have never been better."""
        self.epochs[which] = epoch
        notable = which[_below(falling, self._reference[which] - self.min_delta)]
        self._waited[which] += 1
        self._waited[notable] = 0
        best = _below(falling, self.best[which])
        self._reference[notable] = falling[np.isin(which, notable)]
        self.best[which[best]] = falling[best]
        self.best_epoch[which[best]] = epoch
        if self.patience is not None:
            self.status[which[self._waited[which] >= self.patience]] = "stopped_early"
        return which[best]


def _below(values: Floats, than: Floats) -> NDArray[np.bool_]:
    return (values < than) | (np.isnan(than) & ~np.isnan(values))


class Stack:
    """Trains all members; `records` yields an epoch at a time, with the members' means, and saves on the way.

    `best` holds each member's best weights, by their names in a checkpoint: (members, ...).
    """

    def __init__(self, resolved: Resolved, dataset: Dataset, ruler: Ruler, run: Run, stopping: Callable[[], bool]) -> None:
        self.resolved, self.dataset, self.ruler, self.run, self.stopping = resolved, dataset, ruler, run, stopping
        experiment = resolved.experiment
        assert experiment.sweep is not None
        assert isinstance(ruler.objective, ExplicitObjective)
        self.seeds = [experiment.seed + k for k in range(experiment.sweep.seeds)]
        self.objective: ExplicitObjective = ruler.objective
        by_class = class_weights(experiment.training.class_weights, dataset.encoding.labels, dataset.train.target)
        self.splits: dict[str, tuple[Part, Rows]] = {
            name: (part, rows_of(part, self.objective.form, by_class)) for name, part in parts_of(dataset).items()
        }
        self.course: Course = course_of(resolved, self.splits)
        early = experiment.training.early_stopping
        patience = (early.patience, early.min_delta) if isinstance(early, EarlyStopping) else (None, 0.0)
        self.members = Members(len(self.seeds), *patience)
        self.history: list[StackRecord] = []
        self.status = "completed"
        self.saver = Saver(run, experiment.training.save_every, self._describe)
        groups = np.array_split(np.arange(len(self.seeds)), min(int(experiment.threads), len(self.seeds)))
        self.groups = [(group, self._engine([self.seeds[k] for k in group])) for group in groups]
        self.best = self._together([engine.snapshot() for _, engine in self.groups])
        self.best = {name: array for name, array in self.best.items() if name.startswith("model.")}

    def _engine(self, seeds: Sequence[int]) -> ExplicitEngine:
        assert isinstance(self.resolved.plan, Plan)
        experiment = self.resolved.experiment
        network = ExplicitNetwork(
            self.resolved.plan, [first_weights(self.resolved, s) for s in seeds], NumpyArrays(), stacked=True
        )
        rows = self.splits["train"][1]
        return ExplicitEngine(network, experiment.training.optimizer, self.objective, rows, settings_of(experiment), seeds)

    @property
    def steps_per_epoch(self) -> int:
        return self.groups[0][1].steps_per_epoch

    def records(self) -> Iterator[StackRecord]:
        """Trains on from where the stack is; a record holds the means over the members in training, and their own losses."""
        workers = min(len(self.groups), int(self.resolved.experiment.threads))
        with ThreadPoolExecutor(workers) as pool:
            for epoch in range(len(self.history) + 1, self.course.epochs + 1):
                if not len(self.members.active):
                    break
                began = time.perf_counter()
                if self.stopping():
                    self.status = "interrupted"
                    break
                rate_at = rates(self.course, self.steps_per_epoch, epoch, Plateau())
                first, *others = (engine for _, engine in self.groups)
                work = [pool.submit(self._epoch, engine, epoch, rate_at) for engine in others]
                told = [self._epoch(first, epoch, rate_at), *(one.result() for one in work)]
                which = np.concatenate([group for group, _ in self.groups])
                values = {name: np.concatenate([one[name] for one in told]) for name in told[0]}
                seconds = time.perf_counter() - began
                record = self._record(epoch, which, values, rate_at, seconds)
                self._observe(epoch, which, values)
                self.history.append(record)
                self.run.append_metrics(record)
                if self.saver.is_due():
                    self.write()
                yield record
        done = self.members.status == "training"
        if self.status == "completed":
            self.members.status[done] = "completed"
        self.write()

    def _epoch(self, engine: ExplicitEngine, epoch: int, rate_at: Callable[[int], float]) -> dict[str, Floats]:
        """Losses of the members of a group, and what they are monitored by."""
        losses = engine.losses_of_epoch(epoch, rate_at, _never)
        found = {"train_loss": np.asarray(losses, np.float64)}
        watched = split_of(self.course.monitor)[0]
        for split, (part, rows) in self.course.watched.items():
            scores = engine.scores(rows)
            with np.errstate(all="ignore"):
                found[f"{split}_loss"] = self.objective.mean_loss(scores, rows.targets, rows.weights).astype(np.float64)
            if split == watched and self.course.monitor not in found:
                measured = [self.ruler.measure(own, rows, part) for own in scores]
                name = self.course.monitor.removeprefix(f"{split}_")
                found[self.course.monitor] = np.array([np.nan if one[name] is None else one[name] for one in measured], float)
        return found

    def _record(
        self, epoch: int, which: NDArray[np.int64], values: Mapping[str, Floats], rate_at: Callable[[int], float], seconds: float
    ) -> StackRecord:
        means = {name: _finite(own.mean()) for name, own in values.items()}
        rows = self.splits["train"][1].count * len(which)
        rate = rate_at(epoch * self.steps_per_epoch - 1)
        speed = {"learning_rate": rate, "seconds": seconds, "rows_per_second": rows / seconds}
        own = {name: [_finite(value) for value in array] for name, array in values.items()}
        return {"epoch": epoch, **means, **speed, "members": {"seed": [self.seeds[k] for k in which], **own}}

    def _observe(self, epoch: int, which: NDArray[np.int64], values: Mapping[str, Floats]) -> None:
        """Keeps what is best so far, and lets go of the members that are done."""
        members = self.members
        lost = ~np.isfinite(values["train_loss"])
        members.status[which[lost]] = "diverged"
        falling = values[self.course.monitor] * (-1 if self.course.maximize else 1)
        improved = members.observe(epoch, which[~lost], falling[~lost])
        for place, (group, engine) in enumerate(self.groups):
            better = np.isin(group, improved)
            if better.any():
                own = engine.network.named()
                for name, array in self.best.items():
                    array[group[better]] = own[name.removeprefix("model.")][better]
            going = np.isin(group, members.active)
            if not going.all():
                self.groups[place] = (group[going], engine.part(going)) if going.any() else (group[:0], engine)
        self.groups = [(group, engine) for group, engine in self.groups if len(group)] or self.groups[:1]

    def write(self) -> None:
        """Writes both checkpoints: the best weights of all members, and the state of those in training. Raises WriteError."""
        active = [(group, engine) for group, engine in self.groups if len(group)]
        state = self._together([engine.snapshot() for _, engine in active]) if active else {}
        step = self.groups[0][1].step
        self.saver.last = State(len(self.history), step, state | {f"best.{name}": array for name, array in self.best.items()})
        self.saver.best = State(len(self.history), step, self.best)
        self.saver.write()

    def _together(self, states: Sequence[Mapping[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
        return {name: np.concatenate([state[name] for state in states]) for name in states[0]}

    def _describe(self, state: State) -> dict[str, Any]:
        told = checkpoint_state(self.resolved, self.dataset, state, self.history)
        return told | {"seeds": self.seeds, "training": [int(k) for group, _ in self.groups for k in group]}

    def restore(self, last: State, history: list[StackRecord]) -> None:
        """Puts the stack where it was after the epochs of `history`. Raises KeyError, RuntimeError where they do not fit."""
        for record in history:
            own = record["members"]
            which = np.array([seed - self.seeds[0] for seed in own["seed"]])
            values = {name: np.array([np.nan if v is None else v for v in column], float) for name, column in own.items()}
            self._replay(record["epoch"], which, values)
        self.history = list(history)
        self.best = {n.removeprefix("best."): np.array(a) for n, a in last.tensors.items() if n.startswith("best.")}
        there = np.sort(np.concatenate([group for group, _ in self.groups]))
        active = self.members.active
        kept = []
        for group, engine in self.groups:
            going = np.isin(group, active)
            if going.any():
                one = engine if going.all() else engine.part(going)
                places = np.searchsorted(active, group[going])
                one.restore({n: a[places] for n, a in last.tensors.items() if not n.startswith("best.")}, last.step, {})
                kept.append((group[going], one))
        self.groups = kept or [(there[:0], self.groups[0][1])]
        self.saver.written = {"best": (last.epoch, last.step), "last": (last.epoch, last.step)}

    def _replay(self, epoch: int, which: NDArray[np.int64], values: Mapping[str, Floats]) -> None:
        lost = ~np.isfinite(values["train_loss"])
        self.members.status[which[lost]] = "diverged"
        falling = values[self.course.monitor] * (-1 if self.course.maximize else 1)
        self.members.observe(epoch, which[~lost], falling[~lost])

    def measured(self, names: Sequence[str]) -> list[dict[str, dict[str, float | None]]]:
        """Loss and metrics of each member's best weights, by split."""
        assert isinstance(self.resolved.plan, Plan)
        network = ExplicitNetwork(
            self.resolved.plan,
            [{n.removeprefix("model."): a[k] for n, a in self.best.items()} for k in range(len(self.seeds))],
            NumpyArrays(),
            stacked=True,
        )
        for slot in network.statistic_slots:
            slot.view(network.statistics)[...] = self.best[f"model.{slot.name}"]
        found: list[dict[str, dict[str, float | None]]] = [{} for _ in self.seeds]
        for name in names:
            part, rows = self.splits[name]
            for member, scores in zip(found, scores_of(network, rows), strict=True):
                member[name] = self.ruler.measure(scores, rows, part)
        return found


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _never() -> bool:
    return False
