"""Whether the difference between runs is more than luck. This is the room's one door.

What imports numpy is imported where it is used: `bootstrap`, `blocks` and `mcnemar`.
"""

from __future__ import annotations

from dltrain.statistics.comparison import Comparison, holm, mean_and_deviation, p_in_words
from dltrain.statistics.power import more_needed, needed, power
from dltrain.statistics.student import Measure, Spread, paired_t, resampled_t, spread, welch_t
from dltrain.statistics.words import in_words

__all__ = [
    "Comparison",
    "Measure",
    "Spread",
    "holm",
    "in_words",
    "mean_and_deviation",
    "more_needed",
    "needed",
    "p_in_words",
    "paired_t",
    "power",
    "resampled_t",
    "spread",
    "welch_t",
]
