"""Scores of all rows of a split, in chunks, which processes share like a batch's rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.arrays import Array
from dltrain.process.copies import shared_zeros
from dltrain.process.limits import is_gpu_full
from dltrain.training.distribution import Exchange, Group, as_tensor
from dltrain.training.minibatches.rows import Rows
from dltrain.training.segments import cut
from dltrain.training.shares import Shares

MAX_NUMBERS = 2**24  # scores of a split in memory that processes share: 64 MB


class Scoring:
    """Scores the splits that are measured again and again.

    `score` gives the scores of some rows, (rows, units), and `chunk` says of how many rows at once: always the same, so that the
    same rows have the same bits wherever they are measured.
    """

    def __init__(self, score: Callable[[Rows], Array], chunk: Callable[[Rows], int], splits: Sequence[Rows], shares: int) -> None:
        self.score, self.chunk, self.shares = score, chunk, shares
        self.smaller = 1
        self.splits: list[tuple[Rows, NDArray[np.float32]]] = []
        for rows in splits if shares > 1 else ():
            units = score(rows.slice(0, 1)).shape[-1]
            if chunk(rows) < rows.count and rows.count * units <= MAX_NUMBERS:
                self.splits.append((rows, shared_zeros(rows.count, units)))

    def scores(self, rows: Rows, shared: Shares, task: int) -> Array:
        """Those of all rows, float32 (rows, units), or (members, rows, units) of a stack."""
        for number, (known, numbers) in enumerate(self.splits):
            if known is rows:
                shared.run(task, number)
                return rows.xp.from_numpy(numbers.copy())
        return self.all(rows)

    def all(self, rows: Rows) -> Array:
        """The same by this process alone, on a GPU in chunks of half the size where these take more memory than it has."""
        while True:
            try:
                return self._by_chunks(rows)
            except RuntimeError as error:
                if not is_gpu_full(error) or self.chunk(rows) // (2 * self.smaller) == 0:
                    raise
            self.smaller *= 2  # here the error is gone, and with it what its frames held

    def _by_chunks(self, rows: Rows) -> Array:
        borders = self._borders(rows)
        if len(borders) == 1:
            return self.score(rows.laid_down())
        parts = [self.score(rows.slice(*border)) for border in borders]
        return rows.xp.concatenate(parts, -2)

    def share(self, share: int, number: int) -> None:
        """Puts a share of the scores of a split where they belong."""
        rows, numbers = self.splits[number]
        borders = self._borders(rows)
        ends = cut(len(borders), self.shares)
        for start, stop in borders[ends[share] : ends[share + 1]]:
            numbers[start:stop] = rows.xp.to_numpy(self.score(rows.slice(start, stop)))

    def exchange(self, group: Group, number: int) -> Exchange:
        """Hands everybody the scores of a split that this process has put where they belong."""
        rows, numbers = self.splits[number]
        ends = cut(len(self._borders(rows)), self.shares)
        chunk = self.chunk(rows)

        def of(rank: int) -> list[Any]:
            own = group.own(self.shares, rank)
            return [as_tensor(numbers[ends[own.start] * chunk : ends[own.stop] * chunk]).reshape(-1)]

        return group.exchange(lambda to: of(group.rank), of)

    def _borders(self, rows: Rows) -> list[tuple[int, int]]:
        chunk = max(1, self.chunk(rows) // self.smaller)
        return [(start, min(start + chunk, rows.count)) for start in range(0, max(1, rows.count), chunk)]
