"""What models that are fitted at once have in common in a spec: one epoch, which is the fit, and no options of steps."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from dltrain.errors import Path as KeyPath
from dltrain.models.options import ModelOptions
from dltrain.models.plan import GeneratorFor

AT_ONCE = "can never act: this model is fitted at once, not step by step"
ON_THE_CPU = "can never act: this model is fitted on the CPU"
OF_STEPS = (
    *("optimizer", "learning_rate", "learning_rate_factors", "schedule", "epochs", "batch_size", "shuffle", "accumulate"),
    *("weight_decay", "decay", "l1", "gradient_clip", "average_weights", "label_smoothing", "early_stopping", "mixup", "cutmix"),
)


class FittedOptions(ModelOptions):
    """A model that is fitted to all training rows at once."""

    inferred: ClassVar[Mapping[KeyPath, Any]] = {
        ("training", "epochs"): 1,
        ("training", "batch_size"): 32,
        ("training", "weight_decay"): 0.0,
        ("training", "learning_rate"): 0.001,
        ("training", "shuffle"): "rows",
        ("device",): "cpu",
    }
    no_rate_search: ClassVar[str] = "it has no learning rate"
    is_fitted_at_once: ClassVar[bool] = True
    keeps_last: ClassVar[bool] = True

    type: Any  # the name of the kind

    @property
    def depends_on_scale(self) -> bool:
        """Whether it finds something else where a column is told in another unit."""
        return True

    def how(self, training: Any) -> str:
        return f"{self.type.replace('_', ' ')} fitted by scikit-learn"

    def settled_training(self, training: Any) -> Any:
        """One epoch, which is the fit."""
        return dataclasses.replace(training, epochs=1) if training.epochs == "auto" else training

    def written_out(self, plan: Any, folder: Path, *, has_activation: bool) -> Any:
        return self

    def build(self, plan: Any, generator_for: GeneratorFor) -> Any:
        return None
