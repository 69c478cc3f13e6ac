"""What classical models have in common in a spec: they are fitted at once, by scikit-learn, to the rows as they are encoded."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from dltrain.errors import Path as KeyPath
from dltrain.errors import Problem
from dltrain.lazy import NDArray, np
from dltrain.losses import Loss
from dltrain.models.activations import Activation
from dltrain.models.classical.fitted import AT_ONCE, OF_STEPS, ON_THE_CPU, FittedOptions
from dltrain.models.classical.plan import FittedPlan
from dltrain.models.plan import NetworkPlan
from dltrain.tasks import Task

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding


class ClassicalOptions(FittedOptions):
    """A model that scikit-learn fits to all training rows at once; an epoch is the fit."""

    unused: ClassVar[Mapping[KeyPath, str]] = {
        **{("training", key): AT_ONCE for key in OF_STEPS},
        ("data", "window"): "does not go with a classical model: its steps would be columns without an order",
        ("data", "augment"): "does not go with a classical model, which sees each row once",
        ("device",): ON_THE_CPU,
        ("ensemble",): "does not go with a classical model; type: forest is an ensemble of trees",
    }
    takes_sparse: ClassVar[bool] = True  # whether a matrix of counted words may leave out its zeros
    takes: ClassVar[str] = ""  # `classes` or `values` where it predicts nothing else

    def problems(self) -> list[Iterator[Problem]]:
        return []

    def plan(self, encoding: Encoding, units: int, activation: Activation, scale: str) -> NetworkPlan:
        inputs = sum(math.prod(block.shape) if block.levels is None else block.levels for block in encoding.blocks)
        return FittedPlan(self.type, inputs, units)

    def target_problems(self, target: NDArray[np.generic], form: Task, loss: Loss) -> Iterator[Problem]:
        """A model of classes on values, or the other way round; options that need more rows."""
        if self.takes == "classes" and form.is_regression:
            yield Problem(("model", "type"), f"'{self.type}' predicts classes, and the target is a number; write type: linear")
        if self.takes == "values" and not form.is_regression:
            yield Problem(("model", "type"), f"'{self.type}' predicts numbers, and the target is a class; write type: logistic")
        if problem := self.problem(len(target)):  # type: ignore[attr-defined]  # of the options that a baseline has, too
            yield Problem(("model", problem[0]), problem[1])
