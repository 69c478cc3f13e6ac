"""Whether a generator makes rows of all kinds that there are, or has collapsed to a few."""

from __future__ import annotations

import numpy as np

from dltrain.diagnosis.checks.mode_collapse import has_collapsed
from dltrain.diagnosis.course import Course, Coverage
from dltrain.diagnosis.facts import COVERAGE
from dltrain.diagnosis.finding import Finding
from dltrain.diagnosis.given import Given
from dltrain.kinds.gan.likeness import Floats, Likeness, as_floats, subsample
from dltrain.kinds.networks import with_others
from dltrain.randomness import seed_of
from dltrain.runs.summary import BySplit
from dltrain.statistics.clusters import cluster_centers, nearest_center
from dltrain.training.session import Session

CLUSTERS = 20
PRESENT = 0.1  # a cluster is reached if generated rows have this fraction of the place that real ones have there


def course_of(session: Session[Likeness], measured: BySplit) -> Course:
    """What the training of a generator has shown: whether it makes rows of all kinds that there are in the training rows."""
    found = None
    if session.history:
        rows = session.splits["train"][1]
        found = coverage(subsample(rows), as_floats(session.engine.scores(rows)), session.resolved.experiment.seed)
    given = Given(session.resolved, session.dataset)
    course = Course(given, session.history, status=session.status, measured=measured, coverage=found)
    return with_others(course, session.health, lambda tags: session.history)


def coverage(real: Floats, generated: Floats, seed: int) -> Coverage:
    """How generated rows cover the clusters of real ones, both (rows, numbers)."""
    centers = cluster_centers(real, min(CLUSTERS, max(1, len(real) // 10)), seed_of(seed, "clusters"))
    shares = [np.bincount(nearest_center(rows, centers), minlength=len(centers)) / len(rows) for rows in (real, generated)]
    reached = int((shares[1] >= PRESENT * shares[0]).sum())
    spread = float(generated.var(axis=0).sum() / max(real.var(axis=0).sum(), 1e-12))
    return Coverage(reached, len(centers), spread)


def facts_of(found: Coverage | None) -> list[Finding]:
    """How many clusters a generator reaches, where it has not collapsed."""
    if found is None or has_collapsed(found):
        return []
    message = COVERAGE.en.format(reached=found.reached, clusters=found.clusters, variance=f"{found.variance:.0%}")
    evidence = {"reached": found.reached, "clusters": found.clusters, "variance": found.variance}
    return [Finding(fact="coverage", evidence=evidence, message=message)]
