"""The training of a language model: windows over a text, made of its tokens step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn

from dltrain.kinds.language_model.measure import scoring_of
from dltrain.randomness import numpy_generator, row_order
from dltrain.training.autograd.engine import AutogradEngine
from dltrain.training.measuring.scoring import Scoring
from dltrain.training.minibatches.batches import Border, Settings
from dltrain.training.minibatches.feed import Feed
from dltrain.training.minibatches.rows import Rows


class WindowFeed(Feed):
    """The windows of an epoch lie one behind the other from a beginning of the epoch's own, one of the first `context` tokens,
    and come in an order of its own. The last one is moved back to where the text ends, so that every epoch has as many."""

    def __init__(self, networks: Sequence[nn.Module], rows: Rows, settings: Settings, device: str) -> None:
        super().__init__(networks, rows, settings, device)
        (inputs,) = rows.inputs
        self.count, self.context = inputs.shape
        self.tokens = torch.cat([inputs.reshape(-1), rows.targets[-1, -1:]])
        self.reach = torch.arange(self.context + 1, device=device)
        self._begins: tuple[int, Tensor] = (0, self.reach)

    def rows_at(self, epoch: int, border: Border) -> Rows:
        """The windows of an epoch between two indices in its order."""
        if self._begins[0] != epoch:
            self._begins = epoch, self._of_epoch(epoch)
        start, stop = border
        windows = self.tokens[self._begins[1][start:stop, None] + self.reach].long()
        return Rows(self.in_order.rows.xp, (windows[:, :-1],), windows[:, 1:], None, stop - start)

    def _of_epoch(self, epoch: int) -> Tensor:
        """Where each window of an epoch begins, in the order in which they come: int64 (windows,)."""
        seed = self.settings.seed
        shift = int(numpy_generator(seed, "beginning of windows", epoch).integers(self.context))
        begins: Tensor = torch.from_numpy(row_order(seed, epoch, self.count)) * self.context + shift
        return begins.clamp(max=len(self.tokens) - 1 - self.context).to(self.device)


class LanguageEngine(AutogradEngine):
    """A language model in training, whose scores are those of `measure.scoring_of`."""

    feed_of: ClassVar[type[Feed]] = WindowFeed

    def scoring_for(self, splits: Sequence[Rows], shares: int) -> Scoring:
        return scoring_of(self.network, self.arithmetic, self.objective.classes, splits, shares)
