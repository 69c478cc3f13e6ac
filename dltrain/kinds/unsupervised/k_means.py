"""k-means: scikit-learn finds the centres, and rows are told their nearest one by what is stored of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dltrain.files.typed_json import Misfit
from dltrain.kinds.classical.stored.checked import Arrays, shaped
from dltrain.kinds.unsupervised.found import Floats, Found, by_size, joined, squares_to
from dltrain.kinds.unsupervised.tried import Tried, chosen_rows
from dltrain.metrics.clustering import compared, silhouette

__all__ = ["centers_of", "fitted", "joined", "learner_of"]


def fitted(options: Any, rows: Floats, seed: int, say: Callable[[str], None]) -> dict[str, Any]:
    """centers (clusters, numbers) float64, the largest cluster first, and what was `tried`. Says where fewer clusters differ than
    were asked for."""
    tried = _tried(options, rows, seed)
    clusters = tried.best("silhouette") if options.clusters == "auto" else options.clusters
    fit = _fit(rows, clusters, options.attempts, seed)
    different = len(np.unique(fit.labels_))
    if different < clusters:
        say(f"notice: only {different:,} of {clusters:,} clusters have rows: so few of the training rows differ")
    order = by_size(fit.labels_, clusters)
    return {"centers": np.asarray(fit.cluster_centers_, np.float64)[order], **tried.arrays()}


def _fit(rows: Floats, clusters: int, attempts: int, seed: int) -> Any:
    import warnings

    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning
    from threadpoolctl import threadpool_limits  # scikit-learn's own; several threads add up in no fixed order

    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # of clusters without rows, which are told
        return KMeans(clusters, n_init=attempts, random_state=seed).fit(rows)


def _tried(options: Any, rows: Floats, seed: int) -> Tried:
    """Fits to some of the rows, of 1 to `most` clusters."""
    some = rows[chosen_rows(len(rows), seed)]
    numbers = range(1, min(options.most, len(some)) + 1)
    values: dict[str, list[float]] = {"inertia": [], "silhouette": []}
    few = compared(len(some))
    for clusters in numbers:
        fit = _fit(some, clusters, options.attempts, seed)
        values["inertia"].append(float(fit.inertia_))
        width = silhouette(some[few], fit.labels_[few])
        values["silhouette"].append(np.nan if width is None else width)
    return Tried(list(numbers), values, len(some))


def learner_of(options: Any, arrays: Arrays, numbers: int) -> Callable[[Floats], Found]:
    """What tells rows (rows, numbers) their clusters. Raises Misfit where the arrays are not those of such a model."""
    count = None if options.clusters == "auto" else options.clusters
    centers = shaped(arrays, "centers", (count, numbers))
    if not len(centers):
        raise Misfit("centers", "one row or more")

    def found(rows: Floats) -> Found:
        squares = squares_to(rows, centers)
        nearest = squares.argmin(axis=1)
        return Found(nearest, squares[np.arange(len(rows)), nearest])

    return found


def centers_of(arrays: Arrays) -> Floats:
    """The centre of each cluster: (clusters, numbers)."""
    return arrays["centers"]
