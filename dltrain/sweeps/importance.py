"""How much of what the trials of a sweep differ in is due to each key, alone: fANOVA.

Hutter, Hoos & Leyton-Brown, An efficient approach for assessing hyperparameter importance (2014).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dltrain.lazy import NDArray, np
from dltrain.spec.setting_columns import Column, columns_of

MIN_TRIALS = 8  # trials with a value, below which nothing is said
TREES, SAMPLES, SEED = 64, 64, 0
DECADES = 30.0  # ratio of the largest to the smallest number from which a key is spread by powers
Floats = NDArray[Any]


def importances(
    settings: Sequence[Mapping[str, Any]], values: Sequence[float | None], *, maximize: bool = False
) -> dict[str, float]:
    """The share of each key, the largest first, 1 in all; empty where the trials are too few, or do not differ.

    settings: the values by key, of each trial. values: the monitor, None of a trial that diverged, which was as bad as can be.
    A random forest learns the ranks of the values (the monitor itself may span decades); the share of a key is the variance of
    what the forest says of it, averaged over all values of the other keys, each as likely as the next.
    """
    ranks, keys = _ranks(values, maximize), _columns_by_key(settings)
    if len(settings) < MIN_TRIALS or not keys or len(set(ranks)) == 1:
        return {}
    from sklearn.ensemble import RandomForestRegressor

    blocks = {key: np.concatenate([_encoded(column) for column in columns], axis=1) for key, columns in keys.items()}
    forest = RandomForestRegressor(TREES, random_state=SEED, n_jobs=1)
    forest.fit(np.concatenate(list(blocks.values()), axis=1), ranks)
    generator = np.random.Generator(np.random.PCG64(SEED))
    spread = {key: _spread(keys[key], block) for key, block in blocks.items()}
    others = {key: rows[generator.permutation(SAMPLES)] for key, rows in spread.items()}
    variances = {}
    for key in blocks:
        grid = [
            np.repeat(spread[key], SAMPLES, axis=0) if one == key else np.tile(rows, (SAMPLES, 1)) for one, rows in others.items()
        ]
        means = forest.predict(np.concatenate(grid, axis=1)).reshape(SAMPLES, SAMPLES).mean(axis=1)
        variances[key] = float(means.var())
    whole = sum(variances.values())
    return dict(sorted(((key, share / whole) for key, share in variances.items()), key=lambda entry: -entry[1])) if whole else {}


def _ranks(values: Sequence[float | None], maximize: bool) -> list[float]:
    """The place of each value among all, the best first; equal ones share a place."""
    worst = -np.inf if maximize else np.inf
    known = np.array([worst if value is None else value for value in values], dtype=np.float64)
    _, places = np.unique(-known if maximize else known, return_inverse=True)
    return [float(place) for place in places]


def _columns_by_key(settings: Sequence[Mapping[str, Any]]) -> dict[str, list[Column]]:
    """The columns of each key that changes."""
    columns = columns_of(settings)
    keys = dict.fromkeys(key for setting in settings for key in setting)
    own = {key: [column for name, column in columns.items() if name == key or name.startswith(f"{key}.")] for key in keys}
    return {key: there for key, there in own.items() if there}


def _encoded(column: Column) -> Floats:
    """A column as numbers: one of numbers, its gaps filled by the median, or one for each word: (trials, 1 or words)."""
    known = [value for value in column if value is not None]
    if all(not isinstance(value, str) for value in known):
        middle = float(np.median(np.array(known, dtype=np.float64)))
        return np.array([[middle if value is None else value] for value in column], dtype=np.float64)
    words = sorted({str(value) for value in known})
    return np.array([[float(value == word) for word in words] for value in column])


def _spread(columns: list[Column], block: Floats) -> Floats:
    """What a key may be, each as likely as the next, in its encoded form: (SAMPLES, width).

    A range is spread evenly, by powers where it spans decades; each word, with the numbers within it that were tried, has as many
    rows as the next.
    """
    (first, *rest) = columns
    if not rest and all(value is not None and not isinstance(value, str) for value in first):
        low, high = float(block.min()), float(block.max())
        shares = (np.arange(SAMPLES) + 0.5) / SAMPLES
        even = low + shares * (high - low)
        return (low * (high / low) ** shares if low > 0 and high / low >= DECADES else even)[:, None]
    kinds = [[index for index, value in enumerate(first) if value == kind] for kind in dict.fromkeys(first)]
    picked = [kinds[number % len(kinds)][number // len(kinds) % len(kinds[number % len(kinds)])] for number in range(SAMPLES)]
    return block[picked]
