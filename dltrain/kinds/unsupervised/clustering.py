"""Clustering at work: rows are put together, measured by themselves, and set beside classes that are known of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.kinds.kind import Kind
from dltrain.kinds.unsupervised.base import Unsupervised
from dltrain.kinds.unsupervised.described import described
from dltrain.kinds.unsupervised.families import family_of
from dltrain.kinds.unsupervised.found import Found
from dltrain.kinds.unsupervised.measure import ClusterMeasure
from dltrain.kinds.unsupervised.pictures import cluster_panels, draw, elbow_panels, say_missing_fonts
from dltrain.runs.names import CLUSTERS
from dltrain.runs.stored_tensors import strip_prefix
from dltrain.runs.summary import Summary
from dltrain.spec.resolve import Resolved
from dltrain.training.fitting import PREFIX
from dltrain.training.session import Session


class Clustering(Unsupervised):
    """A model that puts rows together that are alike."""

    labels = ("cluster",)

    def measuring(self, resolved: Resolved) -> ClusterMeasure:
        return ClusterMeasure(resolved.experiment.metrics)

    def tell(self, session: Session[Any], found: Mapping[str, Found]) -> None:
        session.run.write_outcome(CLUSTERS, described(session, {name: one.clusters for name, one in found.items()}))

    def columns_of(self, found: Found, given: NDArray[Any]) -> dict[str, Any]:
        """`cluster`, counted from 0, `distance` to its centre in the scaled numbers, and of a mixture probability_<cluster>."""
        columns = {"cluster": found.clusters, "distance": np.sqrt(found.squares)}
        if found.probabilities is not None:
            columns |= {f"probability_{number}": column for number, column in enumerate(found.probabilities.T)}
        return columns

    def draw(self, session: Session[Any], summary: Summary, note: str, say: Callable[[str], None]) -> None:
        """Draws clusters.png, the training rows in a plane, and elbow.png."""
        part, rows = session.splits["train"]
        say_missing_fonts(session, say)
        centers = family_of(session.resolved.kind).centers_of(strip_prefix(dict(session.engine.snapshot()), PREFIX))
        clusters = session.engine.scores(rows).clusters
        draw(session.run, "clusters", cluster_panels(session.dataset.encoding, part, rows.inputs[0], clusters, centers))
        draw(session.run, "elbow", elbow_panels(session.run.read_outcome(CLUSTERS) or {}))


KIND: Kind = Clustering()
