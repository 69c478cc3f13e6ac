"""What a training has shown so far, as the checks take it."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dltrain.diagnosis.given import Given
from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from dltrain.runs.summary import BySplit


@dataclass(frozen=True)
class Coverage:
    """How much of the training rows' kinds a generator makes: `reached` of `clusters`, and the share of their variance."""

    reached: int
    clusters: int
    variance: float


@dataclass(frozen=True)
class Course:
    """A training as far as it has come.

    `records` are those of its epochs; `constant` is the loss on the training rows of the best answer that is the same for all of
    them, None where there is none. What is only known at the end: `status` (empty before), `measured` with the best weights,
    `matrices`, a confusion matrix a split, and of a generator its `coverage`.
    """

    given: Given
    records: Sequence[Mapping[str, Any]]
    constant: float | None = None
    status: str = ""
    measured: BySplit = field(default_factory=dict)
    matrices: Mapping[str, Any] = field(default_factory=dict)
    coverage: Coverage | None = None

    @property
    def epochs(self) -> int:
        """How many epochs were recorded."""
        return len(self.records)

    @property
    def has_ended(self) -> bool:
        """Whether training went as far as it was to go."""
        return self.status in ("completed", "stopped_early", "diverged")

    @functools.cached_property
    def train(self) -> NDArray[np.float64]:
        """The training loss of each epoch, NaN where it is none: (epochs,)."""
        return self._column("train_loss")

    @functools.cached_property
    def validation(self) -> NDArray[np.float64]:
        """The validation loss of each epoch, NaN where there is none: (epochs,)."""
        return self._column("validation_loss")

    @functools.cached_property
    def rates(self) -> NDArray[np.float64]:
        """The learning rate of each epoch: (epochs,)."""
        return self._column("learning_rate")

    def _column(self, name: str) -> NDArray[np.float64]:
        values = [record.get(name) for record in self.records]
        return np.array([math.nan if value is None else float(value) for value in values])
