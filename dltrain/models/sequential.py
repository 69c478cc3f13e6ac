"""The sequential model: layers one after another, and nothing else."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from dltrain.models.architecture import Architecture
from dltrain.models.layers import LAYERS, Layer
from dltrain.types import option, page


@page
class _Layers:
    """The one list of layers of a sequential model."""

    layers: list[Annotated[Layer, LAYERS] | int] = option(
        help="the layers but the output: an integer is a dense layer of so many units; [] is a linear model",
        at_least=1,
    )
    type: Literal["sequential"] = option("sequential", help="the kind of network")


@page
class Model(Architecture, _Layers):  # in the order of their keys: what the last base declares comes first
    """The network: its layers and what they have in common."""

    has_explicit_gradients: ClassVar[bool] = True
    is_trained_by_several: ClassVar[bool] = True

    def lists(self) -> dict[str, list[Layer | int]]:
        return {"layers": self.layers}
