"""What older checkpoints call otherwise, under its names of today."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dltrain.lazy import NDArray

Array = NDArray[Any]

# Adam without torch kept decaying sums: the slot of today and the option whose complement makes a mean of a sum.
SUMS = {
    "optimizer.sum": ("optimizer.mean", "beta1", 0.9),
    "optimizer.square_sum": ("optimizer.square_mean", "beta2", 0.999),
    "optimizer.largest_square_sum": ("optimizer.largest_square_mean", "beta2", 0.999),
}


def with_means(tensors: Mapping[str, Array], state: Mapping[str, Any]) -> dict[str, Array]:
    """The tensors of a checkpoint with Adam's means, m = (1 - β₁) Σ β₁ⁱ g, where it has the sums."""
    renamed: dict[str, Array] = {}
    for name, tensor in tensors.items():
        if name in SUMS:
            name, option, default = SUMS[name]
            tensor = tensor * (1 - _option(state, option, default))
        renamed[name] = tensor
    return renamed


def _option(state: Mapping[str, Any], name: str, default: float) -> float:
    """An option of the optimizer in a checkpoint's spec."""
    options: Any = state
    for key in ("spec", "training", "optimizer", name):
        options = options.get(key) if isinstance(options, Mapping) else None
    return float(options) if isinstance(options, int | float) else default
