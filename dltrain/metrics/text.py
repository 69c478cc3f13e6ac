"""How well the next token of a text is predicted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar

from dltrain.lazy import np
from dltrain.metrics.base import METRICS, Direction, Outcome, ProbabilityMetric
from dltrain.tasks import Task
from dltrain.types import options

if TYPE_CHECKING:
    from dltrain.metrics.base import Array


@METRICS.entry("bits_per_character")
@options
class BitsPerCharacter(ProbabilityMetric):
    """-Σ log₂ p of the true tokens / the characters of the text, whatever its tokens are: what an ideal compressor of it would
    need (Shannon 1951, Prediction and entropy of printed English)."""

    tasks: ClassVar[frozenset[Task]] = frozenset({Task.LANGUAGE_MODELING})
    direction: ClassVar[Direction] = "min"
    limits: ClassVar[tuple[float, float]] = (0.0, math.inf)

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        if not outcome.characters:
            return None
        return -float(np.log2(probabilities).sum()) / outcome.characters


@METRICS.entry("perplexity")
@options
class Perplexity(ProbabilityMetric):
    """exp(-mean ln p) of the true tokens: among how many equally likely ones it is chosen, as it were (Jelinek et al. 1977,
    J. Acoust. Soc. Am. 62). It depends on what a token is."""

    tasks: ClassVar[frozenset[Task]] = frozenset({Task.LANGUAGE_MODELING})
    direction: ClassVar[Direction] = "min"
    limits: ClassVar[tuple[float, float]] = (1.0, math.inf)

    def of_probabilities(self, outcome: Outcome, probabilities: Array) -> float | None:
        return float(np.exp(-np.log(probabilities).mean()))
