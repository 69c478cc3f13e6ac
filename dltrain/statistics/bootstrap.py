"""The paired bootstrap: is the difference of two regressions' mean errors on the same rows more than luck?"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from dltrain.statistics.comparison import Comparison

_RESAMPLES = 10_000
_DRAWN_UP_TO = 10_000  # rows
_CHUNK = 500_000  # rows drawn at a time


def compare_errors(
    true: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike, *, error: Literal["squared", "absolute"] = "squared"
) -> Comparison:
    """The difference of mean errors, B's minus A's, of two predictions of the same rows (rows,) or (rows, targets).

    Ten thousand times the rows are drawn anew with replacement, by a fixed seed. The interval holds the middle 95 % of the
    differences drawn; p is twice the share of them beyond zero, ties by half (Efron and Tibshirani 1993, chapters 13 and 15),
    never below 1/10,001. With more than 10,000 rows the draws are as good as normal (the central limit theorem), with the mean
    of the differences and their deviation / √rows: interval and p are taken from that distribution.
    Raises ValueError where the shapes differ or there are no rows.
    """
    values, first, second = (np.asarray(array, dtype=np.float64) for array in (true, a, b))
    if not values.shape == first.shape == second.shape or not values.size:
        raise ValueError(
            f"targets of shape {values.shape}, predictions of {first.shape} and {second.shape}: the same rows are needed"
        )
    rows = len(values)
    size = np.square if error == "squared" else np.abs
    differences = (size(second - values) - size(first - values)).reshape(rows, -1).mean(axis=1)
    mean = float(differences.mean())
    p, interval = _drawn(differences) if rows <= _DRAWN_UP_TO else _in_the_limit(differences, mean)
    return Comparison("paired bootstrap", p, mean, interval, rows, error=f"mean {error} error")


def _drawn(differences: npt.NDArray[np.float64]) -> tuple[float, tuple[float, float]]:
    generator = np.random.default_rng(0)
    rows = len(differences)
    step = max(1, _CHUNK // rows)
    means = np.concatenate(
        [
            differences[generator.integers(rows, size=(min(step, _RESAMPLES - start), rows), dtype=np.int32)].mean(axis=1)
            for start in range(0, _RESAMPLES, step)
        ]
    )
    below, level = int(np.sum(means < 0)), int(np.sum(means == 0))
    beyond = min(below, _RESAMPLES - below - level) + level / 2
    low, high = np.quantile(means, (0.025, 0.975))
    return min(1.0, 2 * (beyond + 0.5) / (_RESAMPLES + 1)), (float(low), float(high))


def _in_the_limit(differences: npt.NDArray[np.float64], mean: float) -> tuple[float, tuple[float, float]]:
    error = float(differences.std()) / math.sqrt(len(differences))
    p = math.erfc(abs(mean) / (error * math.sqrt(2))) if error > 0 else float(mean == 0)
    return p, (mean - 1.959963984540054 * error, mean + 1.959963984540054 * error)
