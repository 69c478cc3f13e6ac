"""How good fits of other numbers of clusters are: what the elbow chart shows, and a number is chosen by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.kinds.classical.stored.checked import Arrays, shaped
from dltrain.randomness import numpy_generator

TRIED = 10_000  # training rows that other numbers of clusters are fitted to
SMALLER_IS_BETTER = ("inertia", "bic")
PREFIX = "tried."
NONE = -1e300  # stands for a measure that there is not: what a checkpoint holds are finite numbers


@dataclass(frozen=True)
class Tried:
    """Measures of fits to so many training rows, by name: a value for each of these numbers of clusters, NaN where there is
    none."""

    clusters: list[int]
    values: dict[str, list[float]]
    rows: int

    def best(self, name: str) -> int:
        """The number of clusters whose measure is best; the first where none has one."""
        sign = -1.0 if name in SMALLER_IS_BETTER else 1.0
        known = [
            (sign * value, -count) for count, value in zip(self.clusters, self.values[name], strict=True) if math.isfinite(value)
        ]
        return -max(known)[1] if known else self.clusters[0]

    def arrays(self) -> dict[str, NDArray[Any]]:
        """As a checkpoint holds it."""
        measures = {f"{PREFIX}{name}": np.nan_to_num(np.array(values), nan=NONE) for name, values in self.values.items()}
        return {f"{PREFIX}clusters": np.array(self.clusters), f"{PREFIX}rows": np.array([self.rows]), **measures}


def chosen_rows(rows: int, seed: int) -> NDArray[np.int64]:
    """The numbers of the training rows that other numbers of clusters are fitted to, ascending."""
    if rows <= TRIED:
        return np.arange(rows)
    return np.sort(numpy_generator(seed, "rows of the elbow").permutation(rows)[:TRIED])


def tried_in(arrays: Arrays) -> Tried:
    """What was tried by the arrays of a checkpoint. Raises Misfit."""
    clusters = shaped(arrays, f"{PREFIX}clusters", (None,), "int64")
    names = [name.removeprefix(PREFIX) for name in arrays if name.startswith(PREFIX)]
    values = {}
    for name in sorted({*names} - {"clusters", "rows"}):
        measure = shaped(arrays, f"{PREFIX}{name}", (len(clusters),))
        values[name] = [math.nan if value == NONE else value for value in measure.tolist()]
    return Tried(clusters.tolist(), values, int(shaped(arrays, f"{PREFIX}rows", (1,), "int64")[0]))
