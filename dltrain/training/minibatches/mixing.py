"""Rows mixed with others of their batch: mixup (Zhang et al. 2018, arXiv:1710.09412), λ x + (1 - λ) x' of two rows, and cutmix
(Yun et al. 2019, arXiv:1905.04899), a window of one picture in the place of another's.

Each row has a λ of its own, drawn from Beta(α, α), and a partner, drawn without putting back. (The authors' programs draw one
λ a batch, whose loss then goes up and down with it.) All follows from the seed, the epoch and the batch alone, and is drawn for
the whole batch before it is cut into shares.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dltrain.lazy import copy_to, torch
from dltrain.randomness import numpy_generator
from dltrain.training.minibatches.rows import Mixed, Rows

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True)
class Mixing:
    """How batches are mixed: α of mixup and of cutmix, 0 for none. Where both are asked for, a row has one of them, by lot."""

    mixup: float = 0.0
    cutmix: float = 0.0

    def __bool__(self) -> bool:
        return self.mixup > 0 or self.cutmix > 0

    def draw(self, seed: int, epoch: int, number: int, rows: int, size: tuple[int, ...]) -> Mixture:
        """What becomes of the batch of this number in an epoch, of so many rows. size: height and width of its pictures."""
        source = numpy_generator(seed, "mixing", epoch, number)
        partners = source.permutation(rows)
        is_cut = source.random(rows) < (self.cutmix > 0) * (1.0 if self.mixup == 0 else 0.5)
        kept = np.ones(rows) if self.mixup == 0 else source.beta(self.mixup, self.mixup, rows)
        kept[is_cut] = 1
        if self.cutmix == 0:
            return Mixture(partners, kept.astype(np.float32))
        windows = _windows(source, source.beta(self.cutmix, self.cutmix, rows), *size)
        windows[..., ~is_cut] = 0
        return Mixture(partners, kept.astype(np.float32), windows, size)


@dataclass(frozen=True)
class Mixture:
    """What becomes of a batch.

    partners: int64 (rows,), the row of the batch that each is mixed with; kept: float32 (rows,), what it keeps of itself where
    it is blended; windows: int64 (2, 2, rows), of what comes from the partner's picture, of this size: top and bottom, left and
    right, the last of each pair the first beyond it; all 0 for none
    """

    partners: NDArray[np.int64]
    kept: NDArray[np.float32]
    windows: NDArray[np.int64] | None = None
    size: tuple[int, ...] = ()

    @property
    def shares(self) -> NDArray[np.float32]:
        """λ of each row, what is left of it: float32 (rows,)."""
        if self.windows is None:
            return self.kept
        tall, wide = self.windows[:, 1] - self.windows[:, 0]
        cut = (tall * wide / math.prod(self.size)).astype(np.float32)
        shares: NDArray[np.float32] = self.kept * (1 - cut)
        return shares

    def of(self, batch: Rows, start: int, stop: int) -> Rows:
        """The rows of the batch between two indices in it, mixed with their partners, and what these are to be predicted as."""
        here = slice(start, stop)
        own, others = batch.slice(start, stop), batch.take(batch.xp.like(self.partners[here], batch.targets))
        inputs = tuple(self._mixed(mine, other, here) for mine, other in zip(own.inputs, others.inputs, strict=True))
        shares = batch.xp.like(self.shares[here], batch.targets)
        return replace(own, inputs=inputs, mixed=Mixed(shares, others.targets, others.weights))

    def _mixed(self, own: Tensor, other: Tensor, here: slice) -> Tensor:
        mixed = own
        if (self.kept < 1).any():
            kept = copy_to(torch.as_tensor(self.kept[here]), own)
            mixed = torch.lerp(other, own, kept.reshape(-1, *[1] * (own.dim() - 1)))
        if self.windows is None:
            return mixed
        down, along = copy_to(torch.as_tensor(self.windows[..., here, None]), own)
        row, column = (torch.arange(length, device=own.device) for length in self.size)
        inside_rows, inside_columns = (row >= down[0]) & (row < down[1]), (column >= along[0]) & (column < along[1])
        return torch.where((inside_rows[:, :, None] & inside_columns[:, None, :])[:, None], other, mixed)


def _windows(source: np.random.Generator, shares: NDArray[np.float64], height: int, width: int) -> NDArray[np.int64]:
    """Windows of the picture's own shape and (1 - share) of its area, whose centres are drawn; what lies beyond the border is cut
    off: int64 (2, 2, rows)."""
    size = np.array([[height], [width]])
    centres = source.integers(size, size=(2, len(shares)))
    first = centres - (size * np.sqrt(1 - shares)).astype(np.int64) // 2
    last = first + (size * np.sqrt(1 - shares)).astype(np.int64)
    return np.stack([np.maximum(first, 0), np.minimum(last, size)], axis=1)
