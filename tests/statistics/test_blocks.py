"""Windows of a series in blocks: how long these are, and what becomes of neighbours that are alike."""

from __future__ import annotations

import numpy as np

from dltrain.statistics import Measure
from dltrain.statistics.blocks import block_length, block_sums, compare_windows, long_run
from dltrain.statistics.bootstrap import compare_rows

ERROR = Measure("mean squared error", maximize=False, is_share=False)


def autoregressive(rows: int, slope: float, seed: int = 0) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=rows + 200)
    values = np.empty_like(noise)
    values[0] = noise[0]
    for row in range(1, len(noise)):
        values[row] = slope * values[row - 1] + noise[row]
    return values[200:]


def test_sums_go_around_the_end() -> None:
    assert block_sums(np.array([1.0, 2.0, 3.0, 4.0]), 2).tolist() == [3, 5, 7, 5]


def test_blocks_grow_with_the_correlation_and_the_rows() -> None:
    assert block_length(np.random.default_rng(0).normal(size=1000)) <= 3
    short, long = (np.median([block_length(autoregressive(rows, 0.7, seed)) for seed in range(20)]) for rows in (200, 3000))
    assert 5 < short < long
    assert np.median([block_length(autoregressive(1000, 0.9, seed)) for seed in range(20)]) > short
    assert block_length(np.ones(50)) == 1


def test_the_length_is_that_of_the_formula() -> None:
    """Of a process with slope ρ the formula with the true autocovariances gives (2 g² / d)^(1/3) n^(1/3), where g over the
    spectrum at zero is 2 ρ / ((1 - ρ²)): for ρ = 0.5 and 10,000 rows (2 · 16/9 · 3/4)^(1/3) · 10,000^(1/3) = 29.9."""
    lengths = [block_length(autoregressive(10_000, 0.5, seed)) for seed in range(10)]
    assert abs(np.median(lengths) - 29.9) < 6


def test_the_variance_of_the_mean_is_that_of_the_process() -> None:
    """1 / (1 - 0.8)² = 25 times the noise's, and (1 - 0.8) / (1 + 0.8) = 1/9 of the rows tell as much when independent."""
    found = [long_run(values, block_length(values)) for values in (autoregressive(4000, 0.8, seed) for seed in range(10))]
    variance, rows = np.median(found, axis=0)
    assert 20 < variance < 30
    assert 4000 / 11 < rows < 4000 / 7


def test_neighbours_that_agree_tell_less_than_independent_rows() -> None:
    values = autoregressive(1000, 0.9, seed=3)
    blocks, rows = compare_windows(values, ERROR), compare_rows(values, ERROR)
    assert blocks is not None
    assert (blocks.method, blocks.unit, blocks.count) == ("block bootstrap", "window", 1000)
    assert blocks.together > 10
    assert np.ptp(blocks.interval) > 3 * np.ptp(rows.interval)


def test_windows_that_overlap_make_longer_blocks() -> None:
    noise = np.random.default_rng(1).normal(size=400)
    found = compare_windows(noise, ERROR, overlap=24)
    assert found is not None
    assert found.together == 24


def test_a_series_of_less_than_three_blocks_tells_nothing() -> None:
    assert compare_windows(np.random.default_rng(1).normal(size=40), ERROR, overlap=20) is None
    assert compare_windows(np.zeros(40), ERROR).p == 1.0  # type: ignore[union-attr]
