"""What the numbers of a summary are: the unit of the loss, and over what a metric is averaged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from dltrain.errors import listing
from dltrain.losses import LOSSES, Loss
from dltrain.metrics import METRICS, Metric
from dltrain.models.multitask import Scored
from dltrain.spec.resolve import Resolved
from dltrain.tasks import Task

LIKELIHOODS = ("binary_cross_entropy", "cross_entropy", "focal", "kl_divergence", "poisson", "negative_binomial")
SCALED = {"standard": "standard deviations", "min_max": "shares of its range"}


def loss_in_words(resolved: Resolved) -> str:
    """The name of the loss; of several targets the sum of theirs: `cross_entropy of species + 0.5 × huber of mass`."""
    return LOSSES.name_of(resolved.loss) if not resolved.heads else " + ".join(map(_weighted, resolved.heads))


def _weighted(head: Scored) -> str:
    return f"{'' if head.kind.weight == 1 else f'{head.kind.weight:g} × '}{LOSSES.name_of(head.loss)} of {head.name}"


def measured_in_words(resolved: Resolved, task: Task) -> str:
    """What the numbers of a training are; of several targets the loss is the sum of theirs, and each has its own."""
    scale = resolved.experiment.data.scale
    if resolved.model.measured:
        return resolved.model.measured
    if not resolved.heads:
        return measures_in_words(resolved.loss, list(resolved.metrics.values()), task, scale)
    of_each = [
        f"{head.name}.{measures_in_words(head.loss, head.metrics, head.fitted.target.task, scale)}" for head in resolved.heads
    ]
    return "; ".join([f"loss is {loss_in_words(resolved)}", *of_each])


def measures_in_words(loss: Loss, metrics: Sequence[Metric], task: Task, scale: Literal["standard", "min_max", "none"]) -> str:
    """`loss is cross_entropy in nats; f1 is macro: the mean over the classes`."""
    if task.acts:
        return "return is the mean sum of an episode's rewards, none of them discounted"
    averaged: dict[str, list[str]] = {}
    for metric in metrics:
        if (average := getattr(metric, "average", None)) is not None:
            averaged.setdefault(average, []).append(METRICS.name_of(metric))
    kinds = "labels" if task.is_multilabel else "classes"
    means = {"macro": f"the mean over the {kinds}", "micro": "over all rows", "weighted": f"the mean over the rows' {kinds}"}
    averages = [f"{listing(names)} {'is' if len(names) == 1 else 'are'} {how} ({means[how]})" for how, names in averaged.items()]
    return "; ".join([f"loss is {LOSSES.name_of(loss)}{_unit(loss, task, scale)}", *averages])


def _unit(loss: Loss, task: Task, scale: str) -> str:
    if task.is_generation:
        return ""
    if LOSSES.name_of(loss) in LIKELIHOODS:
        return " in nats"
    if task.has_labels:
        return " of the scores" if loss.on_scores else " of the probabilities"
    what = "inputs" if task.is_reconstruction else "target"
    if not loss.scales_target or scale == "none":
        return f" of the {what} in {'their' if what == 'inputs' else 'its'} own unit"
    unit = SCALED[scale].replace("its", "their") if what == "inputs" else SCALED[scale]
    return f" of the {what} in {unit}" + ("; the metrics are in its own unit" if what == "target" else "")
