"""The training rows themselves, with what is known of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.files.typed_json import Misfit
from dltrain.kinds.classical.stored.checked import Arrays, dense, shaped


def arrays_of(estimator: Any) -> dict[str, NDArray[Any]]:
    """rows (rows, numbers) float32; truth (rows,) int64 indices of classes, or (rows, outputs) float64; neighbors ()."""
    rows, truth = dense(estimator._fit_X).astype(np.float32), np.asarray(estimator._y)
    known = truth.astype(np.int64) if hasattr(estimator, "classes_") else truth.astype(np.float64).reshape(len(rows), -1)
    return {"rows": rows, "truth": known, "neighbors": np.array([estimator.n_neighbors], np.int64)}


def importances_of(arrays: Arrays, numbers: int, deviations: NDArray[np.float64]) -> None:
    """It has none of its own."""


def learner_of(arrays: Arrays, numbers: int, outputs: int, classes: bool) -> Callable[[Any], NDArray[np.float64]]:
    """Probabilities (rows, classes) or values (rows, outputs), by scikit-learn's own search. Raises Misfit."""
    from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

    rows = shaped(arrays, "rows", (None, numbers), "float32")
    truth = shaped(arrays, "truth", (len(rows),) if classes else (len(rows), outputs), "int64" if classes else "float64")
    neighbors = int(shaped(arrays, "neighbors", (1,), "int64")[0])
    if not 1 <= neighbors <= len(rows):
        raise Misfit("neighbors", f"a number from 1 to {len(rows)}")
    if classes and sorted(set(truth.tolist())) != list(range(outputs)):
        raise Misfit("truth", f"indices of {outputs} classes, each of which occurs")
    fitted = (KNeighborsClassifier if classes else KNeighborsRegressor)(neighbors).fit(rows, truth)

    def predict(X: Any) -> NDArray[np.float64]:
        given = fitted.predict_proba(X) if classes else fitted.predict(X)
        return np.asarray(given, np.float64).reshape(X.shape[0], outputs)

    return predict
