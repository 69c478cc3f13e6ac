"""What classical models have in common in a spec: they are fitted at once, by scikit-learn, to the rows as they are encoded."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from dltrain.errors import Path as KeyPath
from dltrain.errors import Problem
from dltrain.lazy import NDArray, np
from dltrain.losses import Loss
from dltrain.models.activations import Activation
from dltrain.models.classical.plan import FittedPlan
from dltrain.models.page import ModelPage
from dltrain.models.plan import GeneratorFor, NetworkPlan
from dltrain.tasks import Task

if TYPE_CHECKING:
    from dltrain.data.encoding.encoding import Encoding

AT_ONCE = "can never act: this model is fitted at once, not step by step"
OF_STEPS = (
    *("optimizer", "learning_rate", "learning_rate_factors", "schedule", "epochs", "batch_size", "shuffle", "accumulate"),
    *("weight_decay", "decay", "l1", "gradient_clip", "average_weights", "label_smoothing", "early_stopping", "mixup", "cutmix"),
)


class ClassicalPage(ModelPage):
    """A model that scikit-learn fits to all training rows at once; an epoch is the fit."""

    unused: ClassVar[Mapping[KeyPath, str]] = {
        **{("training", key): AT_ONCE for key in OF_STEPS},
        ("data", "window"): "does not go with a classical model: its steps would be columns without an order",
        ("data", "augment"): "does not go with a classical model, which sees each row once",
        ("ensemble",): "does not go with a classical model; type: forest is an ensemble of trees",
    }
    inferred: ClassVar[Mapping[KeyPath, Any]] = {
        ("training", "epochs"): 1,
        ("training", "batch_size"): 32,
        ("training", "weight_decay"): 0.0,
        ("training", "learning_rate"): 0.001,
        ("training", "shuffle"): "rows",
    }
    no_rate_search: ClassVar[str] = "it has no learning rate"
    is_fitted_at_once: ClassVar[bool] = True
    keeps_last: ClassVar[bool] = True
    takes_sparse: ClassVar[bool] = True  # whether a matrix of counted words may leave out its zeros
    takes: ClassVar[str] = ""  # `classes` or `values` where it predicts nothing else

    type: Any  # the name of the kind

    def how(self, training: Any) -> str:
        return f"{self.type.replace('_', ' ')} fitted by scikit-learn"

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

    def settled_training(self, training: Any) -> Any:
        """One epoch, which is the fit."""
        return dataclasses.replace(training, epochs=1) if training.epochs == "auto" else training

    def written_out(self, plan: Any, folder: Path, *, has_activation: bool) -> Any:
        return self

    def build(self, plan: Any, generator_for: GeneratorFor) -> Any:
        return None
