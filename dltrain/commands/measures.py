"""What the numbers of a summary are: the unit of the loss, and over what a metric is averaged."""

from __future__ import annotations

from typing import Literal

from dltrain.errors import listing
from dltrain.losses import LOSSES, Loss
from dltrain.metrics import METRICS, Metric
from dltrain.tasks import Task

LIKELIHOODS = ("binary_cross_entropy", "cross_entropy", "focal", "kl_divergence", "poisson", "negative_binomial")
SCALED = {"standard": "standard deviations", "min_max": "shares of its range"}


def measures_in_words(loss: Loss, metrics: list[Metric], task: Task, scale: Literal["standard", "min_max", "none"]) -> str:
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
