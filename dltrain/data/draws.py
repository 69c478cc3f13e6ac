"""Which rows train, validate and test: counts are exact, and the same seed always draws the same rows.

Every function returns row numbers in ascending order. A share f of n rows is round(f·n) rows. Stratified draws share their count
out among the classes by largest remainder (Hamilton's method): each class gets its proportion of it to within one row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers
from dltrain.data.options.split import PARTS

Parts = dict[str, RowNumbers]


def apportion(count: int, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """`count` items among groups in proportion to their sizes, by largest remainder; equal remainders in order."""
    total = int(sizes.sum())
    if total == 0:
        return np.zeros_like(sizes)
    shares = sizes * count
    floors = shares // total
    left = count - int(floors.sum())
    floors[np.argsort(-(shares % total), kind="stable")[:left]] += 1
    return floors


def draw(rows: RowNumbers, count: int, classes: NDArray[Any] | None, generator: np.random.Generator) -> RowNumbers:
    """`count` of these rows at random. classes: int (all rows of the table,), to draw from each in proportion."""
    shuffled = generator.permutation(rows)
    if classes is None:
        return np.sort(shuffled[:count])
    of_shuffled = classes[shuffled].astype(np.min_scalar_type(int(classes.max(initial=0))))  # few bytes: sorted by their digits
    sizes = np.bincount(of_shuffled)
    by_class = shuffled[np.argsort(of_shuffled, kind="stable")]
    wanted = zip(np.cumsum(sizes) - sizes, apportion(count, sizes), strict=True)
    return np.sort(np.concatenate([rows[:0], *(by_class[start : start + few] for start, few in wanted)]))


def at_random(rows: int, validation: float, test: float, classes: NDArray[Any] | None, seed: int) -> Parts:
    """The test rows are drawn first, the validation rows out of the rest, the others train."""
    generator = np.random.default_rng(seed)
    everything = np.arange(rows)
    chosen = draw(everything, round(test * rows), classes, generator)
    rest = _without(everything, chosen)
    validating = draw(rest, min(round(validation * rows), len(rest)), classes, generator)
    return {"train": _without(rest, validating), "validation": validating, "test": chosen}


def in_order(rows: int, validation: float, test: float) -> Parts:
    """The first rows train, the next validate, the last test."""
    testing = rows - round(test * rows)
    validating = max(testing - round(validation * rows), 0)
    return dict(zip(PARTS, np.split(np.arange(rows), [validating, testing]), strict=True))


def fold_of(rows: int, folds: int, fold: int, validation: float, classes: NDArray[Any] | None, seed: int) -> Parts:
    """Fold `fold` (from 1) of `folds`: its rows test, validation rows are drawn out of the rest, the others train.

    Every row is in the test part of exactly one fold; folds differ by at most one row, in all and in each class.
    """
    shuffled = np.random.default_rng(seed).permutation(rows)
    if classes is not None:
        shuffled = shuffled[np.argsort(classes[shuffled], kind="stable")]
    chosen = np.sort(shuffled[fold - 1 :: folds])
    rest = _without(np.arange(rows), chosen)
    validating = draw(rest, min(round(validation * rows), len(rest)), classes, np.random.default_rng([seed, fold]))
    return {"train": _without(rest, validating), "validation": validating, "test": chosen}


def by_words(codes: NDArray[Any], levels: Sequence[str]) -> Parts:
    """The rows whose word is the part's name. codes: int (rows,) into levels, which are words of PARTS."""
    return {part: np.flatnonzero(codes == levels.index(part)) if part in levels else np.arange(0) for part in PARTS}


def _without(rows: RowNumbers, chosen: RowNumbers) -> RowNumbers:
    return rows[~np.isin(rows, chosen, assume_unique=True, kind="table")]
