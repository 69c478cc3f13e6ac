"""The metrics of a spec that names none."""

from __future__ import annotations

from dltrain.metrics.accuracy import Accuracy
from dltrain.metrics.base import Metric
from dltrain.metrics.clustering import AdjustedRand, Silhouette
from dltrain.metrics.counts import F1
from dltrain.metrics.errors import R2, MeanAbsoluteError, MeanSquaredError, RootMeanSquaredError
from dltrain.metrics.likeness import EnergyDistance
from dltrain.metrics.reward import Length, Return, ReturnDeviation
from dltrain.metrics.text import BitsPerCharacter, Perplexity
from dltrain.tasks import Task


def default_metrics(task: Task) -> list[Metric]:
    """What is measured where a spec names no metrics."""
    if task.has_labels:
        return [Accuracy(), F1()]
    of_numbers: dict[Task, list[Metric]] = {
        Task.REGRESSION: [RootMeanSquaredError(), MeanAbsoluteError(), R2()],
        Task.RECONSTRUCTION: [MeanSquaredError(), MeanAbsoluteError()],
        Task.GENERATION: [EnergyDistance()],
        Task.CLUSTERING: [Silhouette(), AdjustedRand()],
        Task.CONTROL: [Return(), ReturnDeviation(), Length()],
        Task.LANGUAGE_MODELING: [BitsPerCharacter(), Perplexity(), Accuracy()],
    }
    return of_numbers[task]
