"""The encoder block of a transformer."""

from __future__ import annotations

from typing import Annotated

from dltrain.errors import Path
from dltrain.lazy import np, torch
from dltrain.models.activations import ACTIVATIONS, Activation, ReLU
from dltrain.models.initializers import XavierUniform
from dltrain.models.layers.base import LAYERS, SEQUENCE, Layer, Shape, ShapeError, misplaced
from dltrain.types import option, options


@LAYERS.entry("transformer")
@options
class Transformer(Layer):
    """An encoder block: x + attention(norm(x)), then x + W₂ f(W₁ norm(x) + b₁) + b₂, with attention of several heads,
    softmax(QKᵀ / √(features / heads)) V, in which every step sees every other, or, causal, itself and those before it (Vaswani et
    al. 2017, arXiv:1706.03762). The normalization comes before each part (Xiong et al. 2020, arXiv:2002.04745), so a last block
    wants layer_norm after it; with `norm_first: false`, as in the first transformers, after each sum: norm(x + attention(x)).
    Dropout acts on what each part adds and on the hidden units. Weights begin as Glorot & Bengio (2010), biases at 0. It is
    torch's TransformerEncoderLayer, but that dropout leaves the attention weights alone.

    Takes (steps, features). Without positional_encoding before it the order of the steps is not seen.
    """

    heads: int = option(help="how many heads of attention; they share the features equally", at_least=1)
    units: int = option(help="the hidden units of the feed-forward part", at_least=1)
    dropout: float = option(0.1, help="the share of numbers dropped in training", at_least=0, below=1)
    causal: bool = option(False, help="whether a step sees only itself and those before it, as a language model needs")
    norm_first: bool = option(True, help="whether the normalization comes before each part, or after its sum")
    activation: Annotated[Activation, ACTIVATIONS] = option(ReLU(), help="the function f of the hidden units")

    def sees_ahead(self) -> tuple[Path, str] | None:
        return None if self.causal else ((), "a transformer lets a step see those after it; write causal: true")

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
        return attention + feed_forward + self.activation.parameters(self.units) + 2 * 2 * features

    def build(self, shape: Shape, random: np.random.Generator) -> torch.nn.Module:
        from torch import nn

        from dltrain.modules import TransformerBlock

        activation = self.activation.build(self.units)
        block = TransformerBlock(
            shape[-1], self.heads, self.units, self.dropout, activation, causal=self.causal, norm_first=self.norm_first
        )
        with torch.no_grad():
            for module in block.modules():
                if isinstance(module, nn.Linear):
                    module.bias.zero_()
                    parts = 3 if module is block.queries_keys_values else 1
                    for part in module.weight.chunk(parts):
                        XavierUniform().fill(part, random)
        return block
