"""Clustering as a kind of model: which rows belong together, found without being told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from dltrain.errors import Problem, SpecError
from dltrain.lazy import NDArray, np
from dltrain.losses import Loss
from dltrain.metrics import Metric
from dltrain.metrics.clustering import BIC, AdjustedRand, Inertia, LogLikelihood, Silhouette
from dltrain.models.activations import Activation
from dltrain.models.plan import NetworkPlan
from dltrain.models.unsupervised.options import UnsupervisedOptions
from dltrain.tasks import Task
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding

MAX_COVARIANCES = 2**27  # numbers of covariances: 1 GB


@options
class _Clusters:
    clusters: int | Literal["auto"] = option(
        "auto",
        help="how many clusters; auto: of 2 to `most` the number with the best silhouette of the training rows, or of a mixture "
        "with the least BIC",
        at_least=1,
        most=10_000,
    )
    most: int = option(
        10, help="up to how many clusters the elbow chart goes, and auto looks for the best number", at_least=2, most=1000
    )


class ClusteringOptions(UnsupervisedOptions):
    """A model that puts rows together that are alike."""

    purpose: ClassVar[Task | None] = Task.CLUSTERING
    measured: ClassVar[str] = "distances are those of the numbers as 'scale' leaves them"
    own_metrics: ClassVar[tuple[Metric, ...]] = ()

    clusters: Any
    most: Any

    def usual_metrics(self, encoding: Encoding) -> list[Metric]:
        known: Any = encoding.target
        return [Silhouette(), *self.own_metrics, *([AdjustedRand()] if known.known else [])]

    def target_problems(self, target: NDArray[np.generic], form: Task, loss: Loss) -> Iterator[Problem]:
        """More clusters than there are rows."""
        if self.clusters != "auto" and self.clusters > len(target):
            message = f"there are {len(target):,} training rows; expected at most that many clusters, not {self.clusters:,}"
            yield Problem(("model", "clusters"), message)


@options
class _KMeansType:
    type: Literal["k_means"] = option(help="the kind of model")


@options
class _KMeansOptions:
    attempts: int = option(
        10,
        help="how many times the fit begins, with other first centres each time; the one with the least inertia is kept, because "
        "a single start may end in a poor place",
        at_least=1,
        most=10_000,
    )


@options
class KMeansModel(_KMeansOptions, _Clusters, _KMeansType, ClusteringOptions):
    """k-means: each row belongs to the nearest of k centres, which are the means of their rows (Lloyd 1982, IEEE Trans. Inf.
    Theory 28; first centres by k-means++, Arthur and Vassilvitskii 2007). Distances are those of the scaled numbers."""

    only_monitor: ClassVar[str] = "silhouette"
    own_metrics: ClassVar[tuple[Metric, ...]] = (Inertia(),)


@options
class _MixtureType:
    type: Literal["gaussian_mixture"] = option(help="the kind of model")


@options
class _MixtureOptions:
    covariance: Literal["full", "tied", "diagonal", "spherical"] = option(
        "full",
        help="the shapes of the clusters: full ellipsoids of their own, tied: one for all, diagonal: along the columns, "
        "spherical: balls",
    )
    attempts: int = option(
        1,
        help="how many times the fit begins, from other clusters of k-means each time; that of the largest likelihood is kept",
        at_least=1,
        most=10_000,
    )


@options
class GaussianMixtureModel(_MixtureOptions, _Clusters, _MixtureType, ClusteringOptions):
    """A mixture of normal distributions, to each of which a row belongs with a probability: clusters may be long, and overlap
    (Dempster, Laird and Rubin 1977, J. R. Stat. Soc. B 39; first clusters by k-means)."""

    only_monitor: ClassVar[str] = "log_likelihood"
    own_metrics: ClassVar[tuple[Metric, ...]] = (LogLikelihood(), BIC())

    def plan(self, encoding: Encoding, units: int, activation: Activation, scale: str) -> NetworkPlan:
        plan: Any = super().plan(encoding, units, activation, scale)
        most = self.most if self.clusters == "auto" else max(self.most, self.clusters)
        if self.covariance in ("full", "tied") and most * plan.inputs**2 > MAX_COVARIANCES:
            message = f"{self.covariance} covariances of {plan.inputs:,} numbers a row take too much memory; write diagonal"
            raise SpecError([Problem(("model", "covariance"), message)])
        made: NetworkPlan = plan
        return made
