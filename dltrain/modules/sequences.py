"""Modules of (rows, steps, features)."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from dltrain.modules.dropout import Dropout


class LastAxisBatchNorm(nn.BatchNorm1d):
    """Batch norm of (rows, steps, features) over rows and steps."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.flatten(0, -2)).view_as(x)


class AlongSteps(nn.Module):
    """A module of (rows, channels, length), as torch has them, over (rows, steps, features)."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.inner(x.transpose(1, 2))
        return y.transpose(1, 2)


class PositionalEncoding(nn.Module):
    """x + P with P[t, 2i] = sin(t / 10000^(2i / features)), P[t, 2i + 1] = cos of the same (Vaswani et al. 2017, section 3.5)."""

    encoding: Tensor

    def __init__(self, steps: int, features: int) -> None:
        super().__init__()
        even = torch.arange(0, features, 2, dtype=torch.float64)
        angles = torch.arange(steps, dtype=torch.float64)[:, None] * torch.exp(-math.log(10000.0) * even / features)
        waves = torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(1)[:, :features]
        self.register_buffer("encoding", waves.float(), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.encoding


class Recurrence(nn.Module):
    """A recurrent core and what is taken of its sequence: `last` (rows, units), `mean` over the steps, or the whole `sequence`.

    Of a bidirectional core `last` is the forward state after the last step beside the backward state after the first, which is
    the last that it reads.
    """

    def __init__(self, core: nn.RNNBase, output: str) -> None:
        super().__init__()
        self.core = core
        self.output = output

    def forward(self, x: Tensor) -> Tensor:
        sequence: Tensor = self.core(x)[0]
        if self.output == "sequence":
            return sequence
        if self.output == "mean":
            return sequence.mean(1)
        if not self.core.bidirectional:
            return sequence[:, -1]
        units = self.core.hidden_size
        return torch.cat([sequence[:, -1, :units], sequence[:, 0, units:]], dim=-1)

    def extra_repr(self) -> str:
        return f"output={self.output}"


class TransformerBlock(nn.Module):
    """x + attention(norm(x)), then x + feed_forward(norm(x)), on (rows, steps, features) (Vaswani et al. 2017; the normalization
    first: Xiong et al. 2020, arXiv:2002.04745)."""

    def __init__(self, features: int, heads: int, units: int, dropout: float) -> None:
        super().__init__()
        self.heads = heads
        self.attention_norm = nn.LayerNorm(features)
        self.queries_keys_values = nn.Linear(features, 3 * features)
        self.attended = nn.Linear(features, features)
        self.attention_dropout = Dropout(dropout) if dropout else nn.Identity()
        self.feed_forward = nn.Sequential()
        for name, module in (
            ("norm", nn.LayerNorm(features)),
            ("hidden", nn.Linear(features, units)),
            ("activation", nn.ReLU()),
            ("hidden_dropout", Dropout(dropout) if dropout else nn.Identity()),
            ("output", nn.Linear(units, features)),
            ("dropout", Dropout(dropout) if dropout else nn.Identity()),
        ):
            self.feed_forward.add_module(name, module)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention_dropout(self.attention(self.attention_norm(x)))
        y: Tensor = x + self.feed_forward(x)
        return y

    def attention(self, x: Tensor) -> Tensor:
        """softmax(QKᵀ / √(features / heads)) V, head by head: (rows, steps, features) → the same."""
        rows, steps, features = x.shape
        split = self.queries_keys_values(x).view(rows, steps, 3, self.heads, features // self.heads)
        queries, keys, values = split.permute(2, 0, 3, 1, 4)  # each (rows, heads, steps, features / heads)
        mixed = functional.scaled_dot_product_attention(queries, keys, values)
        attended: Tensor = self.attended(mixed.transpose(1, 2).reshape(rows, steps, features))
        return attended
