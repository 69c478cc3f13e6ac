"""The layer that is an activation by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.layers.base import LAYERS, Layer, Shape
from dltrain.types import option, page

if TYPE_CHECKING:
    import numpy as np
    import torch


@LAYERS.entry("activation")
@page
class ActivationLayer(Layer):
    """A function of each number, on its own line."""

    function: Annotated[Activation, ACTIVATIONS] = option(help="the function")

    def parameters(self, shape: Shape) -> int:
        return self.function.parameters(shape[0])

    def is_explicit(self, shape: Shape) -> bool:
        return len(shape) == 1 and self.function.explicit

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        return self.function.build(shape[0])
