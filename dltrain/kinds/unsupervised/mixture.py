"""Gaussian mixtures: scikit-learn finds them, and what is stored of them tells the probability of each cluster."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.files.typed_json import Misfit
from dltrain.kinds.classical.stored.checked import Arrays, shaped
from dltrain.kinds.unsupervised.found import Floats, Found, by_size, joined
from dltrain.kinds.unsupervised.tried import Tried, chosen_rows

__all__ = ["centers_of", "fitted", "joined", "learner_of"]

FLAT = 1e-5  # a variance below which a cluster is flat; 1e-6 is added to each
KINDS = {"full": "full", "tied": "tied", "diagonal": "diag", "spherical": "spherical"}  # as scikit-learn calls them


def fitted(options: Any, rows: Floats, seed: int, say: Callable[[str], None]) -> dict[str, Any]:
    """weights (clusters,), means (clusters, numbers) and covariances, float64, the largest cluster first, and what was `tried`.
    Covariances are (clusters, numbers, numbers) where they are full, (numbers, numbers) tied, (clusters, numbers) diagonal and
    (clusters,) spherical. Says what did not converge."""
    tried = _tried(options, rows, seed)
    clusters = tried.best("bic") if options.clusters == "auto" else options.clusters
    fit, converged = _fit(rows, clusters, options, seed)
    if not converged:
        say("notice: the mixture has not quite converged; take fewer clusters, a simpler covariance, or more attempts")
    if _is_flat(options.covariance, fit.covariances_):
        say(
            "notice: some numbers hardly vary within a cluster, whose density is beyond measure there: categories and marks of "
            "missing cells are 0 or 1; exclude them, or take k_means"
        )
    order = by_size(fit.predict(rows), clusters)
    covariances = np.asarray(fit.covariances_, np.float64)
    return {
        "weights": np.asarray(fit.weights_, np.float64)[order],
        "means": np.asarray(fit.means_, np.float64)[order],
        "covariances": covariances if options.covariance == "tied" else covariances[order],
        **tried.arrays(),
    }


def _is_flat(kind: str, covariances: NDArray[Any]) -> bool:
    """Whether a cluster has no extent in some direction but the little that scikit-learn adds to every variance."""
    variances = np.linalg.eigvalsh(covariances) if kind in ("full", "tied") else covariances
    return bool(variances.min() < FLAT)


def _fit(rows: Floats, clusters: int, options: Any, seed: int) -> tuple[Any, bool]:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture
    from threadpoolctl import threadpool_limits  # scikit-learn's own; several threads add up in no fixed order

    kind = KINDS[options.covariance]
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        fit = GaussianMixture(clusters, covariance_type=kind, n_init=options.attempts, random_state=seed).fit(rows)
    return fit, bool(fit.converged_)


def _tried(options: Any, rows: Floats, seed: int) -> Tried:
    """Fits to some of the rows, of 1 to `most` clusters."""
    some = rows[chosen_rows(len(rows), seed)]
    numbers = range(1, min(options.most, len(some)) + 1)
    fits = [_fit(some, clusters, options, seed)[0] for clusters in numbers]
    return Tried(list(numbers), {"bic": [float(fit.bic(some)) for fit in fits]}, len(some))


def learner_of(options: Any, arrays: Arrays, numbers: int) -> Callable[[Floats], Found]:
    """What tells rows (rows, numbers) their clusters. Raises Misfit where the arrays are not those of such a model."""
    means = shaped(arrays, "means", (None if options.clusters == "auto" else options.clusters, numbers))
    count = len(means)
    weights = shaped(arrays, "weights", (count,))
    if not count or (weights <= 0).any():
        raise Misfit("weights", "numbers above 0, one or more")
    shape: dict[str, tuple[int, ...]] = {
        "full": (count, numbers, numbers),
        "tied": (numbers, numbers),
        "diagonal": (count, numbers),
        "spherical": (count,),
    }
    covariances = shaped(arrays, "covariances", shape[options.covariance])
    roots = _roots(options.covariance, covariances, count, numbers)
    free = _free(options.covariance, count, numbers)
    constants = [-0.5 * numbers * math.log(2 * math.pi) - float(np.log(_diagonal(root)).sum()) for root in roots]

    def found(rows: Floats) -> Found:
        densities = np.empty((len(rows), count))
        for number in range(count):
            apart = rows - means[number]
            root = roots[number]
            scaled = np.linalg.solve(root, apart.T).T if root.ndim == 2 else apart / root
            densities[:, number] = constants[number] - 0.5 * np.square(scaled).sum(axis=1) + math.log(weights[number])
        top = densities.max(axis=1, keepdims=True)
        whole = top[:, 0] + np.log(np.exp(densities - top).sum(axis=1))
        clusters = densities.argmax(axis=1)
        squares = np.square(rows - means[clusters]).sum(axis=1)
        return Found(clusters, squares, np.exp(densities - whole[:, None]), whole, free)

    return found


def _roots(kind: str, covariances: Floats, count: int, numbers: int) -> list[NDArray[Any]]:
    """What a standard normal row is multiplied by, of each cluster: a lower triangle (numbers, numbers), or deviations
    (numbers,). Raises Misfit."""
    try:
        if kind == "full":
            return list(np.linalg.cholesky(covariances))
        if kind == "tied":
            return [np.linalg.cholesky(covariances)] * count
    except np.linalg.LinAlgError:
        raise Misfit("covariances", "those of a distribution") from None
    if (covariances <= 0).any():
        raise Misfit("covariances", "numbers above 0")
    deviations = np.sqrt(covariances)
    return [np.broadcast_to(one, (numbers,)) for one in deviations]


def _diagonal(root: NDArray[Any]) -> NDArray[Any]:
    return np.diagonal(root) if root.ndim == 2 else root


def _free(kind: str, count: int, numbers: int) -> int:
    """How many numbers were fitted: weights, which sum to 1, means and covariances, which are symmetric."""
    half = numbers * (numbers + 1) // 2
    inner = {"full": count * half, "tied": half, "diagonal": count * numbers, "spherical": count}[kind]
    return inner + count * numbers + count - 1


def centers_of(arrays: Arrays) -> Floats:
    """The mean of each cluster: (clusters, numbers)."""
    return arrays["means"]
