"""The training rows on their way to a network that torch differentiates."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import torch
from torch import nn

from dltrain.modules import seeded
from dltrain.randomness import seed_of, step_key
from dltrain.training.minibatches.augmenting import Augmenting
from dltrain.training.minibatches.batches import Border, Settings, cuts_of, share_of
from dltrain.training.minibatches.order import in_order
from dltrain.training.minibatches.rows import Rows


class Feed:
    """The training rows on their way to the network, or to those that take a share of each batch: every epoch in an order of its
    own, dropout seeded for each step."""

    def __init__(self, networks: Sequence[nn.Module], rows: Rows, settings: Settings, device: str) -> None:
        self.settings, self.device = settings, device
        normalized = any(isinstance(module, nn.modules.batchnorm._BatchNorm) for module in networks[0].modules())
        self.cuts = cuts_of(rows.count, settings, normalized)
        self.borders = self.cuts.steps
        rows = rows.slice(0, rows.count) if len(self.borders) == 1 else rows
        self.shares = len(networks)
        shares = 1 if settings.augment or settings.mixing else self.shares
        self.in_order = in_order(rows, [settings.seed], settings.shuffle, steps=len(self.borders), shares=shares)
        self.augmenting = Augmenting(settings.augment, rows, settings.seed, device)
        self.seeded = [list(seeded(network)) for network in networks]
        self._keys: tuple[int, list[int]] = (0, [])

    def batches(self, epoch: int, first: int = 0) -> Iterator[Rows]:
        """All rows once, a step's at a time, from a step of the epoch on."""
        for number in range(first, len(self.borders)):
            yield self.batch(epoch, number)

    def batch(self, epoch: int, number: int, share: int = 0, within: int = 0, *, fills: bool = False) -> Rows:
        """The rows of a batch within a step of an epoch, or a share of them, and what the network of the share is to draw. With
        `fills` an empty share has a row of weight 0."""
        whole = self.cuts.batches[number][within]
        start, stop = share_of(whole, share, self.shares)
        if fills and start == stop:
            row = self._rows(epoch, number, within, whole, (start, start + 1))
            return dataclasses.replace(row, weights=torch.zeros(1, device=self.device), mixed=None)
        if self._keys[0] != epoch:
            self._keys = epoch, [seed_of(self.settings.seed, f"dropout {name}", epoch) for name, _ in self.seeded[0]]
        for (_, module), key in zip(self.seeded[share], self._keys[1], strict=True):
            module.key, module.first = step_key(key, number), start - self.borders[number][0]
            module.batch = (start - whole[0], whole[1] - whole[0]) if self.shares > 1 else None
        return self._rows(epoch, number, within, whole, (start, stop))

    def _rows(self, epoch: int, number: int, within: int, whole: Border, own: Border) -> Rows:
        """Some rows of a batch within a step of an epoch."""
        settings, drawn = self.settings, number * self.settings.accumulate + within
        if not settings.augment and not settings.mixing:
            return self.rows_at(epoch, own)
        batch, border = self.in_order.batch(epoch, whole), (own[0] - whole[0], own[1] - whole[0])
        if settings.augment:
            batch = self.augmenting.of(batch, epoch, drawn)
        if settings.mixing:
            mixture = settings.mixing.draw(settings.seed, epoch, drawn, batch.count, batch.inputs[0].shape[2:])
            return mixture.of(batch, *border)
        return batch if self.shares == 1 else batch.slice(*border)

    def rows_at(self, epoch: int, border: Border) -> Rows:
        """The rows of an epoch between two indices in its order."""
        return self.in_order.batch(epoch, border)
