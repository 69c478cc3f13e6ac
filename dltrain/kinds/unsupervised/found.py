"""What a model found in rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Arrays = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Found:
    """The clusters of rows.

    clusters: int64 (rows,), counted from 0; squares: float64 (rows,), the squared distance to the centre of the own cluster;
    probabilities: (rows, clusters) of a mixture, with log_densities (rows,) and how many numbers of it are `free`, else None
    """

    clusters: NDArray[np.int64]
    squares: Floats
    probabilities: Floats | None = None
    log_densities: Floats | None = None
    free: int = 0


def squares_to(rows: Floats, centers: Floats) -> Floats:
    """The squared distance of each row (rows, numbers) to each centre (clusters, numbers): (rows, clusters)."""
    squares: Floats = np.empty((len(rows), len(centers)))
    for number, center in enumerate(centers):  # differences first: of numbers far from 0 squares would lose digits
        squares[:, number] = np.square(rows - center).sum(axis=1)
    return squares


def by_size(clusters: NDArray[Any], count: int) -> NDArray[np.int64]:
    """The clusters in the order in which they are numbered: the largest first, of equal ones that with the earliest row."""
    sizes = np.bincount(clusters, minlength=count)
    first = np.full(count, len(clusters), dtype=np.int64)
    np.minimum.at(first, clusters, np.arange(len(clusters)))
    return np.lexsort((first, -sizes))


def joined(pieces: Sequence[Found]) -> Found:
    """What was found in rows one behind another."""

    def all_of(name: str) -> Any:
        arrays = [getattr(one, name) for one in pieces]
        return None if not arrays or arrays[0] is None else np.concatenate(arrays)

    return Found(all_of("clusters"), all_of("squares"), all_of("probabilities"), all_of("log_densities"), pieces[0].free)
