"""Learned vectors for codes, and the places of steps made visible."""

from __future__ import annotations

from dataclasses import field

from dltrain.lazy import np, torch
from dltrain.models.initializers import Normal
from dltrain.models.layers.base import LAYERS, SEQUENCE, Layer, Shape, ShapeError, misplaced, shape_words
from dltrain.types import option, page


@LAYERS.entry("embedding")
@page
class Embedding(Layer):
    """A learned vector for each code: row i of a table (levels, dimensions) for code i. The table begins N(0, 0.1²) (Bengio et
    al. 2003, A neural probabilistic language model). The vector of code 0, the padding behind a text, is and stays 0.

    Takes codes (steps,), makes (steps, dimensions). It comes first in the network; `levels`, how many codes there are, is no
    option: it comes from the data (see `sequential.plan`).
    """

    dimensions: int = option(help="how many numbers stand for a code", at_least=1)
    levels: int = field(default=0, kw_only=True, compare=False)

    def output_shape(self, shape: Shape) -> Shape:
        if not self.levels:
            raise ShapeError("embedding takes the codes of a text, as the first of the layers, but numbers arrive here")
        if len(shape) != 1:
            raise ShapeError(f"embedding takes one line of codes, but {shape_words(shape)} arrives here")
        return (*shape, self.dimensions)

    def parameters(self, shape: Shape) -> int:
        return self.levels * self.dimensions

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        table = nn.Embedding(self.levels, self.dimensions, padding_idx=0)
        Normal(std=0.1).fill(table.weight, random)
        nn.init.zeros_(table.weight[0])
        return table


@LAYERS.entry("positional_encoding")
@page
class PositionalEncoding(Layer):
    """Adds to feature 2i of step t sin(t / 10000^(2i / features)), to feature 2i + 1 the cosine of the same (Vaswani et al. 2017,
    arXiv:1706.03762, section 3.5)."""

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 2:
            raise misplaced(self, SEQUENCE, shape)
        return shape

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain import modules

        return modules.PositionalEncoding(*shape)
