"""Activations: what a layer does to each weighted sum z. All are elementwise but softmax; none works in place."""

# In the order of the table.
from dltrain.models.activations import steps, sigmoids, rectifiers, smooth, softmax  # isort: skip
from dltrain.models.activations.base import ACTIVATIONS, Activation
from dltrain.models.activations.rectifiers import PReLU, ReLU
from dltrain.models.activations.sigmoids import Tanh
from dltrain.models.activations.steps import Linear

__all__ = [
    "ACTIVATIONS",
    "Activation",
    "Linear",
    "PReLU",
    "ReLU",
    "Tanh",
    "rectifiers",
    "sigmoids",
    "smooth",
    "softmax",
    "steps",
]
