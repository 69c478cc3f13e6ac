"""Classes as numbers, and how much a row of each counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

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
    """How much each row counts, float32 (rows,): its own weight times that of its class; None where all count alike."""
    if by_class is None:
        return own
    weights: np.ndarray = by_class[class_numbers(target)]
    return weights if own is None else own * weights


def class_numbers(target: np.ndarray) -> np.ndarray:
    """The class of each row: int64 (rows,), the likeliest where rows are soft."""
    return target if target.ndim == 1 else target.argmax(axis=1)


def target_columns(target: np.ndarray, form: str) -> np.ndarray:
    """Encoded targets as a loss takes them: float32 (rows, 1) for one score of two classes, else as they are."""
    return target.astype(np.float32)[:, None] if form == "binary" else target
