"""One training run: its engine, what it has recorded so far, its best and last states, and how it ended."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from dltrain.data.dataset import Dataset
from dltrain.data.encoding import serialization
from dltrain.data.part import Part
from dltrain.runs import Run, Summary
from dltrain.runs.history import History
from dltrain.runs.summary import Status
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import EarlyStopping, Training, split_of
from dltrain.spec.writing import plain
from dltrain.training.loop import Engine, LoopSettings, Measure, Record, Rows, train
from dltrain.training.monitor import Monitor
from dltrain.training.saving import Saver, State

R = TypeVar("R", bound=Measure)


class Session(Generic[R]):
    """Begins at epoch 1, or after `restore` where a checkpoint was written; `records` trains."""

    tags: Record = {}  # noqa: RUF012  # what each record begins with, where it is one training of several

    def __init__(
        self,
        resolved: Resolved,
        dataset: Dataset,
        engine: Engine,
        evaluator: R,
        splits: dict[str, tuple[Part, Rows]],
        run: Run,
        stopping: Callable[[], bool],
    ) -> None:
        self.resolved, self.dataset, self.engine, self.evaluator, self.splits = resolved, dataset, engine, evaluator, splits
        self.run, self.stopping = run, stopping
        self.training: Training = resolved.experiment.training
        self.monitor = monitor_of(resolved)
        self.history = History()
        self.changes: dict[str, dict[str, Any]] = {}  # made to the spec or the data when the run was resumed
        self.status: Status = "completed"
        self._paused_at: int | None = None
        self.saver = Saver(run, self.training.save_every, self.describe)
        self.saver.keep(self._state(0), is_best=True)

    def _state(self, epoch: int) -> State:
        return State(epoch, self.engine.step, self.engine.snapshot(), self.engine.partial)

    @property
    def steps(self) -> int:
        """Those of the recorded epochs."""
        last = self.saver.last
        assert last is not None
        return last.step - int(last.partial.get("steps", 0))

    def describe(self, state: State) -> dict[str, Any]:
        """Everything of a checkpoint that is no tensor."""
        return checkpoint_state(self.resolved, self.dataset, state, self.history.part(0, state.epoch))

    def restore(self, last: State, best: State, history: History) -> None:
        """Puts the session where it was after the epochs of `history`; `best` is the best of their states."""
        self.engine.restore(last.tensors, last.step, last.partial)
        self.history = history.part(0)
        for epoch, record in enumerate(history, 1):
            self.monitor.observe(epoch, record)
        self.saver.restore(last, best)

    def records(self) -> Iterator[Record]:
        """Trains on, and yields each epoch's record after it was saved; `status` tells how it ended."""
        if self.monitor.stops:
            self.status = "stopped_early"
            return
        for record in train(self.engine, self.evaluator, loop_settings_of(self.resolved, self.splits), self.history, self):
            if not math.isfinite(record["train_loss"] or 0.0):
                self.status = "diverged"
                break
            epoch = len(self.history) + 1
            record = self.tags | record
            self.history.append(record)
            self.run.append_metrics(record)
            self.saver.keep(self._state(epoch), self.monitor.observe(epoch, record))
            yield record
            if self.monitor.stops:
                self.status = "stopped_early"
                break
        else:
            if len(self.history) < int(self.training.epochs):
                self.status = "interrupted"
                if self.engine.partial:  # it was saved within an epoch
                    return
        self.saver.write()

    def is_due(self) -> bool:
        """Whether training is to pause between two steps: to end, or to save in the middle of a long epoch."""
        return self.stopping() or (self.engine.step != self._paused_at and self.saver.is_due())

    def take(self) -> bool:
        """Saves, within an epoch too, but no sums that are lost already; whether training goes on."""
        self._paused_at = self.engine.step  # at least one step lies between two saves, however often they are asked for
        sums = self.engine.partial.values()
        self.saver.write(self._state(len(self.history)) if sums and all(map(math.isfinite, sums)) else None)
        return not self.stopping()

    def completed(self, summary: Summary) -> Summary:
        """The summary, with what it says besides, or instead, where several networks make one."""
        return summary

    def use_best(self) -> State:
        """Puts the best weights into the network."""
        best = self.saver.best
        assert best is not None
        self.engine.restore(best.tensors, best.step, best.partial)
        return best


def checkpoint_state(resolved: Resolved, dataset: Dataset, state: State, history: History) -> dict[str, Any]:
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
        "versions": versions(),
    }


def loop_settings_of(resolved: Resolved, splits: Mapping[str, tuple[Part, Rows]]) -> LoopSettings:
    """How a training runs over its epochs, and which splits are measured after each."""
    watched = {name: splits[name] for name in ("train", "validation") if name in splits}
    if split_of(resolved.monitor)[0] != "train":
        del watched["train"]  # its loss is that of the batches; what the best epoch is chosen by is measured after the epoch
    training: Training = resolved.experiment.training
    rate = float(training.learning_rate)
    return LoopSettings(int(training.epochs), training.schedule, rate, resolved.monitor, resolved.maximize, watched)


def parts_of(dataset: Dataset) -> dict[str, Part]:
    """The parts that there are, by name."""
    parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
    return {name: part for name, part in parts.items() if part is not None}


def monitor_of(resolved: Resolved) -> Monitor:
    """What follows the value that the best epoch is chosen by, before the first one."""
    early = resolved.experiment.training.early_stopping
    rule = (early.patience, early.min_delta) if isinstance(early, EarlyStopping) else (None, 0.0)
    return Monitor(resolved.monitor, resolved.maximize, *rule)


def best_epoch_of(resolved: Resolved, history: Iterable[Record]) -> int:
    """The epoch whose state must be the best one after these records; 0 is the initial state."""
    monitor = monitor_of(resolved)
    for epoch, record in enumerate(history, 1):
        monitor.observe(epoch, record)
    return monitor.best_epoch


def versions() -> dict[str, str]:
    """Of what the last bits of a result depend on."""
    import platform
    from importlib import metadata

    import numpy as np

    import dltrain

    return {
        "dltrain": dltrain.__version__,
        "python": platform.python_version(),
        "torch": metadata.version("torch"),
        "numpy": np.__version__,
    }
