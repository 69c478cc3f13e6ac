"""A training in hand: what is trained on what, what was recorded so far, and how it ended."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, TypeVar

from dltrain.data.dataset import Dataset
from dltrain.data.encoding import serialization
from dltrain.data.part import Part
from dltrain.diagnosis.health import Sample, due_steps
from dltrain.process.gpu import versions_of
from dltrain.runs import Run, Summary, Which
from dltrain.runs.history import History, Record
from dltrain.runs.summary import Status
from dltrain.spec.engines import SMALL_STEP, step_size
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import Training, average_of, split_of
from dltrain.spec.writing import plain
from dltrain.training.distribution import current
from dltrain.training.loop import Engine, LoopSettings, Measure
from dltrain.training.minibatches.rows import Rows
from dltrain.training.monitor import monitor_of
from dltrain.training.saving import Keeper, Saver, Snapshots, TrainingState

R = TypeVar("R", bound=Measure)
Splits = Mapping[str, tuple[Part, Rows]]


def no_extras(which: Which, state: TrainingState, history: History) -> dict[str, Any]:
    """Of a network by itself."""
    return {}


def unchanged(summary: Summary) -> Summary:
    """Of a network by itself."""
    return summary


@dataclass(frozen=True)
class Extras:
    """What a training has that is not one network by itself.

    `seeds` are those of its networks, one each; `tags` is what each record begins with. `described` gives what the state of a
    checkpoint has beside, or in place of, that of a network by itself; `completed` the summary with
    what it says besides, or instead.
    """

    keeper: Callable[[Engine], Keeper] = Snapshots
    seeds: Sequence[int] = (0,)
    tags: Record = field(default_factory=dict)
    described: Callable[[Which, TrainingState, History], dict[str, Any]] = no_extras
    completed: Callable[[Summary], Summary] = unchanged


class Session(Generic[R]):
    """Begins at epoch 1, or after `restore` where a checkpoint was written."""

    def __init__(
        self,
        resolved: Resolved,
        dataset: Dataset,
        engine: Engine,
        evaluator: R,
        splits: Splits,
        run: Run,
        stopping: Callable[[], bool],
        extras: Extras = Extras(),
    ) -> None:
        self.resolved, self.dataset, self.engine, self.evaluator, self.splits = resolved, dataset, engine, evaluator, splits
        self.run, self.stopping, self.extras, self.completed = run, stopping, extras, extras.completed
        self.training: Training = resolved.experiment.training
        self.settings = loop_settings_of(resolved, splits, extras.tags)
        self.monitor = monitor_of(resolved, extras.seeds)
        self.group = current()
        self._stops = False  # as the group has agreed
        self.history = History()
        self.changes: dict[str, dict[str, Any]] = {}  # made to the spec or the data when the run was resumed
        self.status: Status = "completed"
        self.threshold: float | None = None  # of two classes, once it is chosen for the best weights
        self.measures_test = True  # whether its best weights are measured on the test rows when it has ended
        self.keeper = extras.keeper(engine)
        self.health: list[Sample] = []  # what was sampled of its layers so far
        self.saver = Saver(run, self.training.save_every, self.keeper, self.describe)
        self._paused_at: int | None = None

    @property
    def steps(self) -> int:
        """Those of the recorded epochs."""
        _, last = self.keeper.states()
        return last.step - int(last.partial.get("steps", 0))

    def describe(self, which: Which, state: TrainingState) -> dict[str, Any]:
        """Everything of a checkpoint that is no tensor."""
        history = self.history.part(0, state.epoch)
        own = checkpoint_state(self.resolved, self.dataset, state, history) | self.extras.described(which, state, history)
        return own if self.threshold is None or which != "best" else {**own, "threshold": self.threshold}

    def restore(self, last: TrainingState, best: TrainingState, history: History) -> None:
        """Puts the session where it was after the epochs of `history`; `best` is the best of their states. Raises Misfit."""
        self.history = history.part(0)
        for epoch, record in enumerate(history, 1):
            self.monitor.observe(epoch, record)
        self.keeper.restore(last, best, self.monitor)
        self.saver.written = {"best": best.moment, "last": last.moment}

    def sample(self) -> None:
        """Has some of the steps sampled from now on: which follows from the spec alone."""
        size = step_size(self.resolved.experiment, self.resolved.plan, self.engine.rows.count)
        self.engine.sample_steps(due_steps(are_short=size < SMALL_STEP))

    def take_samples(self) -> None:
        """Takes what was sampled since the last call, and writes it down."""
        if self.engine.samples:
            self._write_samples()

    def _write_samples(self) -> None:
        for sample in self.engine.samples:
            one = {**self.settings.tags, **sample}
            self.health.append(one)
            self.run.health.add(one)
        self.engine.samples.clear()

    def pausing(self) -> bool:
        """Whether training is to pause between two steps: to end, or to save in the middle of a long epoch."""
        is_due = self.engine.step != self._paused_at and self.saver.is_due()
        self._stops, pauses = self.group.agreed(self.stopping(), is_due)
        return pauses

    def stops(self) -> bool:
        """Whether training is to end where it pauses."""
        return self.stopping() if self.group.world == 1 else self._stops

    def save_within(self) -> None:
        """Saves between two steps, within an epoch too, but no sums that are lost already."""
        self._paused_at = self.engine.step  # at least one step lies between two saves, however often they are asked for
        sums = self.engine.partial.values()
        self.saver.write(self.keeper.within(len(self.history)) if sums and all(map(math.isfinite, sums)) else None)

    def end(self) -> None:
        """Settles how training ended, and saves what is not saved yet. Raises WriteError."""
        self.status = self.monitor.ended(is_whole=len(self.history) >= self.settings.epochs)
        if not self.engine.partial:  # else it was saved within the epoch
            self.saver.write()

    def use_best(self) -> TrainingState:
        """Puts the best weights into the network."""
        return self.keeper.use_best()


def checkpoint_state(resolved: Resolved, dataset: Dataset, state: TrainingState, history: History) -> dict[str, Any]:
    """Everything of a checkpoint that is no tensor."""
    return {
        "epoch": state.epoch,
        "step": state.step,
        **({"partial": state.partial} if state.partial else {}),
        "spec": plain(resolved.experiment),
        "encoding": serialization.as_json(dataset.encoding),
        "labels": list(dataset.encoding.labels),
        "fingerprint": dataset.fingerprint,
        "monitor": resolved.monitor,
        "history": history,
        "versions": versions(resolved.experiment.device),
    }


def loop_settings_of(resolved: Resolved, splits: Splits, tags: Record) -> LoopSettings:
    """How a training runs over its epochs, and which splits are measured after each."""
    training: Training = resolved.experiment.training
    watched = watched_of(resolved, splits)
    rate = float(training.learning_rate)
    average, epochs = average_of(training), int(training.epochs)
    return LoopSettings(epochs, training.schedule, rate, resolved.monitor, resolved.maximize, watched, average, tags)


def watched_of(resolved: Resolved, splits: Splits) -> Splits:
    """The splits that are measured after every epoch: validation, and train where the best epoch is chosen by it. Its loss is
    else that of the batches."""
    by_train = split_of(resolved.monitor)[0] == "train" and resolved.model.has_data  # else its engine records it
    names = ["train"] * by_train + ["validation"]
    return {name: splits[name] for name in names if name in splits}


def parts_of(dataset: Dataset) -> dict[str, Part]:
    """The parts that there are, by name."""
    parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
    return {name: part for name, part in parts.items() if part is not None}


def versions(device: str = "cpu") -> dict[str, str]:
    """Of what the last bits of a result depend on, and on a GPU its name."""
    import platform

    import numpy as np

    import dltrain

    return {
        "dltrain": dltrain.__version__,
        "python": platform.python_version(),
        "torch": _installed("torch"),
        "numpy": np.__version__,
        **versions_of(device),
    }


@cache
def _installed(package: str) -> str:
    """The version of a package that need not be imported: its file of metadata takes 6 ms to read, and every save tells it."""
    from importlib import metadata

    return metadata.version(package)
