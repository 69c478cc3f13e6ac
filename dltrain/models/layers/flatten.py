"""The layer that makes one row of numbers of an array."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dltrain.lazy import np, torch
from dltrain.models.layers.base import LAYERS, Layer, Shape, size

if TYPE_CHECKING:
    from dltrain.models.stages import Stage


@LAYERS.entry("flatten")
@dataclass(frozen=True)
class Flatten(Layer):
    """All numbers of a row in one line: (channels, height, width) becomes (channels · height · width,)."""

    def output_shape(self, shape: Shape) -> Shape:
        return (size(shape),)

    def stages(self, name: str, shape: Shape) -> list[Stage] | None:
        return []

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain.modules import Reshape

        return Reshape((size(shape),))
