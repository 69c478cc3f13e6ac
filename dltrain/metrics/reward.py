"""How well a policy acts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from dltrain.metrics.base import METRICS, Direction, Metric, Outcome
from dltrain.tasks import Task
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.metrics.base import Array


@options
class OfEpisodes(Metric):
    """A metric of episodes."""

    tasks: ClassVar[frozenset[Task]] = frozenset({Task.CONTROL})
    limits: ClassVar[tuple[float, float]] = (-math.inf, math.inf)


@METRICS.entry("return")
@options
class Return(OfEpisodes):
    """Σ G / episodes, with G the sum of the rewards of an episode, undiscounted (Sutton & Barto 2018,
    section 3.3)."""

    def measure(self, outcome: Outcome) -> float | None:
        return float(outcome.true.mean())


@METRICS.entry("return_deviation")
@options
class ReturnDeviation(OfEpisodes):
    """√(Σ (G - mean)² / (episodes - 1)), the standard deviation of the episodes' returns G (Student 1908); None of a single
    episode."""

    direction: ClassVar[Direction] = "min"
    limits: ClassVar[tuple[float, float]] = (0.0, math.inf)

    def measure(self, outcome: Outcome) -> float | None:
        returns: Array = outcome.true
        return float(returns.std(ddof=1)) if len(returns) > 1 else None


@METRICS.entry("length")
@options
class Length(OfEpisodes):
    """Steps / episodes (Sutton & Barto 2018, section 3.3). Whether long or short ones are better depends on the environment."""

    limits: ClassVar[tuple[float, float]] = (1.0, math.inf)

    def measure(self, outcome: Outcome) -> float | None:
        return float(outcome.predicted.mean())
