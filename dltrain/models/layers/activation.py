"""The layer that is an activation by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar

from dltrain.lazy import np, torch
from dltrain.models.activations import ACTIVATIONS, Activation
from dltrain.models.layers.base import LAYERS, Layer, Shape
from dltrain.types import option, options

if TYPE_CHECKING:
    from dltrain.models.stages import Stage


@LAYERS.entry("activation")
@options
class ActivationLayer(Layer):
    """A function of each number, on its own line."""

    by_step: ClassVar[bool] = True

    function: Annotated[Activation, ACTIVATIONS] = option(help="the function")

    def parameters(self, shape: Shape) -> int:
        return self.function.parameters(shape[0])

    def stages(self, name: str, shape: Shape) -> list[Stage] | None:
        from dltrain.models.stages import activated

        return activated(self.function) if len(shape) == 1 and self.function.explicit else None

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        return self.function.build(shape[0])
