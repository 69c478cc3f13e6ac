"""The metrics of a spec that names none."""

from __future__ import annotations

from dltrain.metrics.accuracy import Accuracy
from dltrain.metrics.base import Metric
from dltrain.metrics.counts import F1
from dltrain.metrics.errors import R2, MeanAbsoluteError, MeanSquaredError, RootMeanSquaredError
from dltrain.metrics.likeness import EnergyDistance


def default_metrics(task: str) -> list[Metric]:
    """What is measured where a spec names no metrics."""
    if task == "generation":
        return [EnergyDistance()]
    if task == "reconstruction":
        return [MeanSquaredError(), MeanAbsoluteError()]
    return [RootMeanSquaredError(), MeanAbsoluteError(), R2()] if task == "regression" else [Accuracy(), F1()]
