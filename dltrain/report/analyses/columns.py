"""How the cells of a column are distributed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dltrain.data.table import Array, Booleans, Column, Numbers, Texts, Words
from dltrain.lazy import NDArray, np

BINS = 20
SHOWN = 20  # values that are counted one by one


@dataclass(frozen=True)
class Distribution:
    """The cells of a column that are there. counts: how many lie in each of the bins of equal width from `low` to `high`, or have
    each of the `levels`, most frequent first; `values` is how many differ. Of texts the numbers are their lengths."""

    counts: Sequence[int]
    values: int
    low: float = 0.0
    median: float = 0.0
    high: float = 0.0
    levels: tuple[str, ...] = ()


def distribution_of(column: Column) -> Distribution | None:
    """The distribution of a column; None of arrays, and where no cell is there."""
    if isinstance(column, Array):
        return None
    if isinstance(column, Words):
        codes = column.codes[column.codes >= 0]
        if not len(codes):
            return None
        if isinstance(column, Texts):
            lengths = np.array([len(text) for text in column.levels], np.float64)
            return _of_numbers(lengths[codes], len(column.levels))
        return _of_levels(np.bincount(codes, minlength=len(column.levels)), column.levels)
    values = column.values[~np.isnan(column.values)]
    if not len(values):
        return None
    if isinstance(column, Booleans):
        return _of_levels(np.bincount(values.astype(np.int64), minlength=2), column.words)
    assert isinstance(column, Numbers)
    return _of_numbers(values, len(np.unique(values)))


def _of_numbers(values: NDArray[np.float64], different: int) -> Distribution:
    low, high = float(values.min()), float(values.max())
    counts = np.histogram(values, bins=min(BINS, max(1, different)), range=(low, high))[0]
    return Distribution(counts.tolist(), different, low, float(np.median(values)), high)


def _of_levels(counts: NDArray[np.int64], levels: Sequence[str]) -> Distribution:
    order = sorted(np.flatnonzero(counts).tolist(), key=lambda level: (-int(counts[level]), levels[level]))
    shown = order[:SHOWN]
    return Distribution([int(counts[level]) for level in shown], len(order), levels=tuple(levels[level] for level in shown))
