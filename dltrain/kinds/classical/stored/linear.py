"""Weighted sums: linear and ridge regression, logistic regression."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.kinds.classical.stored.checked import Arrays, shaped, shares


def arrays_of(estimator: Any) -> dict[str, NDArray[Any]]:
    """coefficients (outputs, numbers) and intercepts (outputs,): float64; one row of them for two classes."""
    coefficients = np.atleast_2d(np.asarray(estimator.coef_, np.float64))
    intercepts = np.resize(np.asarray(estimator.intercept_, np.float64), len(coefficients))
    return {"coefficients": coefficients, "intercepts": intercepts}


def learner_of(arrays: Arrays, numbers: int, outputs: int, classes: bool) -> Callable[[Any], NDArray[np.float64]]:
    """Probabilities (rows, classes) or values (rows, outputs). Raises Misfit."""
    rows = 1 if classes and outputs == 2 else outputs
    coefficients = shaped(arrays, "coefficients", (rows, numbers))
    intercepts = shaped(arrays, "intercepts", (rows,))

    def predict(X: Any) -> NDArray[np.float64]:
        sums: NDArray[np.float64] = np.asarray(X.astype(np.float64) @ coefficients.T) + intercepts
        return probabilities_of(sums) if classes else sums

    return predict


def importances_of(arrays: Arrays, numbers: int, deviations: NDArray[np.float64]) -> NDArray[np.float64]:
    """The share of each number in the sizes of the coefficients, which are those of numbers of deviation 1 once they are
    multiplied by the deviations, (numbers,), of the training rows; the mean of several outputs."""
    return shares(np.abs(arrays["coefficients"] * deviations).mean(axis=0))


def probabilities_of(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The softmax of scores (rows, classes); of one score for two classes the logistic function, as the second's."""
    if scores.shape[1] == 1:
        scores = np.concatenate([np.zeros_like(scores), scores], axis=1)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: NDArray[np.float64] = powers / powers.sum(axis=1, keepdims=True)
    return probabilities
