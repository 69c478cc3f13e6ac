"""Rows in the order of time, whose neighbours are alike: windows of a series, compared in blocks."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from dltrain.statistics.bootstrap import drawn_means, tested
from dltrain.statistics.comparison import Comparison
from dltrain.statistics.student import Measure

MIN_BLOCKS = 3  # blocks that tell something of luck
STEEPEST = 0.97  # slope on the row before, beyond which no mean could be told

Floats = NDArray[np.float64]


def compare_windows(differences: Floats, measure: Measure, *, overlap: int = 1, unit: str = "window") -> Comparison | None:
    """The mean of `differences` (windows,), B's score minus A's, in the order of time: the circular block bootstrap of Politis
    and Romano (1992), which draws blocks of neighbours. None where the series holds fewer than three blocks.

    The length of a block is that of `block_length`, and at least `overlap`, over how many windows one row of the targets is
    spread. What is drawn is widened where `long_run` says that blocks of this length still hide how much neighbours agree.
    Interval and p are corrected as for rows, with the number of blocks in place of rows. Raises ValueError where there are no
    windows.
    """
    count = len(differences)
    if not count:
        raise ValueError("no windows to compare on")
    length = max(block_length(differences), min(overlap, count))
    blocks = count / length
    if blocks < MIN_BLOCKS:
        return None
    sums = block_sums(differences, length)
    mean = float(differences.mean())
    drawn = round(blocks)
    of_blocks = float(np.var(sums)) / length
    variance, independent = long_run(differences, length, overlap)
    widening = math.sqrt(max(1.0, variance / of_blocks)) if of_blocks > 0 else 1.0
    deviation = widening * math.sqrt(of_blocks)  # of a window, were the windows independent
    means = drawn_means(sums, np.full(count, float(length)), drawn)
    means = mean + widening * (means - mean)
    p, interval = tested(mean, deviation / math.sqrt(count), means, min(blocks, independent))
    return Comparison(
        "block bootstrap",
        p,
        mean,
        interval,
        count,
        unit,
        measure.name,
        measure.maximize,
        measure.is_share,
        deviation,
        together=length,
    )


def long_run(values: Floats, length: int, overlap: int = 1) -> tuple[float, float]:
    """The variance of √n times the mean of a series (rows,), and how many independent rows would tell as much, both for a series
    whose neighbours are alike: by prewhitening (Andrews and Monahan 1992), which blocks of `length` alone fall short of.

    The slope on the row before is freed of its bias, (1 + 3 slope) / n (Kendall 1954); what it leaves over is summed in blocks.
    Zero and n where neighbours are not alike.
    """
    n = len(values)
    centred = values - values.mean()
    total = float(centred @ centred)
    if n < 8 or total <= 0:
        return 0.0, float(n)
    slope = float(centred[:-1] @ centred[1:]) / total
    slope = min(STEEPEST, slope + (1 + 3 * slope) / n)
    if slope <= 0:
        return 0.0, float(n)
    rest = centred[1:] - slope * centred[:-1]
    own = min(max(block_length(rest), overlap), length)
    variance = float(np.var(block_sums(rest - rest.mean(), own))) / own
    return variance / (1 - slope) ** 2, n * (1 - slope) / (1 + slope)


def block_sums(values: Floats, length: int) -> Floats:
    """The sum of the `length` values from each one on (rows,), the first following the last: (rows,)."""
    total = np.concatenate([[0.0], np.cumsum(np.concatenate([values, values[: length - 1]]))])
    return np.asarray(total[length:] - total[:-length])


def block_length(values: Floats) -> int:
    """How long blocks of a series (rows,) are best, from its own correlations: Politis and White (2004), as corrected by Patton,
    Politis and White (2009), for the circular bootstrap.

    (2 g² / d)^(1/3) n^(1/3) with g = Σ λ(k / M) |k| R(k), d = 4/3 (Σ λ(k / M) R(k))², R the autocovariances, λ the flat-top
    window (1 up to 1/2, then falling to 0 at 1), and M twice the lag from which on five correlations in a line are negligible.
    """
    n = len(values)
    centred = values - values.mean()
    variance = float(np.square(centred).mean())
    if n < 8 or variance <= 0:
        return 1
    in_a_line = max(5, math.ceil(math.sqrt(math.log10(n))))
    longest = min(n - 1, math.ceil(math.sqrt(n)) + in_a_line)
    covariances = np.array([float(centred[: n - lag] @ centred[lag:]) / n for lag in range(longest + 1)])
    negligible = 2 * math.sqrt(math.log10(n) / n)
    last = longest
    for lag in range(longest - in_a_line + 1):
        if (np.abs(covariances[lag + 1 : lag + 1 + in_a_line]) < negligible * variance).all():
            last = lag
            break
    reach = min(2 * max(last, 1), longest)
    lags = np.arange(-reach, reach + 1)
    window = np.minimum(1.0, 2 * (1 - np.abs(lags) / reach))
    r = covariances[np.abs(lags)]
    g, spectrum = float((window * np.abs(lags) * r).sum()), float((window * r).sum())
    if spectrum <= 0:
        return 1
    best: float = (2 * g**2 / (4 / 3 * spectrum**2)) ** (1 / 3) * n ** (1 / 3)
    return max(1, min(round(best), math.ceil(min(3 * math.sqrt(n), n / 3))))
