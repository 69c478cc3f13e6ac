"""The torch modules that `torch.nn` does not have. Imports torch: import it only inside the bodies of builders."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor, nn


class Dropout(nn.Module):
    """Inverted dropout (Srivastava et al. 2014, JMLR 15): each number is dropped with probability `rate`, the others are
    divided by 1 - rate. The masks come from the module's own generator, seeded anew for every step, so that they are a
    function of (seed, layer, epoch, step) and not of history.
    """

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        self.generator: torch.Generator | None = None

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        mask = torch.empty_like(x).bernoulli_(1 - self.rate, generator=self.generator)
        return x * mask.div_(1 - self.rate)

    def extra_repr(self) -> str:
        return f"rate={self.rate}"


class LastAxisBatchNorm(nn.BatchNorm1d):
    """Batch norm of (rows, steps, features) over rows and steps."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.flatten(0, -2)).view_as(x)


class Inputs(nn.Module):
    """Joins the blocks of a data set into one: numbers as they are, codes through a learned embedding, side by side.

    `embeddings[i]` is (levels, dimensions) for a block of integer codes (rows,), None for a block of numbers.
    """

    def __init__(self, embeddings: list[tuple[int, int] | None], generator: torch.Generator) -> None:
        super().__init__()
        self.tables = nn.ModuleList(nn.Embedding(*shape) if shape else nn.Identity() for shape in embeddings)
        for table in self.tables:
            if isinstance(table, nn.Embedding):
                nn.init.normal_(table.weight, std=0.1, generator=generator)

    def forward(self, *blocks: Tensor) -> Tensor:
        return torch.cat([table(block) for table, block in zip(self.tables, blocks, strict=True)], dim=-1)


class Network(nn.Module):
    """Blocks of inputs → layers → scores."""

    def __init__(self, inputs: nn.Module | None, layers: list[nn.Module], output: nn.Module) -> None:
        super().__init__()
        self.inputs = inputs
        self.layers = nn.ModuleList(layers)
        self.output = output

    def forward(self, *blocks: Tensor) -> Tensor:
        x: Tensor = self.inputs(*blocks) if self.inputs is not None else blocks[0]
        for layer in self.layers:
            x = layer(x)
        scores: Tensor = self.output(x)
        return scores


def dropouts(network: nn.Module) -> Iterator[tuple[str, Dropout]]:
    """The dropout modules of a network with their names."""
    return ((name, module) for name, module in network.named_modules() if isinstance(module, Dropout))
