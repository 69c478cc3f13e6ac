"""What a training has shown so far, as the checks take it."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dltrain.diagnosis.given import Given
from dltrain.diagnosis.reference import Reference
from dltrain.lazy import NDArray, np

if TYPE_CHECKING:
    from dltrain.diagnosis.health import Sample
    from dltrain.runs.history import History
    from dltrain.runs.summary import BySplit

TAIL = 0.1  # of the epochs, whose median is where a loss ends
MIN_EPOCHS = 3  # epochs of it


@dataclass(frozen=True)
class Coverage:
    """How much of the training rows' kinds a generator makes: `reached` of `clusters`, and the share of their variance."""

    reached: int
    clusters: int
    variance: float


def nothing() -> None:
    """What a plain reference makes of no rows."""


@dataclass(frozen=True)
class Course:
    """A training as far as it has come. `health` is what was sampled of its layers.

    `constant_loss` is the loss on the training rows of the best answer that is the same for all of them, None where there is
    none. Losses are held against each other above `floor`, the least that the loss can be for these targets; `recorded` is
    the way back.
    What is only known at the end: `status` (empty before), `measured` with the best weights, `matrices`, a confusion matrix a
    split, `nearest`, which finds what a plain reference makes of the same rows, and of a generator its `coverage`.
    Of several networks it is one's course, `whose` says which, and `others` are those of the rest that were sampled.
    """

    given: Given
    history: History
    constant_loss: float | None = None
    status: str = ""
    measured: BySplit = field(default_factory=dict)
    matrices: Mapping[str, Any] = field(default_factory=dict)
    nearest: Callable[[], Reference | None] = nothing
    health: Sequence[Sample] = ()
    coverage: Coverage | None = None
    whose: str = ""
    others: Sequence[Course] = ()

    @functools.cached_property
    def reference(self) -> Reference | None:
        """What a plain reference makes of the same rows. Takes a while: ask last."""
        return self.nearest()

    @property
    def epochs(self) -> int:
        """How many epochs were recorded."""
        return len(self.history)

    @property
    def has_ended(self) -> bool:
        """Whether training went as far as it was to go."""
        return self.status in ("completed", "stopped_early")

    @functools.cached_property
    def floor(self) -> float:
        """The loss on the training rows of a network that is never wrong: 0 of most losses."""
        targets, task = self.given.dataset.train.target, self.given.dataset.encoding.task
        return self.given.resolved.loss.least(targets) if task.is_regression or task.is_multitask else 0.0

    @property
    def constant(self) -> float | None:
        """The loss of the best answer that is the same for all training rows, above the floor."""
        return None if self.constant_loss is None else self.constant_loss - self.floor

    @functools.cached_property
    def unknowing(self) -> float | None:
        """The loss of an answer that knows not even how often each class is there, which is about where a network begins: ln K of
        K classes. Else, and where it is less, that of the best answer for all rows."""
        task, loss = self.given.dataset.encoding.task, self.given.resolved.loss
        if self.constant is None or not (task.has_classes and loss.on_scores and loss.of_probabilities):
            return self.constant
        return max(self.constant, math.log(max(2, len(self.given.dataset.encoding.labels))))

    def measured_loss(self, split: str) -> float | None:
        """The loss of a part with the best weights, above the floor; None where it was not measured."""
        loss = self.measured.get(split, {}).get("loss")
        return None if loss is None else loss - self.floor

    def recorded(self, loss: float) -> float:
        """A loss as the records have it."""
        return loss + self.floor

    @functools.cached_property
    def train(self) -> NDArray[np.float64]:
        """The training loss of each epoch above the floor, NaN where it is none: (epochs,)."""
        return self._column("train_loss")

    @functools.cached_property
    def validation(self) -> NDArray[np.float64]:
        """The validation loss of each epoch above the floor, NaN where it is none: (epochs,), or (0,) without validation rows."""
        return self._column("validation_loss")

    @functools.cached_property
    def end(self) -> float:
        """Where the training loss ends: the median of its last tenth."""
        return ending(self.train)

    @property
    def rate(self) -> float:
        """The learning rate that the spec asks for."""
        return float(self.given.resolved.experiment.training.learning_rate)

    @property
    def usual(self) -> float:
        """The learning rate that the optimizer's authors, or its libraries, give as the default."""
        return self.given.resolved.experiment.training.optimizer.default_learning_rate

    @property
    def learns_by_loss(self) -> bool:
        """Whether the losses can be held against that of a constant answer."""
        return self.constant is not None and self.constant > 0 and self.epochs > 0

    def learned(self, loss: float) -> float:
        """The share of the constant answer's loss that a loss has taken away; below 0 where it is worse. Raises ValueError
        where there is no constant answer."""
        if self.constant is None:
            raise ValueError("there is no constant answer")
        return 1 - loss / self.constant

    def _column(self, name: str) -> NDArray[np.float64]:
        return np.array(self.history.column(name), np.float64) - self.floor


def ending(losses: NDArray[np.float64]) -> float:
    """Where a loss ends: the median of its last tenth, of three epochs at least; NaN where there is none."""
    count = max(MIN_EPOCHS, int(len(losses) * TAIL))
    return float(np.median(losses[-count:])) if len(losses) else float("nan")
