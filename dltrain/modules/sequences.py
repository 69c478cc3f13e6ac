"""Modules of (rows, steps, features)."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from dltrain.modules.batch_norm import BatchNorm1d
from dltrain.modules.dropout import Dropout
from dltrain.modules.steps import SequenceModule, padded, real


class LastAxisBatchNorm(BatchNorm1d, SequenceModule):
    """Batch norm of (rows, steps, features) over rows and their real steps; 0 behind the end of a row."""

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        if lengths is None:
            return super().forward(x.flatten(0, -2)).view_as(x)
        there = real(x, lengths)
        if x.device.type != "cpu":
            return self._without_waiting(x, ~there[..., None])
        return torch.zeros_like(x).masked_scatter(there[..., None], super().forward(x[there]).to(x.dtype))

    def _without_waiting(self, x: Tensor, blank: Tensor) -> Tensor:
        """The same where the number of real steps is not known to the host: by sums over all steps, those behind an end 0."""
        if not self.training:
            return super().forward(x.flatten(0, -2)).view_as(x).masked_fill(blank, 0.0)
        numbers, count = x.float().masked_fill(blank, 0.0), (~blank).sum()
        mean = numbers.sum((0, 1)) / count
        centred = (numbers - mean).masked_fill(blank, 0.0)
        variance = centred.square().sum((0, 1)) / count
        self._follow(mean.detach(), variance.detach() * (count / (count - 1)))
        normed = centred * (variance + self.eps).rsqrt() * self.weight + self.bias
        return normed.masked_fill(blank, 0.0).to(x.dtype)


class StepsGroupNorm(nn.GroupNorm, SequenceModule):
    """Group norm of (rows, steps, features) over each group of features of a row at all its real steps."""

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        if lengths is None:
            return super().forward(x.transpose(1, 2)).transpose(1, 2)
        grouped = x.reshape(*x.shape[:2], self.num_groups, -1)  # (rows, steps, groups, features of a group)
        there = real(x, lengths)[..., None, None]
        count = lengths[:, None, None, None] * grouped.shape[3]
        centred = grouped - (grouped * there).sum((1, 3), keepdim=True) / count
        variance = (centred.square() * there).sum((1, 3), keepdim=True) / count
        normed: Tensor = (centred * (variance + self.eps).rsqrt()).flatten(2) * self.weight + self.bias
        return normed


class OverSteps(SequenceModule):
    """A convolution or pool of (rows, channels, length), as torch has them, over (rows, steps, features).

    `reach` is how many steps its window spans, `stride` how far it moves, `padding` how many steps are added in all. It sees
    `blank` behind the end of a row. A row too short for the window leaves one step.
    """

    def __init__(self, inner: nn.Module, reach: int, stride: int, padding: int, blank: float = 0.0) -> None:
        super().__init__()
        self.inner = inner
        self.reach, self.stride, self.padding, self.blank = reach, stride, padding, blank

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        y: Tensor = self.inner(padded(x, lengths, self.blank).transpose(1, 2))
        y = y.transpose(1, 2)
        return y if lengths is None or not self.blank else padded(y, self.output_lengths(lengths), 0.0)

    def output_lengths(self, lengths: Tensor) -> Tensor:
        fitting = (lengths + self.padding - self.reach).div(self.stride, rounding_mode="floor") + 1
        return fitting.clamp(min=1)


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
        return x + self.encoding[: x.shape[1]]


class LearnedPositions(nn.Module):
    """x + P, with a learned vector P[t] for each step t (Gehring et al. 2017, arXiv:1705.03122)."""

    def __init__(self, steps: int, features: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(steps, features))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.weight[: x.shape[1]]


class AttentionPool(SequenceModule):
    """softmax(X q / √features)ᵀ X over the steps X of a row, which go, with a learned query q; what stands behind the end of a
    row has the weight 0. At q = 0 it is the mean."""

    def __init__(self, features: int) -> None:
        super().__init__()
        self.query = nn.Parameter(torch.zeros(features))

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        return (self.weights(x, lengths)[..., None] * padded(x, lengths, 0.0)).sum(1)

    def weights(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        """How much each step counts: (rows, steps, features) → (rows, steps), each row's sum 1."""
        scores = (x @ self.query / math.sqrt(x.shape[-1]))[..., None]
        return padded(scores, lengths, -math.inf)[..., 0].softmax(1)

    def output_lengths(self, lengths: Tensor) -> None:
        return None


class TransformerBlock(SequenceModule):
    """x + attention(norm(x)), then x + feed_forward(norm(x)), on (rows, steps, features) (Vaswani et al. 2017; the normalization
    first: Xiong et al. 2020, arXiv:2002.04745; else after each sum). No step attends to what stands behind the end of its row,
    nor, where it is causal, to those after it."""

    def __init__(
        self,
        features: int,
        heads: int,
        units: int,
        dropout: float,
        activation: nn.Module,
        *,
        causal: bool = False,
        norm_first: bool = True,
    ) -> None:
        super().__init__()
        self.heads, self.causal, self.norm_first = heads, causal, norm_first
        self.attention_norm = nn.LayerNorm(features)
        self.queries_keys_values = nn.Linear(features, 3 * features)
        self.attended = nn.Linear(features, features)
        self.attention_dropout = Dropout(dropout) if dropout else nn.Identity()
        self.feed_forward = nn.Sequential()
        for name, module in (
            ("norm", nn.LayerNorm(features)),
            ("hidden", nn.Linear(features, units)),
            ("activation", activation),
            ("hidden_dropout", Dropout(dropout) if dropout else nn.Identity()),
            ("output", nn.Linear(units, features)),
            ("dropout", Dropout(dropout) if dropout else nn.Identity()),
        ):
            self.feed_forward.add_module(name, module)

    def forward(self, x: Tensor, lengths: Tensor | None = None) -> Tensor:
        if not self.norm_first:
            return self._norm_last(x, lengths)
        x = x + self.attention_dropout(self.attention(self.attention_norm(x), lengths))
        y: Tensor = x + self.feed_forward(x)
        return y

    def _norm_last(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        norm, *parts = self.feed_forward
        x = self.attention_norm(x + self.attention_dropout(self.attention(x, lengths)))
        added = x
        for part in parts:
            added = part(added)
        y: Tensor = norm(x + added)
        return y

    def attention(self, x: Tensor, lengths: Tensor | None) -> Tensor:
        """softmax(QKᵀ / √(features / heads)) V, head by head: (rows, steps, features) → the same."""
        rows, steps, features = x.shape
        split = self.queries_keys_values(x).view(rows, steps, 3, self.heads, features // self.heads)
        queries, keys, values = split.permute(2, 0, 3, 1, 4)  # each (rows, heads, steps, features / heads)
        seen = None if lengths is None else real(x, lengths)[:, None, None, :]
        if seen is not None and self.causal:
            seen = seen & torch.ones(steps, steps, dtype=torch.bool, device=x.device).tril()
        mixed = functional.scaled_dot_product_attention(queries, keys, values, seen, is_causal=self.causal and seen is None)
        attended: Tensor = self.attended(mixed.transpose(1, 2).reshape(rows, steps, features))
        return attended
