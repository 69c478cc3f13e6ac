"""How well rows were put together that are alike: by the rows themselves, and by classes that are known of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Direction, Metric, Outcome
from dltrain.metrics.likeness import distances
from dltrain.tasks import Task
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.metrics.base import Array, Floats

MAX_ROWS = 2000  # rows that are compared with each other


@dataclass(frozen=True)
class ClusterOutcome(Outcome):
    """Rows, float (rows, numbers), as `true`, and the cluster of each, int (rows,), as `predicted`.

    squares: (rows,), the squared distance of each row to the centre of its cluster; known: the class of each, int (rows,), below
    0 where it is not known; None where no class is; log_densities: (rows,) natural logarithms of a mixture's density, with
    `free` numbers that were fitted; None of other models
    """

    squares: Array | None = None
    known: Array | None = None
    log_densities: Array | None = None
    free: int = 0


@options
class OfClusters(Metric):
    """A metric of clusters."""

    tasks: ClassVar[frozenset[Task]] = frozenset({Task.CLUSTERING})
    limits: ClassVar[tuple[float, float]] = (-math.inf, math.inf)

    def measure(self, outcome: Outcome) -> float | None:
        return self.of_clusters(outcome) if isinstance(outcome, ClusterOutcome) else None

    def of_clusters(self, outcome: ClusterOutcome) -> float | None:
        """The value for one row or more."""
        raise NotImplementedError


@METRICS.entry("silhouette")
@options
class Silhouette(OfClusters):
    """Mean of (b - a) / max(a, b), with a the mean distance of a row to the others of its cluster and b that to the rows of the
    next cluster, 0 for a row by itself: 1 where clusters are compact and far apart, 0 where they touch, below where rows lie in
    the wrong one (Rousseeuw 1987, J. Comput. Appl. Math. 20; sklearn.metrics.silhouette_score). Of more than 2,000 rows as
    many are drawn, always the same ones. None of a single cluster."""

    limits: ClassVar[tuple[float, float]] = (-1.0, 1.0)

    def of_clusters(self, outcome: ClusterOutcome) -> float | None:
        chosen = compared(len(outcome.true))
        return silhouette(outcome.true[chosen].astype(np.float64), outcome.predicted[chosen])


@METRICS.entry("inertia")
@options
class Inertia(OfClusters):
    """Σ ‖x - c‖², over all rows x with c the centre of the row's cluster: what k-means makes small (Lloyd 1982, IEEE Trans. Inf.
    Theory 28; sklearn's `inertia_`). It falls with every further cluster, and grows with the number of rows."""

    direction: ClassVar[Direction] = "min"
    limits: ClassVar[tuple[float, float]] = (0.0, math.inf)

    def of_clusters(self, outcome: ClusterOutcome) -> float | None:
        return None if outcome.squares is None else float(outcome.squares.sum(dtype=np.float64))


@METRICS.entry("log_likelihood")
@options
class LogLikelihood(OfClusters):
    """Σ ln p(x) / rows, with p the density of a mixture (sklearn.mixture.GaussianMixture.score): the larger, the more probable
    the rows are to it. None of models that have no density."""

    def of_clusters(self, outcome: ClusterOutcome) -> float | None:
        return None if outcome.log_densities is None else float(outcome.log_densities.mean(dtype=np.float64))


@METRICS.entry("bic")
@options
class BIC(OfClusters):
    """-2 Σ ln p(x) + m ln(rows), with m the numbers that were fitted: the fit, less what so many numbers would gain by chance;
    smaller is better (Schwarz 1978, Ann. Statist. 6; sklearn's `bic`). None of models that have no density."""

    direction: ClassVar[Direction] = "min"

    def of_clusters(self, outcome: ClusterOutcome) -> float | None:
        if outcome.log_densities is None:
            return None
        densities = outcome.log_densities
        return float(-2 * densities.sum(dtype=np.float64) + outcome.free * math.log(len(densities)))


@METRICS.entry("adjusted_rand")
@options
class AdjustedRand(OfClusters):
    """(pairs that agree - those that would by chance) / (the most - those by chance), over all pairs of rows, which agree where
    both clusters and classes put them together or both part them: 1 where clusters are the classes, 0 for clusters by lot
    (Hubert and Arabie 1985, J. Classification 2; sklearn.metrics.adjusted_rand_score). None where no class is known."""

    limits: ClassVar[tuple[float, float]] = (-1.0, 1.0)

    def of_clusters(self, outcome: ClusterOutcome) -> float | None:
        if outcome.known is None or not (there := outcome.known >= 0).any():
            return None
        return adjusted_rand(outcome.known[there], outcome.predicted[there])


def compared(rows: int) -> Array:
    """The numbers of the rows that are compared with each other, int64 (rows,) ascending: all, or MAX_ROWS of them, drawn with a
    fixed seed so that every model is measured on the same ones."""
    if rows <= MAX_ROWS:
        return np.arange(rows)
    return np.sort(np.random.Generator(np.random.PCG64(0)).permutation(rows)[:MAX_ROWS])


def silhouette(rows: Floats, clusters: Array) -> float | None:
    """The mean silhouette of rows (rows, numbers), all of which are compared: takes memory for (rows, rows) distances."""
    names, codes = np.unique(clusters, return_inverse=True)
    if not 2 <= len(names) < len(rows):
        return None
    counts, own = np.bincount(codes), (np.arange(len(rows)), codes)
    rows = rows - rows.mean(axis=0)  # distances of numbers far from 0 would lose digits
    pairwise = distances(rows, rows)
    np.fill_diagonal(pairwise, 0.0)
    sums: Floats = pairwise @ np.eye(len(names))[codes]
    within = sums[own] / np.maximum(counts[codes] - 1, 1)
    beyond = sums / counts
    beyond[own] = np.inf
    nearest = beyond.min(axis=1)
    widths = np.where(counts[codes] > 1, (nearest - within) / np.maximum(np.maximum(within, nearest), 1e-300), 0.0)
    return float(widths.mean())


def adjusted_rand(classes: Array, clusters: Array) -> float:
    """The adjusted Rand index of two ways of putting the same rows together, (rows,) each."""
    _, one = np.unique(classes, return_inverse=True)
    _, other = np.unique(clusters, return_inverse=True)
    _, both = np.unique(one.astype(np.int64) * (other.max() + 1) + other, return_counts=True)
    together = _pairs(both)
    of_one, of_other = _pairs(np.bincount(one)), _pairs(np.bincount(other))
    every = _pairs(np.array([len(one)]))
    by_chance = of_one * of_other / every if every else 0.0
    most = (of_one + of_other) / 2
    return 1.0 if most == by_chance else float((together - by_chance) / (most - by_chance))


def _pairs(counts: Array) -> float:
    """How many pairs there are within groups of these sizes."""
    sizes = counts.astype(np.float64)
    return float((sizes * (sizes - 1)).sum() / 2)
