"""Notices of what can tell nothing of the data at hand, or never acts on it: no errors, since training can go on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dltrain.errors import Problem
from dltrain.lazy import NDArray, np
from dltrain.metrics import metric_names
from dltrain.spec import training_length
from dltrain.spec.training import split_of

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset
    from dltrain.data.part import Part
    from dltrain.spec.resolve import Resolved


def notices_of(resolved: Resolved, dataset: Dataset) -> list[str]:
    """A notice of each choice that can tell nothing of this data, or never acts on it."""
    return [*_of_metrics(resolved, dataset), *_of_schedule(resolved, len(dataset.train.rows))]


def monitor_problems(resolved: Resolved, dataset: Dataset) -> Iterator[Problem]:
    """What is to be monitored and has no value in any epoch."""
    split, name = split_of(resolved.monitor)
    part = getattr(dataset, split, None)
    metrics = dict(zip(metric_names(resolved.experiment.metrics), resolved.experiment.metrics, strict=True))
    if name in metrics and part is not None and dataset.encoding.task.has_target:
        why = metrics[name].undefined(dataset.encoding.task, _truth(dataset, part), len(dataset.encoding.labels))
        if why:
            message = f"{resolved.monitor!r} has no value in any epoch: {why}; monitor {split}_loss"
            yield Problem(("training", "early_stopping", "monitor"), message)


def _of_metrics(resolved: Resolved, dataset: Dataset) -> list[str]:
    """One a metric, whichever parts it is of."""
    task, classes = dataset.encoding.task, len(dataset.encoding.labels)
    if not task.has_target:
        return []
    notices_by_metric: dict[str, str] = {}
    for split in ("train", "validation", "test"):
        part = getattr(dataset, split)
        for name, metric in zip(metric_names(resolved.experiment.metrics), resolved.experiment.metrics, strict=True):
            if part is None or name in notices_by_metric:
                continue
            true = _truth(dataset, part)
            if why := metric.undefined(task, true, classes):
                notices_by_metric[name] = f"{name} has no value for the {split} rows: {why}"
            elif caveat := metric.caveat(task, true, classes):
                notices_by_metric[name] = f"{name} {caveat}"
    return list(notices_by_metric.values())


def _truth(dataset: Dataset, part: Part) -> NDArray[np.generic]:
    """What is true of the rows of a part, as metrics take it."""
    task = dataset.encoding.task
    if task.is_regression:
        return dataset.encoding.target_values(part.target)
    soft = not task.is_multilabel and part.target.ndim > 1
    truth: NDArray[np.generic] = part.target.argmax(axis=1) if soft else part.target
    return truth


def _of_schedule(resolved: Resolved, rows: int) -> list[str]:
    training = resolved.experiment.training
    steps = training_length.steps_of_epoch(training, rows)
    caveat = training.schedule.caveat(float(training.learning_rate), int(training.epochs), steps)
    return [caveat] if caveat else []
