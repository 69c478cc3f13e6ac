"""A network over the tokens of a text."""

from __future__ import annotations

from torch import Tensor

from dltrain.modules.network import Network


class LanguageModel(Network):
    """Codes, of any integers (rows, steps) → scores of the token that follows each step (rows, steps, tokens). A text may have
    fewer steps than it was planned for; none of them is padding."""

    def forward(self, *blocks: Tensor) -> Tensor:
        x = blocks[0].long()
        for layer in self.layers:
            x = layer(x)
        scores: Tensor = self.output(x)
        return scores
