"""How well a policy acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dltrain.data.part import Part
from dltrain.kinds.policy.play import Played
from dltrain.metrics import Metric, Outcome
from dltrain.tasks import Task
from dltrain.training.measuring.measure import metric_values


@dataclass(frozen=True)
class PolicyMeasure:
    """Measures episodes that were played."""

    metrics: Sequence[Metric]

    def measure(self, scores: Any, rows: Any, part: Part) -> dict[str, float | None]:
        """Every metric of `scores`, which is what was `Played`."""
        played: Played = scores
        return metric_values(self.metrics, Outcome(Task.CONTROL, played.returns, played.lengths))
