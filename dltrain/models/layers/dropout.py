"""Dropout of single numbers, and of whole channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from dltrain.lazy import np, torch
from dltrain.models.layers.base import LAYERS, PICTURE, SEQUENCE, Layer, Shape, ShapeError, shape_words
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.models.stages import Stage


@LAYERS.entry("dropout")
@options
class Dropout(Layer):
    """Drops each number with probability `rate` in training and divides the others by 1 - rate (Srivastava et al. 2014, JMLR
    15)."""

    by_step: ClassVar[bool] = True

    rate: float = option(0.5, help="the share of numbers dropped", at_least=0, below=1)

    def stages(self, name: str, shape: Shape) -> list[Stage] | None:
        from dltrain.models.stages import Dropped

        if len(shape) != 1:
            return None
        return [Dropped(name, self.rate)] if self.rate else []

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain import modules

        return modules.Dropout(self.rate)


@LAYERS.entry("spatial_dropout")
@options
class SpatialDropout(Layer):
    """Drops whole channels, at all steps or pixels at once, and divides the others by 1 - rate (Tompson et al. 2015,
    arXiv:1411.4280)."""

    by_step: ClassVar[bool] = True

    rate: float = option(0.5, help="the share of channels dropped", at_least=0, below=1)

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) not in (2, 3):
            takes = f"{SEQUENCE} or {PICTURE}"
            raise ShapeError(f"spatial_dropout takes {takes}, but {shape_words(shape)} arrives here; dropout takes any shape")
        return shape

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain import modules

        return modules.SpatialDropout(self.rate)
