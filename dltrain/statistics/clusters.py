"""k-means: where the rows of a data set gather."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.metrics import distances

ROUNDS = 25

Floats = NDArray[np.float64]


def cluster_centers(rows: Floats, count: int, seed: int) -> Floats:
    """The centres (count, numbers) of so many clusters of rows (rows, numbers), at most as many as there are different rows.

    Lloyd's rounds (1982) from the seeding of Arthur and Vassilvitskii (2007, k-means++).
    """
    random = np.random.default_rng(seed)
    chosen = [int(random.integers(len(rows)))]
    for _ in range(count - 1):
        squares = np.square(distances(rows, rows[chosen])).min(axis=1)
        if not squares.sum() > 0:
            break
        chosen.append(int(random.choice(len(rows), p=squares / squares.sum())))
    centers = rows[chosen]
    for _ in range(ROUNDS):
        members = nearest_center(rows, centers)
        there = np.unique(members)
        centers[there] = [rows[members == number].mean(axis=0) for number in there]
    return centers


def nearest_center(rows: Floats, centers: Floats) -> NDArray[Any]:
    """The number of the centre that is nearest to each row: (rows,)."""
    return np.asarray(distances(rows, centers).argmin(axis=1))
