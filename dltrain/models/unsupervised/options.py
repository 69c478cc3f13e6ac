"""What models that learn without answers have in common in a spec: they are fitted at once to all training rows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.errors import Path as KeyPath
from dltrain.errors import Problem, SpecError
from dltrain.losses.errors import MeanSquaredError
from dltrain.models.activations import Activation
from dltrain.models.classical.fitted import AT_ONCE, OF_STEPS, ON_THE_CPU, FittedOptions
from dltrain.models.classical.plan import FittedPlan
from dltrain.models.plan import NetworkPlan

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding

NO_ANSWERS = "can never act: this model learns without answers"
SINGLE_ROWS = "does not go with a model of single rows"


class UnsupervisedOptions(FittedOptions):
    """A model of the rows themselves, which is fitted to all training rows at once; an epoch is the fit. A column that is named
    as target is left out of it, and stands beside what it finds."""

    unused: ClassVar[Mapping[KeyPath, str]] = {
        **{("training", key): AT_ONCE for key in OF_STEPS},
        **{("training", key): NO_ANSWERS for key in ("loss", "class_weights")},
        ("data", "missing_target"): f"{NO_ANSWERS}, and keeps rows whose target is blank",
        ("data", "weight"): "does not go with a model of rows that count alike",
        ("data", "window"): SINGLE_ROWS,
        ("data", "group"): SINGLE_ROWS,
        ("data", "augment"): SINGLE_ROWS,
        ("device",): ON_THE_CPU,
        ("precision",): "can never act: this model is fitted in float64",
        ("threshold",): "can never act: this model tells no classes apart",
        ("baselines",): "can never act: baselines give answers, and this model learns without any",
        ("ensemble",): "does not go with a model that learns without answers",
    }
    inferred: ClassVar[Mapping[KeyPath, Any]] = {
        **FittedOptions.inferred,
        ("training", "loss"): MeanSquaredError(),
        ("data", "missing_target"): "error",
    }
    keeps_target: ClassVar[bool] = True

    @property
    def data_depends_on(self) -> object:
        return "beside"

    def problems(self) -> list[Iterator[Problem]]:
        return []

    def plan(self, encoding: Encoding, units: int, activation: Activation, scale: str) -> NetworkPlan:
        if vectors := [block.name for block in encoding.blocks if block.levels is not None]:
            message = f"{self.type} takes numbers, but '{vectors[0]}' is words or learned vectors; exclude it, or write "
            raise SpecError([Problem(("data", "columns", vectors[0]), f"{message}encoding: one_hot for a category", at_key=True)])
        inputs = sum(math.prod(block.shape) for block in encoding.blocks)
        return FittedPlan(self.type, inputs, 0)
