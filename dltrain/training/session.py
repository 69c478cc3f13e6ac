"""One training run: its engine, what it has recorded so far, its best and last states, and how it ended."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, Literal, TypeVar

import torch

from dltrain.data.dataset import Dataset, Part
from dltrain.modules import Network
from dltrain.runs import Run
from dltrain.spec.experiment import Experiment
from dltrain.spec.resolve import Resolved
from dltrain.spec.training import EarlyStopping, Training, split_of
from dltrain.spec.writing import plain
from dltrain.training.loop import Course, Measure, Record, Trainee, train
from dltrain.training.measure import Ruler
from dltrain.training.monitor import Monitor
from dltrain.training.objective import class_weights
from dltrain.training.saving import Saver, State
from dltrain.training.steps import Engine, Rows, Settings, rows_of

Status = Literal["completed", "stopped_early", "interrupted", "diverged"]


R = TypeVar("R", bound=Measure)


class Session(Generic[R]):
    """Begins at epoch 1, or after `restore` where a checkpoint was written; `records` trains."""

    tags: Record = {}  # noqa: RUF012  # what each record begins with, where it is one training of several

    def __init__(
        self,
        resolved: Resolved,
        dataset: Dataset,
        engine: Trainee,
        ruler: R,
        splits: dict[str, tuple[Part, Rows]],
        run: Run,
        stopping: Callable[[], bool],
    ) -> None:
        self.resolved, self.dataset, self.engine, self.ruler, self.splits = resolved, dataset, engine, ruler, splits
        self.run, self.stopping = run, stopping
        self.training: Training = resolved.experiment.training
        self.monitor = monitor_of(resolved)
        self.history: list[Record] = []
        self.changes: dict[str, dict[str, Any]] = {}  # made to the spec or the data when the run was resumed
        self.status: Status = "completed"
        self.saver = Saver(run, self.training.save_every, self.describe)
        self.saver.keep(self._state(0), is_best=True)

    def _state(self, epoch: int) -> State:
        return State(epoch, self.engine.step, self.engine.snapshot())

    def describe(self, state: State) -> dict[str, Any]:
        """Everything of a checkpoint that is no tensor."""
        return {
            "epoch": state.epoch,
            "step": state.step,
            "spec": plain(self.resolved.experiment),
            "encoding": self.dataset.encoding.to_json(),
            "labels": list(self.dataset.encoding.labels),
            "fingerprint": self.dataset.fingerprint,
            "monitor": self.monitor.name,
            "history": self.history[: state.epoch],
            "versions": versions(),
        }

    def restore(self, last: State, best: State, history: list[Record]) -> None:
        """Puts the session where it was after the epochs of `history`; `best` is the best of their states."""
        self.engine.restore(last.tensors, last.step)
        self.history = list(history)
        for epoch, record in enumerate(history, 1):
            self.monitor.observe(epoch, record)
        self.saver.restore(last, best)

    def records(self) -> Iterator[Record]:
        """Trains on, and yields each epoch's record after it was saved; `status` tells how it ended."""
        if self.monitor.stops:
            self.status = "stopped_early"
            return
        for record in train(self.engine, self.ruler, self._course(), self.history, self.stopping):
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
            if len(self.history) < self.training.epochs:
                self.status = "interrupted"
        self.saver.write()

    def _course(self) -> Course:
        watched: dict[str, tuple[Part, Rows]] = {
            name: self.splits[name] for name in ("train", "validation") if name in self.splits
        }
        if split_of(self.monitor.name)[0] != "train":
            del watched["train"]  # its loss is that of the batches; what the best epoch is chosen by is measured after the epoch
        training = self.training
        return Course(
            training.epochs, training.schedule, float(training.learning_rate), self.monitor.name, self.monitor.maximize, watched
        )

    def facts(self, measured: Mapping[str, Any]) -> dict[str, Any]:
        """What the summary says besides, or instead, where several networks make one; `measured` are the splits that were."""
        return {}

    def use_best(self) -> State:
        """Puts the best weights into the network."""
        best = self.saver.best
        assert best is not None
        self.engine.restore(best.tensors, best.step)
        return best


def ordinary_session(
    resolved: Resolved, dataset: Dataset, network: Network, ruler: Ruler, run: Run, stopping: Callable[[], bool]
) -> Session[Ruler]:
    """The session of a network that predicts."""
    return Session(resolved, dataset, *equipment_of(resolved, dataset, network, ruler), run, stopping)


def equipment_of(
    resolved: Resolved, dataset: Dataset, network: Network, ruler: Ruler
) -> tuple[Engine, Ruler, dict[str, tuple[Part, Rows]]]:
    """What trains a network that predicts, what measures it, and on what."""
    experiment = resolved.experiment
    torch.set_num_threads(int(experiment.threads))
    network = network.to(experiment.device)
    weights = class_weights(experiment.training.class_weights, dataset.encoding.labels, dataset.train.target)
    by_class = None if weights is None else torch.from_numpy(weights)
    splits = {
        name: (part, rows_of(part, ruler.objective, by_class, experiment.device)) for name, part in parts_of(dataset).items()
    }
    optimizer, rows = experiment.training.optimizer, splits["train"][1]
    engine = Engine(network, optimizer, ruler.objective, rows, settings_of(experiment), experiment.device)
    return engine, ruler, splits


def parts_of(dataset: Dataset) -> dict[str, Part]:
    """The parts that there are, by name."""
    parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
    return {name: part for name, part in parts.items() if part is not None}


def settings_of(experiment: Experiment) -> Settings:
    training = experiment.training
    clip = None if training.gradient_clip == "none" else float(training.gradient_clip)
    decay = float(training.weight_decay)
    bfloat16 = experiment.precision == "bfloat16"
    augment = tuple(experiment.data.augment or ())
    return Settings(experiment.seed, training.batch_size, decay, training.l1, clip, bfloat16, augment)


def monitor_of(resolved: Resolved) -> Monitor:
    """What follows the value that the best epoch is chosen by, before the first one."""
    early = resolved.experiment.training.early_stopping
    rule = (early.patience, early.min_delta) if isinstance(early, EarlyStopping) else (None, 0.0)
    return Monitor(resolved.monitor, resolved.maximize, *rule)


def best_epoch_of(resolved: Resolved, history: Sequence[Record]) -> int:
    """The epoch whose state must be the best one after these records; 0 is the initial state."""
    monitor = monitor_of(resolved)
    for epoch, record in enumerate(history, 1):
        monitor.observe(epoch, record)
    return monitor.best_epoch


def versions() -> dict[str, str]:
    """Of what the last bits of a result depend on."""
    import platform

    import numpy as np

    import dltrain

    return {
        "dltrain": dltrain.__version__,
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "numpy": np.__version__,
    }
