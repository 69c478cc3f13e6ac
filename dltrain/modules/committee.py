"""Several networks that answer as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from dltrain.modules.network import Network


class Committee(Network):
    """Networks side by side: blocks of inputs → the scores of each → outputs of each → one set of scores.

    outputs_of: scores to outputs; combined: outputs (members, rows, columns) to scores (rows, units). It is not for training.
    """

    def __init__(
        self, members: Sequence[Network], outputs_of: Callable[[Tensor], Tensor], combined: Callable[[Tensor], Tensor]
    ) -> None:
        super().__init__(None, list(members), nn.Identity())
        self.outputs_of, self.combined = outputs_of, combined
        self.requires_grad_(False)

    def forward(self, *blocks: Tensor) -> Tensor:
        return self.combined(torch.stack([self.outputs_of(member(*blocks).float()) for member in self.layers]))
