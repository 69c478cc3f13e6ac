"""Notices of what can tell nothing of the data at hand, or never acts on it: no errors, since training can go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dltrain.errors import Problem
from dltrain.lazy import NDArray, np
from dltrain.spec import training_length
from dltrain.spec.training import split_of

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset
    from dltrain.data.encoding.encoding import Encoding
    from dltrain.data.part import Part
    from dltrain.metrics import Metric
    from dltrain.models.multitask import Scored
    from dltrain.spec.resolve import Resolved


def notices_of(resolved: Resolved, dataset: Dataset) -> list[str]:
    """A notice of each choice that can tell nothing of this data, or never acts on it."""
    return [*_of_metrics(resolved, dataset), *_of_schedule(resolved, len(dataset.train.rows))]


def monitor_problems(resolved: Resolved, dataset: Dataset) -> Iterator[Problem]:
    """What is to be monitored and has no value in any epoch."""
    split, name = split_of(resolved.monitor)
    part = getattr(dataset, split, None)
    for one in _measured(resolved, dataset):
        if one.name != name or part is None or not one.encoding.task.has_target:
            continue
        if why := one.metric.undefined(one.encoding.task, one.truth(part), len(one.encoding.labels)):
            message = f"{resolved.monitor!r} has no value in any epoch: {why}; monitor {split}_loss"
            yield Problem(("training", "early_stopping", "monitor"), message)


def _of_metrics(resolved: Resolved, dataset: Dataset) -> list[str]:
    """One a metric, whichever parts it is of."""
    if not dataset.encoding.task.has_target:
        return []
    notices_by_metric: dict[str, str] = {}
    for split in ("train", "validation", "test"):
        part = getattr(dataset, split)
        for one in _measured(resolved, dataset):
            if part is None or one.name in notices_by_metric:
                continue
            true, task, classes = one.truth(part), one.encoding.task, len(one.encoding.labels)
            if why := one.metric.undefined(task, true, classes):
                notices_by_metric[one.name] = f"{one.name} has no value for the {split} rows: {why}"
            elif caveat := one.metric.caveat(task, true, classes):
                notices_by_metric[one.name] = f"{one.name} {caveat}"
    return list(notices_by_metric.values())


@dataclass(frozen=True)
class _Measured:
    """A metric by its name, and the encoding with the one target that it is of; `head` is that among several."""

    name: str
    metric: Metric
    encoding: Encoding
    head: Scored | None = None

    def truth(self, part: Part) -> NDArray[np.generic]:
        """What is true of the rows of a part, as metrics take it."""
        task, target = self.encoding.task, part.target if self.head is None else self.head.alone(part).target
        if task.is_regression:
            return self.encoding.target_values(target)
        soft = not task.is_multilabel and target.ndim > 1
        truth: NDArray[np.generic] = target.argmax(axis=1) if soft else target
        return truth


def _measured(resolved: Resolved, dataset: Dataset) -> Iterator[_Measured]:
    for head in resolved.heads:
        for name, metric in head.named_metrics.items():
            yield _Measured(f"{head.name}.{name}", metric, head.encoding(dataset.encoding), head)
    if not resolved.heads:
        yield from (_Measured(name, metric, dataset.encoding) for name, metric in resolved.metrics.items())


def _of_schedule(resolved: Resolved, rows: int) -> list[str]:
    training = resolved.experiment.training
    steps = training_length.steps_of_epoch(training, rows)
    caveat = training.schedule.caveat(float(training.learning_rate), int(training.epochs), steps)
    return [caveat] if caveat else []
