"""The engine of a model that is fitted at once: its one epoch is the fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dltrain.data.part import Part
from dltrain.diagnosis.health import Sample
from dltrain.lazy import NDArray
from dltrain.spec.resolve import Resolved
from dltrain.training.loop import Partial
from dltrain.training.minibatches.batches import Losses
from dltrain.training.minibatches.rows import Rows

PREFIX = "model."  # before the names of a model's arrays in a checkpoint


class FittedEngine:
    """A model in training: nothing, and after its epoch the arrays that the fit has found. `predictor` tells rows (rows, numbers)
    what the model says of them, once it is fitted; `notices` are what the fit found out of the ordinary."""

    device = "cpu"
    steps_per_epoch = 1

    def __init__(self, resolved: Resolved, rows: Rows) -> None:
        self.resolved, self.rows = resolved, rows
        self.step = 0
        self.partial: Partial = {}
        self.samples: list[Sample] = []
        self.notices: list[str] = []
        self._arrays: dict[str, NDArray[Any]] = {}
        self.predictor: Any = None

    def fit(self) -> Mapping[str, NDArray[Any]]:
        """The arrays of the model that fits the training rows, by name."""
        raise NotImplementedError

    def predictor_of(self, arrays: Mapping[str, NDArray[Any]]) -> Any:
        """What tells rows what a model of these arrays, as they are called in a checkpoint, says of them. Raises Misfit."""
        raise NotImplementedError

    def load(self, part: Part) -> Rows:
        """A split as the one matrix that the model takes."""
        raise NotImplementedError

    def losses(self) -> Losses:
        """What the record of the epoch says of the training rows."""
        return {}

    def epoch(self, epoch: int, rate_at: Callable[[int], float], pausing: Callable[[], bool]) -> Losses | None:
        """Fits the model; None where `pausing` had it not begin. A second epoch finds what the first has found."""
        if pausing():
            return None
        self._take({f"{PREFIX}{name}": array for name, array in self.fit().items()})
        self.step += 1
        return self.losses()

    def _take(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self.predictor = self.predictor_of(arrays)
        self._arrays = dict(arrays)

    def sample_steps(self, due: frozenset[int]) -> None:
        """Nothing is sampled: there are no layers."""

    def scores(self, rows: Rows) -> Any:
        """What the model says of rows."""
        assert self.predictor is not None
        return self.predictor(rows.inputs[0])

    def snapshot(self) -> Mapping[str, NDArray[Any]]:
        return dict(self._arrays)

    def restore(self, state: Mapping[str, NDArray[Any]], step: int, partial: Partial) -> None:
        if step:
            self._take(state)
        self.step, self.partial = step, dict(partial)
