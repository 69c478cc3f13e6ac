"""The loss of a spec that names none."""

from __future__ import annotations

from dltrain.losses.base import Loss
from dltrain.losses.errors import MeanSquaredError
from dltrain.losses.likelihoods import BinaryCrossEntropy, CrossEntropy


def default_loss(task: str) -> Loss:
    """What `loss: auto` means: the negative log-likelihood of the task's usual distribution."""
    usual = {"multiclass": CrossEntropy, "regression": MeanSquaredError, "reconstruction": MeanSquaredError}
    return usual.get(task, BinaryCrossEntropy)()
