"""Learned vectors for codes, and the places of steps made visible."""

from __future__ import annotations

from dataclasses import field
from typing import ClassVar

from dltrain.lazy import np, torch
from dltrain.models.initializers import Normal
from dltrain.models.layers.base import LAYERS, SEQUENCE, Layer, Shape, ShapeError, misplaced, shape_words, size
from dltrain.types import option, options


@LAYERS.entry("embedding")
@options
class Embedding(Layer):
    """A learned vector for each code: row i of a table (levels, dimensions) for code i. The table begins N(0, 0.1²) (Bengio et
    al. 2003, A neural probabilistic language model). The vector of code 0, the padding behind a text, is and stays 0.

    Takes codes (steps,), makes (steps, dimensions). It comes first in the network; `levels`, how many codes there are, is no
    option: it comes from the data (see `sequential.plan`). In a language model there is no padding, and code 0 is a token that
    is not in the vocabulary, with a vector like the others.
    """

    by_step: ClassVar[bool] = True

    dimensions: int = option(help="how many numbers stand for a code", at_least=1)
    levels: int = field(default=0, kw_only=True, compare=False)
    padded: bool = field(default=True, kw_only=True, compare=False)

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

        table = nn.Embedding(self.levels, self.dimensions, padding_idx=0 if self.padded else None)
        Normal(std=0.1).fill(table.weight, random)
        if self.padded:
            nn.init.zeros_(table.weight[0])
        return table


@LAYERS.entry("positional_encoding")
@options
class PositionalEncoding(Layer):
    """Adds to feature 2i of step t sin(t / 10000^(2i / features)), to feature 2i + 1 the cosine of the same (Vaswani et al. 2017,
    arXiv:1706.03762, section 3.5); or, learned, a vector of its own for each step, which begins N(0, 0.1²) (Gehring et al. 2017,
    arXiv:1705.03122)."""

    by_step: ClassVar[bool] = True

    learned: bool = option(False, help="whether the vectors of the steps are learned, rather than sines and cosines")

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 2:
            raise misplaced(self, SEQUENCE, shape)
        return shape

    def parameters(self, shape: Shape) -> int:
        return size(shape) if self.learned else 0

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from dltrain import modules

        if not self.learned:
            return modules.PositionalEncoding(*shape)
        positions = modules.LearnedPositions(*shape)
        Normal(std=0.1).fill(positions.weight, random)
        return positions
