"""Reshape and permute: the same numbers, arranged anew."""

from __future__ import annotations

from dltrain.errors import Path
from dltrain.lazy import np, torch
from dltrain.models.layers.base import LAYERS, Layer, Shape, ShapeError, shape_words, size
from dltrain.types import option, options


@LAYERS.entry("reshape")
@options
class Reshape(Layer):
    """All numbers of a row in their order, arranged in another shape, the last axis running fastest."""

    shape: list[int] = option(help="the new lengths of the axes, without rows, such as [1, 28, 28]", at_least=1)

    def problems(self) -> list[tuple[Path, str]]:
        return [] if self.shape else [(("shape",), "'shape' has no axes; expected lengths such as [1, 28, 28]")]

    def output_shape(self, shape: Shape) -> Shape:
        new = tuple(self.shape)
        if size(new) != size(shape):
            raise ShapeError(f"{shape_words(new)} holds {size(new)} numbers, but {_described(shape)} here", "shape")
        return new

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain import modules

        return modules.Reshape(self.shape)


def _described(shape: Shape) -> str:
    return f"{shape_words(shape)} = {size(shape)} arrive" if len(shape) > 1 else f"{shape_words(shape)} arrive"


@LAYERS.entry("permute")
@options
class Permute(Layer):
    """The axes in another order: axis i of what leaves is axis `order[i]` of what arrives. [1, 0] turns (steps, features) into
    (features, steps), so that each column of a time series is seen by itself."""

    order: list[int] = option(help="the axes that arrive, from 0 and without rows, in their new order", at_least=0)

    def problems(self) -> list[tuple[Path, str]]:
        if self.order and sorted(self.order) == list(range(len(self.order))):
            return []
        return [(("order",), f"'order' must name each axis from 0 once, such as [1, 0], not {self.order}")]

    def output_shape(self, shape: Shape) -> Shape:
        if len(self.order) != len(shape):
            axes = f"{len(shape)} ax{'i' if len(shape) == 1 else 'e'}s"
            raise ShapeError(f"'order' names {len(self.order)} axes, but {shape_words(shape)} with {axes} arrives here", "order")
        return tuple(shape[axis] for axis in self.order)

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain import modules

        return modules.Permute(self.order)
