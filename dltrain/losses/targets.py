"""Targets as the losses read them: as columns, smoothed, as the one true class, as signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dltrain.tasks import Task

if TYPE_CHECKING:
    from dltrain.arrays import Array, Arrays


def columns(xp: Arrays, targets: Array, outputs: Array, form: Task) -> Array:
    """The targets in the shape and dtype of the outputs, (..., rows, columns): class indices (..., rows) one-hot encoded, rows
    that are soft as they are."""
    if form.is_multiclass and not xp.is_float(targets):
        return xp.one_hot(targets, outputs)
    return xp.as_type(targets, outputs)


def smooth(targets: Array, form: Task, amount: float) -> Array:
    """Label smoothing of columns, (..., rows, columns) to the same shape (Szegedy et al. 2016, arXiv:1512.00567): (1 - amount) y
    + amount / classes.

    A binary target and each label of several is a choice between two classes. Raises ValueError for regression, which has none.
    """
    if form.is_regression:
        raise ValueError("label smoothing is for classes, not for regression")
    return targets * (1 - amount) + amount / (targets.shape[-1] if form.is_multiclass else 2)


def true_class(xp: Arrays, targets: Array) -> Array:
    """1 at the one true class of each row, of a soft row the most probable one, else 0, in the shape of the targets."""
    return xp.one_hot(xp.argmax(targets, -1), targets)


def signs(xp: Arrays, targets: Array) -> Array:
    """Binary targets as -1 and 1, in their own shape; a soft one takes its nearer side."""
    return 2 * xp.as_type(targets > 0.5, targets) - 1
