"""The network as a whole: its inputs, its layers, its output."""

from __future__ import annotations

import itertools
from collections import OrderedDict
from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor, nn

from dltrain.modules.function import Function
from dltrain.modules.steps import Chain, call_with_lengths


class MeanEmbedding(nn.EmbeddingBag):
    """The mean of the vectors of each row's codes but 0. Exporters are given it in operators that all of them know."""

    def forward(self, codes: Tensor) -> Tensor:  # type: ignore[override]  # rows of codes alone
        if not torch.compiler.is_exporting():
            return super().forward(codes)
        there = (codes != 0).unsqueeze(-1).to(self.weight.dtype)
        vectors = nn.functional.embedding(codes, self.weight) * there
        return vectors.sum(1) / there.sum(1).clamp(min=1)


class Inputs(nn.Module):
    """Joins the blocks of a data set into one, side by side: numbers as they are, or through the layers of `branches[i]`; codes
    through a learned embedding. The vectors of a line of codes, those of a text, are averaged over all codes but 0, the padding.

    `embeddings[i]` is (levels, dimensions) for a block of integer codes, (rows,) or, where `lines[i]`, (rows, steps); None for a
    block of numbers.
    """

    def __init__(
        self,
        embeddings: list[tuple[int, int] | None],
        lines: list[bool],
        random: np.random.Generator,
        branches: Mapping[int, list[nn.Module]],
    ) -> None:
        super().__init__()
        self.tables = nn.ModuleList(
            (Chain(*pooled_first(branches[index])) if index in branches else nn.Identity())
            if not shape
            else MeanEmbedding(*shape, mode="mean", padding_idx=0)
            if line
            else nn.Embedding(*shape)
            for index, (shape, line) in enumerate(zip(embeddings, lines, strict=True))
        )
        for table in self.tables:
            if isinstance(table, nn.Embedding | nn.EmbeddingBag):
                drawn = random.standard_normal(tuple(table.weight.shape), np.float32)
                table.weight.data.copy_(torch.from_numpy(drawn).mul_(0.1))

    def forward(self, *blocks: Tensor) -> Tensor:
        return torch.cat([table(block) for table, block in zip(self.tables, blocks, strict=True)], dim=-1)


class Network(nn.Module):
    """Blocks of inputs → layers → scores. Of a lone line of codes, a text, those behind its end are 0 and do not act.

    The weights of two-dimensional convolutions lie in memory with their channels last, and so do then the pictures between
    them: on processors with vector units that takes four fifths of the time.
    """

    def __init__(self, inputs: nn.Module | None, layers: list[nn.Module], output: nn.Module) -> None:
        super().__init__()
        self.inputs = inputs
        self.layers = nn.ModuleList(pooled_first(layers))
        self.output = output
        self.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's own stubs know it for tensors alone

    def forward(self, *blocks: Tensor) -> Tensor:
        x: Tensor = self.inputs(*blocks) if self.inputs is not None else blocks[0]
        lengths = None if x.is_floating_point() else (x != 0).sum(1)
        for layer in self.layers:
            x, lengths = call_with_lengths(layer, x, lengths)
        scores: Tensor = self.output(x)
        return scores


def pooled_first(layers: list[nn.Module]) -> list[nn.Module]:
    """The same layers with the ReLU before a max pool put behind it: bit for bit the same numbers and gradients, because the
    largest stays the largest, for a quarter of the work or less."""
    reordered = list(layers)
    for index, (before, pool) in enumerate(itertools.pairwise(layers), 1):
        activation = getattr(before, "activation", None)
        if not isinstance(pool, nn.MaxPool2d) or not isinstance(activation, Function) or hasattr(before, "dropout"):
            continue
        if activation.formula.commutes_with_max:
            del before.activation
            reordered[index] = Chain(OrderedDict(pool=pool, activation=activation))
    return reordered


class Autoencoder(Network):
    """A network whose first `encoder` layers make the codes of which the others make the inputs again, as one row of numbers."""

    def __init__(self, inputs: nn.Module | None, layers: list[nn.Module], output: nn.Module, *, encoder: int) -> None:
        super().__init__(inputs, layers, output)
        self.encoder = encoder

    def codes(self, *blocks: Tensor) -> Tensor:
        """What leaves the encoder, as (rows, width)."""
        x: Tensor = self.inputs(*blocks) if self.inputs is not None else blocks[0]
        for layer in self.layers[: self.encoder]:
            x, _ = call_with_lengths(layer, x, None)
        return x.flatten(1)
