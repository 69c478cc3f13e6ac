"""Some lanes of a stack at work, in groups whose vectors a core's cache holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.arrays import Array, torch_arrays
from dltrain.diagnosis.health import Sample
from dltrain.lanes import Lanes, listed, of_lanes
from dltrain.models.plan import single
from dltrain.runs.history import Record
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import split_of
from dltrain.training.explicit import together
from dltrain.training.explicit.engine import ExplicitEngine
from dltrain.training.explicit.network import ExplicitNetwork, Initial
from dltrain.training.explicit.session import first_weights
from dltrain.training.measuring.measure import Evaluator
from dltrain.training.measuring.probe import Due
from dltrain.training.minibatches.rows import Rows
from dltrain.training.monitor import Bools, Floats, Members
from dltrain.training.session import Splits

Arrays = dict[str, NDArray[Any]]
Vectors = dict[str, Array]
Trained = tuple[Members, dict[str, Floats], list[Sample]]
CACHE = 4 * 2**20  # bytes


@dataclass(frozen=True)
class Verdict:
    """What the monitor found of an epoch: which members have never been better, and which go on; (members of the stack,)."""

    improved: Bools
    in_training: Bools


class Shard:
    """Trains its members, the same whichever others there are. `members` are their indices in the stack, from 0, among `lanes`.

    `best` holds each one's state when it was best, `ended` that of those that have ended: vectors as the engine has them, on its
    device, (members of the shard, ...).
    """

    def __init__(
        self,
        lanes: Sequence[Resolved],
        evaluator: Evaluator,
        train: Rows,
        watched: Splits,
        members: Members,
        *,
        all_metrics: bool = False,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self.say = say  # is told why steps cannot be recorded, where they are to be
        self.all_metrics = all_metrics  # whether all are measured after each epoch, or the monitored value alone
        self.lanes, self.evaluator, self.train, self.watched, self.members = lanes, evaluator, train, watched, members
        self.objective, self.monitor = evaluator.objective, lanes[0].monitor
        self.xp = self.objective.xp
        training = lanes[0].experiment.training
        vectors = 2 + len(training.optimizer.slots()) + (training.average_weights != "none")
        fitting = CACHE // (vectors * 4 * lanes[0].plan.parameters) or 1 if self.xp.device == "cpu" else len(members)
        cut = np.array_split(members, -(-len(members) // fitting))
        self.groups = [(group, self._engine(group, [first_weights(lanes[k]) for k in group])) for group in cut]
        self.named = self.groups[0][1].named
        first = [engine.vectors() for _, engine in self.groups]
        self.best = {name: _joined(self.xp, [one[name] for one in first]) for name in first[0]}
        self.ended = {name: 0 * array for name, array in self.best.items()}
        self.due: Due = frozenset()
        self.sampled: Mapping[int, Record] = {}

    def _engine(self, group: Members, weights: Sequence[Initial]) -> ExplicitEngine:
        lanes = [self.lanes[k] for k in group]
        experiments, plans = [lane.experiment for lane in lanes], [single(lane.plan) for lane in lanes]
        network, rates = ExplicitNetwork(together.plan_of(plans), weights, self.xp, stacked=True), together.dropout_of(plans)
        for stage in network.dropped:
            stage.rate = rates[stage.name]
        return ExplicitEngine(
            network,
            together.optimizer_of(experiments),
            self.objective,
            self.train,
            together.settings_for(experiments),
            [experiment.seed for experiment in experiments],
            with_loss="train" not in self.watched,
            say=self.say,
        )

    def sample(self, due: Due, sampled: Mapping[int, Record]) -> None:
        """Has the steps that are due sampled from now on, of these members by their indices, each with its tags."""
        self.due, self.sampled = due, sampled
        for group, engine in self.groups:
            self._sample(group, engine)

    def _sample(self, group: Members, engine: ExplicitEngine) -> None:
        members = {index: self.sampled[member] for index, member in enumerate(group.tolist()) if member in self.sampled}
        engine.sample_steps(self.due, members)

    def epoch(self, epoch: int, rates: Sequence[together.Rate], verdict: Verdict | None) -> Trained:
        """Trains the members that go on for an epoch, with a learning rate a step, or one for each lane of the stack: which these
        are, and their losses and monitored values, float64 (such members,); and what was sampled. `verdict` is the one on the
        epoch before."""
        self._follow(verdict)
        if not self.groups:
            return np.zeros(0, np.int64), {}, []
        values = [self._epoch(engine, epoch, group, rates) for group, engine in self.groups]
        which = np.concatenate([group for group, _ in self.groups])
        samples = [sample for _, engine in self.groups for sample in engine.samples]
        for _, engine in self.groups:
            engine.samples.clear()
        return which, {name: np.concatenate([one[name] for one in values]) for name in values[0]}, samples

    def _epoch(self, engine: ExplicitEngine, epoch: int, group: Members, rates: Sequence[together.Rate]) -> dict[str, Floats]:
        before, own = (epoch - 1) * engine.steps_per_epoch, of_group(rates, group)
        losses = engine.losses_of_epoch(epoch, lambda step: own[step - before], _never)
        values = {"train_loss": np.asarray(losses, np.float64)} if engine.with_loss else {}
        for split, (part, rows) in self.watched.items():
            scores = engine.scores(rows)
            with np.errstate(all="ignore"):
                losses = self.objective.mean_loss(scores, rows.targets, rows.weights)
                values[f"{split}_loss"] = self.xp.to_numpy(losses).astype(np.float64)
            if self.all_metrics or (split == split_of(self.monitor)[0] and self.monitor not in values):
                measured = [self.evaluator.measure(one, rows, part) for one in scores]
                for name in (name for name in measured[0] if self.all_metrics or f"{split}_{name}" == self.monitor):
                    numbers = [np.nan if (value := one[name]) is None else value for one in measured]
                    values.setdefault(f"{split}_{name}", np.array(numbers, np.float64))
        if isinstance(rates[-1], Lanes):
            values["learning_rate"] = np.array(listed(own[-1], len(group)))
        return values

    def _follow(self, verdict: Verdict | None) -> None:
        """Takes over the states of the members that have never been better, and lets go of those that are done."""
        if verdict is None:
            return
        for group, engine in self.groups:
            self._take(self.best, group, engine, verdict.improved[group])
        if all(verdict.in_training[group].all() for group, _ in self.groups):
            return
        groups = []
        for group, engine in self.groups:
            going = verdict.in_training[group]
            self._take(self.ended, group, engine, ~going)
            if going.any():
                groups.append((group[going], engine if going.all() else self._part(group, engine, going)))
        self.groups = groups

    def _take(self, kept: Vectors, group: Members, engine: ExplicitEngine, chosen: Bools) -> None:
        """Keeps the states of some members of a group, as they are now."""
        if chosen.any():
            indices = np.searchsorted(self.members, group[chosen])
            for name, array in engine.vectors().items():
                _put(kept[name], indices, array, np.flatnonzero(chosen))

    def _part(self, group: Members, engine: ExplicitEngine, going: Bools) -> ExplicitEngine:
        """The engine of the members of a group that go on, as they are."""
        state = {name: array[going] for name, array in engine.snapshot().items()}
        slots = [slot.name for slot in engine.network.slots]
        part = self._engine(group[going], [{name: state[f"model.{name}"][k] for name in slots} for k in range(int(going.sum()))])
        part.restore(state, engine.step, {})
        self._sample(group[going], part)
        return part

    def state(self, verdict: Verdict | None) -> tuple[Arrays, Arrays]:
        """The last tensors of the members and their best ones, (members of the shard, ...), by their names in a checkpoint."""
        self._follow(verdict)
        last = {name: 1 * array for name, array in self.ended.items()}
        for group, engine in self.groups:
            self._take(last, group, engine, np.ones(len(group), bool))
        return self._arrays(last), self._arrays(self.best)

    def _arrays(self, vectors: Vectors) -> Arrays:
        """Such vectors as numpy arrays, by their names in a checkpoint."""
        there = {name: array if isinstance(array, np.ndarray) else self.xp.to_numpy(array) for name, array in vectors.items()}
        return self.named(there)

    def restore(self, verdict: Verdict, last: Mapping[str, NDArray[Any]], best: Mapping[str, NDArray[Any]], step: int) -> None:
        """Puts the shard back; the tensors are those that `state` has given."""
        self._follow(verdict)
        for kept, given in ((self.ended, last), (self.best, best)):
            for name, array in self.named(kept).items():
                array[...] = given[name] if isinstance(array, np.ndarray) else self.xp.from_numpy(given[name])
        for group, engine in self.groups:
            indices = np.searchsorted(self.members, group)
            engine.restore({name: array[indices] for name, array in last.items()}, step, {})


def _joined(xp: Any, arrays: Sequence[Array]) -> Array:
    """A copy of all of them, one after another. Counters are numpy's in every library."""
    return (np if isinstance(arrays[0], np.ndarray) else xp).concatenate(list(arrays))


def _put(kept: Array, indices: NDArray[Any], array: Array, rows: NDArray[Any]) -> None:
    """Copies some rows of an array to these indices of another, where they lie."""
    if isinstance(array, np.ndarray):
        kept[indices] = array[rows]
    else:
        kept.index_copy_(0, torch_arrays().like(indices, array), array.index_select(0, torch_arrays().like(rows, array)))


def of_group(rates: Sequence[together.Rate], group: Members) -> list[together.Rate]:
    """The rate of each step of the lanes of a group; one that is the same object for several steps is looked at once."""
    seen: dict[int, together.Rate] = {}
    return [seen[id(rate)] if id(rate) in seen else seen.setdefault(id(rate), of_lanes(rate, group)) for rate in rates]


def _never() -> bool:
    return False
