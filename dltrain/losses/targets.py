"""Targets as the losses read them: smoothed, as columns, as the one true class, as signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.tasks import Task

if TYPE_CHECKING:
    import torch
    from torch import Tensor


def smooth(targets: Tensor, form: Task, classes: int, amount: float) -> Tensor:
    """Label smoothing (Szegedy et al. 2016, arXiv:1512.00567): (1 - amount) y + amount / classes.

    Class indices become (rows, classes) of torch's default dtype; soft targets keep theirs. A binary target and each label of
    several is a choice between two classes, whatever `classes` says. Raises ValueError for regression, which has none.
    """
    import torch

    if form.is_regression:
        raise ValueError("label smoothing is for classes, not for regression")
    if not form.is_multiclass:
        return targets * (1 - amount) + amount / 2
    dtype = targets.dtype if targets.is_floating_point() else torch.get_default_dtype()
    return class_rows(targets, classes, dtype) * (1 - amount) + amount / classes


def class_rows(targets: Tensor, classes: int, dtype: torch.dtype) -> Tensor:
    """Class indices (rows,) one-hot encoded as (rows, classes) of `dtype`; rows that are soft already stay so."""
    import torch

    if targets.is_floating_point():
        return targets.to(dtype)
    return (targets.unsqueeze(-1) == torch.arange(classes, device=targets.device)).to(dtype)


def target_columns(outputs: Tensor, targets: Tensor, form: Task) -> Tensor:
    """The targets in the shape and dtype of the outputs."""
    return class_rows(targets, outputs.shape[-1], outputs.dtype) if form.is_multiclass else targets.to(outputs.dtype)


def true_class(outputs: Tensor, targets: Tensor) -> Tensor:
    """True at the one true class of each row, (rows, classes); of a soft row, its most probable class is the true one."""
    return class_rows(targets.argmax(-1) if targets.is_floating_point() else targets, outputs.shape[-1], outputs.dtype).bool()


def signs(outputs: Tensor, targets: Tensor) -> Tensor:
    """Binary targets as -1 and 1, in their shape and the dtype of the outputs; a soft one takes its nearer side."""
    return (targets > 0.5).to(outputs.dtype) * 2 - 1
