"""How good clusters are, and what few numbers give back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dltrain.data.part import Part
from dltrain.kinds.unsupervised.components import Reduced
from dltrain.kinds.unsupervised.found import Found
from dltrain.metrics import Metric, Outcome
from dltrain.metrics.clustering import ClusterOutcome
from dltrain.tasks import Task
from dltrain.training.measuring.measure import metric_values
from dltrain.training.minibatches.rows import Rows


@dataclass(frozen=True)
class ClusterMeasure:
    """Measures what was found in a split; the classes that are known of its rows stand beside."""

    metrics: Sequence[Metric]

    def measure(self, scores: Found, rows: Rows, part: Part) -> dict[str, float | None]:
        """Every metric; None where one has no value."""
        known = part.target if part.target.ndim == 1 else None
        outcome = ClusterOutcome(
            *(Task.CLUSTERING, rows.inputs[0], scores.clusters, scores.probabilities),
            squares=scores.squares,
            known=known,
            log_densities=scores.log_densities,
            free=scores.free,
        )
        return metric_values(self.metrics, outcome)


@dataclass(frozen=True)
class ReducedMeasure:
    """Measures what few numbers give back of the rows of a split."""

    metrics: Sequence[Metric]

    def measure(self, scores: Reduced, rows: Rows, part: Part) -> dict[str, float | None]:
        """Every metric; None where one has no value."""
        return metric_values(self.metrics, Outcome(Task.RECONSTRUCTION, rows.inputs[0], scores.back))
