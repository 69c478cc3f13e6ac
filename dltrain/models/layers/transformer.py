"""The encoder block of a transformer."""

from __future__ import annotations

from dltrain.lazy import np, torch
from dltrain.models.initializers import XavierUniform
from dltrain.models.layers.base import LAYERS, SEQUENCE, Layer, Shape, ShapeError, misplaced
from dltrain.types import option, page


@LAYERS.entry("transformer")
@page
class Transformer(Layer):
    """An encoder block: x + attention(norm(x)), then x + W₂ relu(W₁ norm(x) + b₁) + b₂, with attention of several heads,
    softmax(QKᵀ / √(features / heads)) V, in which every step sees every other (Vaswani et al. 2017, arXiv:1706.03762); the
    normalization comes before each part (Xiong et al. 2020, arXiv:2002.04745), so a last block wants layer_norm after it.
    Dropout acts on what each part adds and on the hidden units. Weights begin as Glorot & Bengio (2010), biases at 0.

    Takes (steps, features). Without positional_encoding before it the order of the steps is not seen.
    """

    heads: int = option(help="how many heads of attention; they share the features equally", at_least=1)
    units: int = option(help="the hidden units of the feed-forward part", at_least=1)
    dropout: float = option(0.1, help="the share of numbers dropped in training", at_least=0, below=1)

    def output_shape(self, shape: Shape) -> Shape:
        if len(shape) != 2:
            raise misplaced(self, SEQUENCE, shape)
        if shape[-1] % self.heads:
            raise ShapeError(f"heads: {self.heads} does not divide {shape[-1]} features", "heads")
        return shape

    def parameters(self, shape: Shape) -> int:
        features = shape[-1]
        attention = 4 * features * (features + 1)
        feed_forward = self.units * (features + 1) + features * (self.units + 1)
        return attention + feed_forward + 2 * 2 * features

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import TransformerBlock

        block = TransformerBlock(shape[-1], self.heads, self.units, self.dropout)
        with torch.no_grad():
            for module in block.modules():
                if isinstance(module, nn.Linear):
                    module.bias.zero_()
                    parts = 3 if module is block.queries_keys_values else 1
                    for part in module.weight.chunk(parts):
                        XavierUniform().fill(part, random)
        return block
