from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dltrain.models.layers.base import LAYERS, Layer, Shape
from dltrain.types import option

if TYPE_CHECKING:
    import torch


@LAYERS.entry("dropout")
@dataclass(frozen=True)
class Dropout(Layer):
    """Drops each number with probability `rate` in training and divides the others by 1 - rate (Srivastava et al. 2014, JMLR 15)."""

    rate: float = option(0.5, help="the share of numbers dropped", at_least=0, below=1)

    def build(self, shape: Shape, generator: torch.Generator) -> torch.nn.Module:
        from dltrain import modules

        return modules.Dropout(self.rate)
