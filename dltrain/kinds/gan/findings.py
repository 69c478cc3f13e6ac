"""Whether a generator makes rows of all kinds that there are, or has collapsed to a few."""

from __future__ import annotations

from typing import Any

import numpy as np

from dltrain.kinds.gan.likeness import Floats, Likeness, as_floats, some_of
from dltrain.randomness import seed_of
from dltrain.statistics.clusters import cluster_centers, nearest_center
from dltrain.training.session import Session

CLUSTERS = 20
PRESENT = 0.1  # a cluster is reached if generated rows have this fraction of the place that real ones have there
FEW = 3 / 4  # of the clusters: a generator that reaches fewer has collapsed
NARROW = 0.1  # of the variance, likewise


def findings_of(session: Session[Likeness]) -> list[dict[str, Any]]:
    """Whether the generator makes rows of all kinds that there are in the training rows, or of a few only."""
    if not session.history:
        return []
    rows = session.splits["train"][1]
    return [coverage(some_of(rows), as_floats(session.engine.scores(rows)), session.resolved.experiment.seed)]


def coverage(real: Floats, generated: Floats, seed: int) -> dict[str, Any]:
    """A finding `mode_collapse`, or a fact `coverage`, of generated rows beside real ones, both (rows, numbers)."""
    centers = cluster_centers(real, min(CLUSTERS, max(1, len(real) // 10)), seed_of(seed, "clusters"))
    shares = [np.bincount(nearest_center(rows, centers), minlength=len(centers)) / len(rows) for rows in (real, generated)]
    reached = int((shares[1] >= PRESENT * shares[0]).sum())
    spread = float(generated.var(axis=0).sum() / max(real.var(axis=0).sum(), 1e-12))
    message = (
        f"the generated rows reach {reached} of {len(centers)} clusters of the training rows, with {spread:.0%} of their variance"
    )
    values = {"reached": reached, "clusters": len(centers), "variance": spread}
    if reached < FEW * len(centers) or spread < NARROW:
        advice = "try loss: wasserstein, a lower learning_rate, or wider networks"
        return {"problem": "mode_collapse", **values, "message": f"mode collapse: {message}; {advice}"}
    return {"fact": "coverage", **values, "message": message}
