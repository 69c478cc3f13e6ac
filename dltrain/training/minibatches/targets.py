"""Classes as numbers, and how much a row of each counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dltrain.tasks import Task

SURE = 1e-12  # the least probability that a baseline is taken to give


def class_weights(choice: str | dict[str, float], labels: Sequence[object], target: np.ndarray) -> np.ndarray | None:
    """How much a row of each class counts: float32 (classes,), or None. `balanced` is rows / (classes × rows of the class), as in
    scikit-learn, from the training rows' own targets."""
    if choice == "none":
        return None
    if isinstance(choice, dict):
        return np.array([choice.get(str(label), 1.0) for label in labels], dtype=np.float32)
    counts = np.bincount(class_numbers(target), minlength=len(labels))
    return (len(target) / (len(labels) * np.maximum(counts, 1))).astype(np.float32)


def row_weights(own: np.ndarray | None, by_class: np.ndarray | None, target: np.ndarray) -> np.ndarray | None:
    """How much each row counts, float64 (rows,): its own weight times that of its class; None where all count alike."""
    if own is None and by_class is None:
        return None
    weights = np.ones(len(target)) if own is None else own.astype(np.float64)
    return weights if by_class is None else weights * by_class[class_numbers(target)]


def relative_weights(own: np.ndarray | None, by_class: np.ndarray | None, target: np.ndarray) -> np.ndarray | None:
    """The same with a mean of 1, as the engines take them: float32 (rows,), or None.

    The mean over all rows makes a batch's loss sum(w · values) / its rows. Divided by the weights of the batch alone, a rare
    class would count for less in small batches, which seldom hold it, and a batch of zero weights would be 0/0. Where every
    row weighs 0, all of them do.
    """
    weights = row_weights(own, by_class, target)
    if weights is None:
        return None
    return (weights / (weights.mean() or 1.0)).astype(np.float32)


def class_numbers(target: np.ndarray) -> np.ndarray:
    """The class of each row: int64 (rows,), the likeliest where rows are soft."""
    return target if target.ndim == 1 else target.argmax(axis=1)


def target_array(target: np.ndarray, form: Task) -> np.ndarray:
    """Encoded targets as a loss takes them: float32 (rows, 1) for one score of two classes, else as they are."""
    return target.astype(np.float32)[:, None] if form.is_binary else target
