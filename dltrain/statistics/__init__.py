"""Whether the difference between runs is more than luck. This is the room's one door."""

from __future__ import annotations

from dltrain.statistics.bootstrap import compare_errors
from dltrain.statistics.comparison import Comparison, holm, mean_and_deviation
from dltrain.statistics.mcnemar import McNemar, compare_classes, mcnemar

__all__ = ["Comparison", "McNemar", "compare_classes", "compare_errors", "holm", "mcnemar", "mean_and_deviation"]
