"""The dense layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.errors import Path
from dltrain.lazy import np, torch
from dltrain.models.layers.base import LAYERS, Shape, ShapeError, WeightedLayer, block, shape_words
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.models.stages import Stage


@LAYERS.entry("dense")
@options
class Dense(WeightedLayer):
    """Every unit a weighted sum of all features and a bias: x Wᵀ + b, with W (units, features).

    Takes (features,), or (steps, features) where it acts on every step alike.
    """

    units: int = option(help="how many units", at_least=1)
    rank: ClassVar[int] = 2
    by_step: ClassVar[bool] = True

    def sees_ahead(self) -> tuple[Path, str] | None:
        if self.batch_norm:
            return ("batch_norm",), "batch_norm takes its mean over the steps of a text, those to come among them"
        return None

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) not in (1, 2):
            raise ShapeError(f"dense takes rows of features, but {shape_words(shape)} arrives here; put flatten before it")
        problem = self.initializer.problem((self.units, shape[-1])) if self.initializer else None
        if problem:
            raise ShapeError(problem, "initializer")
        return (*shape[:-1], self.units)

    def parameters(self, shape: Shape) -> int:
        return self.units * (shape[-1] + 1) + self.extra_parameters(self.units)

    def stages(self, name: str, shape: Shape) -> list[Stage] | None:
        from dltrain.models.normalized import Normalized
        from dltrain.models.stages import Affine, Dropped, activated

        if len(shape) != 1 or not self.activation.explicit:
            return None
        stages: list[Stage] = [Affine(f"{name}.linear", self.units, shape[-1], self.initializer)]
        if self.batch_norm:
            stages.append(Normalized(f"{name}.batch_norm", self.units))
        stages += activated(self.activation)
        if self.dropout:
            stages.append(Dropped(f"{name}.dropout", self.dropout))
        return stages

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import BatchNorm1d, LastAxisBatchNorm

        linear = nn.Linear(shape[-1], self.units)
        self.initialize(linear.weight, linear.bias, random)
        norm = BatchNorm1d if len(shape) == 1 else LastAxisBatchNorm
        return block({"linear": linear, **self.after_weights(self.units, norm)})
