"""The heads of a network that predicts several targets, as a spec asks for them and the data tells."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from dltrain.data.options.section import Data
from dltrain.data.options.targets import ClassKind, TargetKind, ValueKind
from dltrain.errors import Path, Problem, SpecError, listing
from dltrain.losses import Loss, default_loss
from dltrain.metrics import METRICS, default_metrics
from dltrain.models.multitask import Scored, heads_of, refusal
from dltrain.spec.suggestions import suggest_nearest

if TYPE_CHECKING:
    from dltrain.data.encoding.targets.multitask import Head, MultitaskTarget


def settled(data: Data, target: MultitaskTarget) -> tuple[Data, tuple[Scored, ...]]:
    """The section with the kind, loss and metrics of each target written out, and the heads. Raises SpecError with all that does
    not fit."""
    kinds: dict[str, TargetKind] = {}
    problems: list[Problem] = []
    for head in target.heads:
        written = data.target_kinds.get(head.column) or (ClassKind() if head.classes else ValueKind())
        path: Path = ("data", "target", head.column)
        task = head.target.task
        loss = written.loss if isinstance(written.loss, Loss) else default_loss(task)
        if why := refusal(loss, task):
            problems.append(Problem((*path, "loss"), why))
        metrics = written.metrics or default_metrics(task)
        for index, metric in enumerate(metrics):
            if task not in metric.tasks:
                fitting = [other for other in METRICS if task in METRICS[other].tasks]
                what = f"'{METRICS.name_of(metric)}' is no metric for {task.learner}; expected {listing(fitting)}"
                problems.append(Problem((*path, "metrics", index), what))
        if isinstance(written, ClassKind):
            problems += _class_weight_problems(path, written, head)
        kinds[head.column] = dataclasses.replace(written, loss=loss, metrics=metrics)
    if problems:
        raise SpecError(problems)
    return dataclasses.replace(data, target=kinds), heads_of(target, kinds)


def _class_weight_problems(path: Path, kind: ClassKind, head: Head) -> list[Problem]:
    """Weights of classes that are not there, or 0 for all of them."""
    weights, labels = kind.class_weights, [str(label) for label in head.classes]
    if not isinstance(weights, dict):
        return []
    path = (*path, "class_weights")
    if all(weights.get(label) == 0 for label in labels):
        return [Problem(path, "'class_weights' are 0 for every class: no row would count; give one of them a weight above 0")]
    hints = {name: suggest_nearest(name, labels) or f"; the classes are {listing(labels)}" for name in weights}
    unknown = [name for name in weights if name not in labels]
    return [Problem((*path, name), f"no class {name!r}{hints[name]}", at_key=True) for name in unknown]
