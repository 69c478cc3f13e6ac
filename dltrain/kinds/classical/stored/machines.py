"""Support vectors with their weights: one sum for numbers and for two classes, and for more one for each pair, which votes."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.files.typed_json import Misfit
from dltrain.kinds.classical.stored.checked import Arrays, dense, shaped

KERNELS = ("rbf", "linear", "poly")  # as scikit-learn calls them, by number
DEGREE = 3
ROWS = 1024  # that meet the support vectors at once


def arrays_of(estimator: Any) -> dict[str, NDArray[Any]]:
    """vectors (vectors, numbers), weights (classes - 1 or 1, vectors), intercepts (pairs or 1,), gamma (1,): float64; counts
    (classes,) of each class's vectors and kernel (1,): int64."""
    counts = estimator.n_support_ if hasattr(estimator, "classes_") else [len(estimator.support_)]
    return {
        "vectors": dense(estimator.support_vectors_).astype(np.float64),
        "weights": dense(estimator.dual_coef_).astype(np.float64),
        "intercepts": np.asarray(estimator.intercept_, np.float64),
        "counts": np.asarray(counts, np.int64),
        "gamma": np.array([estimator._gamma], np.float64),
        "kernel": np.array([KERNELS.index(estimator.kernel)], np.int64),
    }


def importances_of(arrays: Arrays, numbers: int, deviations: NDArray[np.float64]) -> None:
    """It has none of its own."""


def learner_of(arrays: Arrays, numbers: int, outputs: int, classes: bool) -> Callable[[Any], NDArray[np.float64]]:
    """The indices of classes (rows,), or values (rows, 1). Raises Misfit."""
    vectors = shaped(arrays, "vectors", (None, numbers))
    pairs = list(itertools.combinations(range(outputs), 2)) if classes else [(0, 1)]
    weights = shaped(arrays, "weights", (outputs - 1 if classes else 1, len(vectors)))
    intercepts = shaped(arrays, "intercepts", (len(pairs),))
    gamma, kernel = shaped(arrays, "gamma", (1,))[0], int(shaped(arrays, "kernel", (1,), "int64")[0])
    counts = shaped(arrays, "counts", (outputs if classes else 1,), "int64")
    if (counts < 0).any() or counts.sum() != len(vectors):
        raise Misfit("counts", f"numbers of vectors, {len(vectors)} in all")
    if not 0 <= kernel < len(KERNELS):
        raise Misfit("kernel", "0, 1 or 2")
    ends = np.concatenate([[0], np.cumsum(counts)])

    def sums(X: NDArray[np.float64]) -> NDArray[np.float64]:
        """Of each pair: (rows, pairs)."""
        likeness = _likeness(KERNELS[kernel], gamma, X, vectors)
        if len(pairs) == 1:
            return np.asarray(likeness @ weights.T + intercepts)
        columns = []
        for index, (one, other) in enumerate(pairs):
            first, second = slice(ends[one], ends[one + 1]), slice(ends[other], ends[other + 1])
            sum_of = likeness[:, first] @ weights[other - 1, first] + likeness[:, second] @ weights[one, second]
            columns.append(sum_of + intercepts[index])
        return np.stack(columns, axis=1)

    def of_some(X: Any) -> NDArray[Any]:
        decisions = sums(dense(X).astype(np.float64))
        if not classes:
            return decisions
        if len(pairs) == 1:
            return np.asarray(decisions[:, 0] > 0, np.int64)
        votes = np.zeros((len(decisions), outputs), np.int64)
        for index, (one, other) in enumerate(pairs):
            votes[np.arange(len(votes)), np.where(decisions[:, index] > 0, one, other)] += 1
        return np.asarray(votes.argmax(axis=1))

    def predict(X: Any) -> NDArray[Any]:
        pieces = [of_some(X[begin : begin + ROWS]) for begin in range(0, X.shape[0], ROWS)]
        return np.concatenate(pieces) if pieces else np.zeros((0,) if classes else (0, 1))

    return predict


def _likeness(kernel: str, gamma: float, X: NDArray[np.float64], vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """exp(-γ |x - v|²), x · v or (γ x · v)³: (rows, vectors)."""
    products: NDArray[np.float64] = X @ vectors.T
    if kernel == "linear":
        return products
    if kernel == "poly":
        return np.asarray((gamma * products) ** DEGREE)
    squares = (X**2).sum(axis=1)[:, None] + (vectors**2).sum(axis=1) - 2 * products
    return np.asarray(np.exp(-gamma * np.maximum(squares, 0.0)))
