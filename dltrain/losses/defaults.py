"""The loss of a spec that names none."""

from __future__ import annotations

from dltrain.losses.base import Loss
from dltrain.losses.errors import MeanSquaredError
from dltrain.losses.likelihoods import BinaryCrossEntropy, CrossEntropy
from dltrain.tasks import Task


def default_loss(task: Task) -> Loss:
    """What `loss: auto` means: the negative log-likelihood of the task's usual distribution."""
    usual: dict[Task, type[Loss]] = {
        Task.MULTICLASS: CrossEntropy,
        Task.LANGUAGE_MODELING: CrossEntropy,
        Task.REGRESSION: MeanSquaredError,
        Task.RECONSTRUCTION: MeanSquaredError,
        Task.CONTROL: MeanSquaredError,
        Task.CLUSTERING: MeanSquaredError,
    }
    return usual.get(task, BinaryCrossEntropy)()
