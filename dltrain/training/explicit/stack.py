"""The runs of a sweep as one stack: each network with a seed of its own, all in one step, stopped early one by one.

A member is a function of its seed alone: which others are trained beside it, and in which process, changes nothing but the last
bits.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from dltrain.arrays import NumpyArrays
from dltrain.data.dataset import Dataset
from dltrain.data.part import Part
from dltrain.errors import listing
from dltrain.files.typed_json import Misfit
from dltrain.models.plan import single
from dltrain.runs import Run
from dltrain.runs.history import History
from dltrain.runs.stored_tensors import check
from dltrain.runs.summary import Status
from dltrain.schedules import Plateau
from dltrain.spec.resolve import Resolved
from dltrain.training.batches import batch_borders
from dltrain.training.explicit.engine import rows_of, scores_of
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.explicit.objective import ExplicitObjective, Rows
from dltrain.training.explicit.shard import Arrays, Floats, Shard, Standing, as_floats
from dltrain.training.explicit.workers import workers_for
from dltrain.training.loop import LoopSettings, rates
from dltrain.training.measure import Evaluator
from dltrain.training.saving import Saver, State
from dltrain.training.session import checkpoint_state, loop_settings_of, parts_of
from dltrain.training.targets import class_weights

StackRecord = dict[str, Any]


class Stack:
    """Trains all members; `records` yields an epoch at a time, with the members' means, and saves on the way."""

    def __init__(
        self, resolved: Resolved, dataset: Dataset, evaluator: Evaluator, run: Run, stopping: Callable[[], bool]
    ) -> None:
        self.resolved, self.dataset, self.evaluator, self.run, self.stopping = resolved, dataset, evaluator, run, stopping
        experiment = resolved.experiment
        assert experiment.sweep is not None
        assert isinstance(evaluator.objective, ExplicitObjective)
        count = experiment.sweep.seeds
        self.seeds = [experiment.seed + k for k in range(count)]
        objective: ExplicitObjective = evaluator.objective
        by_class = class_weights(experiment.training.class_weights, dataset.encoding.labels, dataset.train.target)
        self.splits: dict[str, tuple[Part, Rows]] = {
            name: (part, rows_of(part, objective.form, by_class)) for name, part in parts_of(dataset).items()
        }
        self.loop: LoopSettings = loop_settings_of(resolved, self.splits)
        self.standing = Standing(count, resolved)
        self.history = History()
        self.status: Status = "completed"
        self.saver = Saver(run, experiment.training.save_every, self._describe)
        train = self.splits["train"][1]
        self.steps_per_epoch = len(batch_borders(train.count, experiment.training.batch_size, resolved.plan.normalizes_rows))
        shares = np.array_split(np.arange(count), min(int(experiment.threads), count))
        self.make = functools.partial(Shard, resolved, evaluator, objective, train, self.loop)
        self.workers = workers_for([functools.partial(self.make, members) for members in shares])
        self.shares = shares
        self.best: Arrays = {}

    def records(self) -> Iterator[StackRecord]:
        """Trains on from where the stack is; a record holds the means over the members in training, and their own losses."""
        try:
            for epoch in range(len(self.history) + 1, self.loop.epochs + 1):
                if not len(self.standing.active):
                    break
                if self.stopping():
                    self.status = "interrupted"
                    break
                began = time.perf_counter()
                told = [(which, values) for which, values in self._all("epoch", epoch) if len(which)]
                which = np.concatenate([one for one, _ in told])
                values = {name: np.concatenate([own[name] for _, own in told]) for name in told[0][1]}
                self.standing.observe(epoch, which, values)
                record = self._record(epoch, [self.seeds[k] for k in which], values, time.perf_counter() - began)
                self.history.append(record)
                self.run.append_metrics(record)
                if self.saver.is_due():
                    self.write()
                yield record
            if self.status == "completed":
                self.standing.status[self.standing.status == "training"] = "completed"
            self.write()
        finally:
            for worker in self.workers:
                worker.end()

    def _all(self, name: str, *arguments: Any) -> list[Any]:
        """What a method of every share answers."""
        for worker in self.workers:
            worker.begin(name, *arguments)
        return [worker.result() for worker in self.workers]

    def _record(self, epoch: int, seeds: Sequence[int], values: Mapping[str, Floats], seconds: float) -> StackRecord:
        means = {name: _finite(own.mean()) for name, own in values.items()}
        rate_at = rates(self.loop, self.steps_per_epoch, epoch, Plateau())
        own = {name: _listed(array) for name, array in values.items()}
        return {
            "epoch": epoch,
            **means,
            "learning_rate": rate_at(epoch * self.steps_per_epoch - 1),
            "seconds": seconds,
            "rows_per_second": self.splits["train"][1].count * len(seeds) / seconds,
            "members": {"seed": list(seeds), **own},
        }

    def write(self) -> None:
        """Writes both checkpoints: the best weights of all members, and the state of those in training. Raises WriteError."""
        told = self._all("state")
        self.best = {name: np.concatenate([best[name] for _, _, best in told]) for name in told[0][2]}
        active = [tensors for which, tensors, _ in told if len(which)]
        state = {name: np.concatenate([tensors[name] for tensors in active]) for name in active[0]} if active else {}
        epoch, step = len(self.history), len(self.history) * self.steps_per_epoch
        self.saver.last = State(epoch, step, state | {f"best.{name}": array for name, array in self.best.items()})
        self.saver.best = State(epoch, step, self.best)
        self.saver.write()

    def _describe(self, state: State) -> dict[str, Any]:
        history = self.history if state is self.saver.last else History()  # what goes on begins with the last state
        return checkpoint_state(self.resolved, self.dataset, state, history) | {"seeds": self.seeds}

    def restore(self, last: State, history: History, seeds: Sequence[int] | None) -> None:
        """Puts the stack where it was after the epochs of `history`. Raises Misfit, or what reading nonsense raises."""
        if list(seeds or ()) != self.seeds:
            raise Misfit("seeds", f"those of the sweep, {listing(self.seeds)}")
        for record in history:
            own = record["members"]
            if not set(own["seed"]) <= set(self.seeds):
                raise Misfit("history.members.seed", f"of the seeds of the sweep, {listing(self.seeds)}")
            values = {name: as_floats(column) for name, column in own.items() if name != "seed"}
            self.standing.observe(record["epoch"], np.array(own["seed"], np.int64) - self.seeds[0], values)
        self.history = history.part(0)
        which = self.standing.active
        tensors = {name: array for name, array in last.tensors.items() if not name.startswith("best.")}
        best = {name.removeprefix("best."): array for name, array in last.tensors.items() if name.startswith("best.")}
        self._check(best, len(self.seeds), "best.")
        self._check(tensors, len(which), "")
        for worker, members in zip(self.workers, self.shares, strict=True):
            own = {name: np.array(array[members]) for name, array in best.items()}
            worker.begin("restore", history, which, tensors, own, last.step)
        for worker in self.workers:
            worker.result()
        self.saver.written = {"best": last.moment, "last": last.moment}

    def _check(self, given: Arrays, members: int, prefix: str) -> None:
        """Raises Misfit where these are not the tensors of so many members: the best weights, `best.`, or all that is trained."""
        _, state, best = self.make(np.arange(1)).state()  # of one member: their forms are all that is asked for
        one = best if prefix else state
        wanted = {f"{prefix}{name}": np.broadcast_to(array, (members, *array.shape[1:])) for name, array in one.items()}
        if members:
            check(wanted, {f"{prefix}{name}": array for name, array in given.items()})

    def measured(self, names: Sequence[str]) -> list[dict[str, dict[str, float | None]]]:
        """Loss and metrics of each member's best weights, by split."""
        weights = [{n.removeprefix("model."): a[k] for n, a in self.best.items()} for k in range(len(self.seeds))]
        network = ExplicitNetwork(single(self.resolved.plan), weights, NumpyArrays(), stacked=True)
        for slot in network.statistic_slots:
            slot.view(network.statistics)[...] = self.best[f"model.{slot.name}"]
        found: list[dict[str, dict[str, float | None]]] = [{} for _ in self.seeds]
        for name in names:
            part, rows = self.splits[name]
            for member, scores in zip(found, scores_of(network, rows), strict=True):
                member[name] = self.evaluator.measure(scores, rows, part)
        return found


def _listed(values: Floats) -> list[float | None]:
    return values.tolist() if np.isfinite(values).all() else [_finite(value) for value in values]


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
