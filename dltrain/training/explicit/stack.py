"""Several runs as the lanes of one stack, all in one step, stopped early one by one: those of a sweep, which differ in their
seed, or any that differ in numbers of their own (`dltrain.spec.lanes`).

A lane is a function of its own spec alone: which others are trained beside it, and in which process, changes nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from dltrain.arrays import Array
from dltrain.data.dataset import Dataset
from dltrain.data.part import Part
from dltrain.diagnosis.health import Sample
from dltrain.errors import listing
from dltrain.files.typed_json import Misfit
from dltrain.models.plan import single
from dltrain.process.copies import KilledError
from dltrain.runs import Run, Which
from dltrain.runs.history import History
from dltrain.runs.stored_tensors import check, strip_prefix
from dltrain.spec.engines import is_recorded, stack_threads
from dltrain.spec.lanes import own_of
from dltrain.spec.resolve import Resolved
from dltrain.training.explicit.network import ExplicitNetwork
from dltrain.training.explicit.scored import scores_of
from dltrain.training.explicit.shard import Arrays, Shard, Verdict
from dltrain.training.explicit.together import learning_rate_of
from dltrain.training.explicit.workers import workers_for
from dltrain.training.loop import Partial
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.measuring.probe import Due
from dltrain.training.minibatches.batches import Losses, cuts_of, settings_of
from dltrain.training.minibatches.rows import Rows, flat_rows_of
from dltrain.training.minibatches.targets import class_weights
from dltrain.training.monitor import Bools, Floats, Members, Monitor, indices_of
from dltrain.training.saving import TrainingState
from dltrain.training.session import Extras, Session, Splits, parts_of, watched_of

Tags = tuple[str, Sequence[int]]  # what tells the members apart in records: its name, and that of each
SAMPLED = 3  # members
BEST = "best."  # before the names of the best weights of all members, in the last state


class StackEngine:
    """Trains the members in shards, each on a core of its own, where they are measured too. It never pauses within an epoch.

    What is scored after training are the best weights: float32 (members, rows, units).
    """

    def __init__(
        self,
        lanes: Sequence[Resolved],
        evaluator: Evaluator,
        splits: Splits,
        threads: int,
        tags: Tags,
        *,
        all_metrics: bool = False,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self.lanes, self.rows, self.splits, self.tags = lanes, splits["train"][1], splits, tags
        self.form, members, resolved = evaluator.objective.form, len(lanes), lanes[0]
        self.xp = evaluator.objective.xp
        self.device = self.xp.device
        self.step = 0
        self.partial: Partial = {}
        cuts = cuts_of(self.rows.count, settings_of(resolved.experiment), resolved.plan.normalizes_rows)
        self.steps_per_epoch = len(cuts.steps)
        self.indices = np.array_split(np.arange(members), min(threads, members))  # a shard's members
        watched = watched_of(resolved, splits)
        self.make = functools.partial(Shard, lanes, evaluator, self.rows, watched, all_metrics=all_metrics, say=say)
        self.workers = workers_for([functools.partial(self.make, indices) for indices in self.indices])
        self.best: Mapping[str, np.ndarray] = {}  # what is scored
        self.in_training: Bools = np.ones(members, bool)
        self.samples: list[Sample] = []
        self._verdict: Verdict | None = None  # that the shards have not heard yet
        self._is_lost = False

    def close(self) -> None:
        """Lets the processes of the shards go."""
        for worker in self.workers:
            worker.end()

    def _all(self, name: str, *arguments: Any) -> list[Any]:
        """What a method of every shard answers. Raises KilledError; then the states of the members are lost."""
        try:
            for worker in self.workers:
                worker.begin(name, *arguments)
            return [worker.result() for worker in self.workers]
        except KilledError:
            self._is_lost = True
            raise

    def follow(self, improved: Members, in_training: Bools) -> None:
        """Goes on with the members in training; the weights of those that improved, as they are now, become their best ones."""
        marked = np.zeros(len(in_training), bool)
        marked[improved] = True
        self.in_training, self._verdict = in_training, Verdict(marked, in_training)

    def epoch(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        """The means over the members in training, and `members`: who they are, their own losses and, if they differ, rates."""
        if pausing():
            return None
        before = (epoch - 1) * self.steps_per_epoch
        rates = [rate_at(before + number) for number in range(self.steps_per_epoch)]
        verdict, self._verdict, self._is_lost = self._verdict, None, True  # until the epoch is whole
        answers = self._all("epoch", epoch, rates, verdict)
        trained = [(which, values) for which, values, _ in answers if len(which)]
        self.samples += sorted((one for _, _, samples in answers for one in samples), key=lambda one: one["step"])
        self._is_lost = False
        self.step += self.steps_per_epoch
        which = np.concatenate([indices for indices, _ in trained])
        values = {name: np.concatenate([one[name] for _, one in trained]) for name in trained[0][1]}
        means = {name: _finite(array.mean()) for name, array in values.items()}
        name, tags = self.tags
        tagged = {name: [tags[index] for index in which]}
        return means | {"members": tagged | {name: _listed(array) for name, array in values.items()}}

    def sample_steps(self, due: Due) -> None:
        """Has the steps that are due sampled from now on, of a few members: the first, the last and those in the middle."""
        name, tags = self.tags
        members = len(self.lanes)
        chosen = {round(index) for index in np.linspace(0, members - 1, min(SAMPLED, members))}
        self._all("sample", due, {index: {name: tags[index]} for index in sorted(chosen)})

    def load(self, part: Part) -> Rows:
        """The rows of a part, all of equal weight."""
        return flat_rows_of(part, self.form, None, self.xp)

    def scores(self, rows: Rows) -> Array:
        """The scores of each member's best weights: float32 (members, rows, units)."""
        members = range(len(self.in_training))
        best = strip_prefix(self.best, "model.")
        weights = [{name: array[k] for name, array in best.items()} for k in members]
        network = ExplicitNetwork(single(self.lanes[0].plan), weights, self.xp, stacked=True)
        for slot in network.statistic_slots:
            slot.view(network.statistics)[...] = self.xp.from_numpy(best[slot.name])
        return scores_of(network, rows)

    def snapshot(self) -> Arrays:
        """The last tensors of all members, (members, ...), and the best ones. Raises MemoryError where they are
        lost: the memory did not suffice for an epoch that has changed some of them, or a process was killed."""
        if self._is_lost:
            raise MemoryError
        verdict, self._verdict = self._verdict, None
        states = self._all("state", verdict)
        last, best = ([one[which] for one in states] for which in range(2))
        tensors = {name: np.concatenate([one[name] for one in last]) for name in last[0]}
        return tensors | {f"{BEST}{name}": np.concatenate([one[name] for one in best]) for name in best[0]}

    def restore(self, state: Mapping[str, np.ndarray], step: int, partial: Partial) -> None:
        """Puts a snapshot back; those that are `in_training` go on. Raises Misfit where it is none of these tensors."""
        best, tensors = strip_prefix(state, BEST), {name: array for name, array in state.items() if not name.startswith(BEST)}
        self._check(best, BEST)
        self._check(tensors, "")
        verdict = Verdict(np.zeros_like(self.in_training), self.in_training)
        for worker, indices in zip(self.workers, self.indices, strict=True):
            last_of, best_of = ({name: array[indices] for name, array in of_all.items()} for of_all in (tensors, best))
            worker.begin("restore", verdict, last_of, best_of, step)
        for worker in self.workers:
            worker.result()
        self.step, self._verdict = step, None

    def _check(self, given: Mapping[str, np.ndarray], prefix: str) -> None:
        """Raises Misfit where these are not the tensors of all members: the best, `best.`, or the last ones."""
        one, _ = self.make(np.arange(1)).state(None)  # of one member: their forms are all that is asked for
        members = len(self.in_training)
        wanted = {f"{prefix}{name}": np.broadcast_to(array, (members, *array.shape[1:])) for name, array in one.items()}
        check(wanted, {f"{prefix}{name}": array for name, array in given.items()})


class StackKeeper:
    """Asks the shards for their states when they are to be written: the best tensors of all members as best state, and their last
    ones, the best beside them, as the last state."""

    def __init__(self, engine: StackEngine) -> None:
        self.engine, self.epoch = engine, 0
        self._asked: tuple[TrainingState, TrainingState] | None = None

    def keep(self, epoch: int, improved: Members, monitor: Monitor) -> None:
        self.engine.follow(improved, monitor.in_training)
        self.epoch, self._asked = epoch, None

    def states(self) -> tuple[TrainingState, TrainingState]:
        if self._asked is None:
            tensors, step = self.engine.snapshot(), self.engine.step
            self._asked = TrainingState(self.epoch, step, strip_prefix(tensors, BEST)), TrainingState(self.epoch, step, tensors)
        return self._asked

    def within(self, epoch: int) -> TrainingState:
        return self.states()[1]

    def restore(self, last: TrainingState, best: TrainingState, monitor: Monitor) -> None:
        self.engine.follow(np.zeros(0, np.int64), monitor.in_training)
        self.engine.restore(last.tensors, last.step, last.partial)
        self.epoch, self._asked = last.epoch, None

    def use_best(self) -> TrainingState:
        best, _ = self.states()
        self.engine.best = best.tensors
        return best


@contextmanager
def stack_session(
    lanes: Sequence[Resolved],
    dataset: Dataset,
    evaluator: Evaluator,
    run: Run,
    stopping: Callable[[], bool],
    whole: Resolved | None = None,
    *,
    all_metrics: bool = False,
) -> Iterator[Session[Evaluator]]:
    """The session of a stack, whose processes end with the block. Its `lanes` are one group of `lane_groups`; its records tell
    theirs apart by the index among them, as `lane`.

    whole: the spec with a section `sweep` whose members are the lanes: records tell these apart by their seeds.
    all_metrics: whether every metric is measured after each epoch, as in a run by itself, or the monitored value alone.
    """
    experiment, objective = lanes[0].experiment, evaluator.objective
    seeds = [lane.experiment.seed for lane in lanes]
    by_class = class_weights(experiment.training.class_weights, dataset.encoding.labels, dataset.train.target)
    splits = {
        name: (part, flat_rows_of(part, objective.form, by_class, objective.xp, holds=False))
        for name, part in parts_of(dataset).items()
    }
    tags = ("lane", range(len(lanes))) if whole is None else ("seed", seeds)
    rows = splits["train"][1].count
    threads = stack_threads(experiment, lanes[0].plan, rows, len(lanes)) if whole is None else int(whole.experiment.threads)
    threads = (
        threads if objective.xp.device == "cpu" else 1
    )  # a GPU takes all members at once, and no copy of this process uses it
    say = run.log if is_recorded(experiment, lanes[0].plan, rows) else None
    engine = StackEngine(lanes, evaluator, splits, threads, tags, all_metrics=all_metrics, say=say)
    own = {} if whole else {"lanes": own_of([lane.experiment for lane in lanes])}

    def described(which: Which, state: TrainingState, history: History) -> dict[str, Any]:
        return {"seeds": seeds, **own, "history": history if which == "last" else History()}  # what goes on begins with the last

    extras = Extras(keeper=lambda _: StackKeeper(engine), seeds=seeds, described=described)
    session = Session(whole or lanes[0], dataset, engine, evaluator, splits, run, stopping, extras)
    rate = learning_rate_of([lane.experiment for lane in lanes])
    session.settings = replace(session.settings, watched={}, learning_rate=rate)  # the shards measure
    session.sample()
    try:
        yield session
    finally:
        engine.close()


def restore_stack(session: Session[Evaluator], tensors: Mapping[str, np.ndarray], state: Mapping[str, Any]) -> None:
    """Puts a stack where it was when the last checkpoint with this content was written. Raises Misfit, or what reading nonsense
    raises."""
    last, history = TrainingState.of(tensors, state), state["history"]
    wanted = session.extras.described("last", last, history)
    if list(state.get("seeds") or ()) != wanted["seeds"]:
        raise Misfit("seeds", f"those of the sweep, {listing(wanted['seeds'])}")
    if state.get("lanes") != wanted.get("lanes"):
        raise Misfit("lanes", "the values of the lanes of this stack")
    for record in history:
        if not set(indices_of(record["members"], wanted["seeds"]).tolist()) <= set(range(len(wanted["seeds"]))):
            raise Misfit("history.members", "of the members of the stack")
    session.restore(last, last, history)


def _listed(values: Floats) -> list[float | None]:
    return values.tolist() if np.isfinite(values).all() else [_finite(value) for value in values]


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
