"""Many runs as the lanes of one stack: what they take, to one run or to as many hand-written loops."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.table import Table

from benchmarks import processes
from benchmarks.workloads import WORKLOADS

SEEDS = 64
RATES, DECAYS = "1e-4,3e-4,1e-3,3e-3,1e-2", "0,1e-5,1e-4,1e-3,1e-2"
GRID = ("--grid", f"training.learning_rate={RATES}", "--grid", f"training.weight_decay={DECAYS}")


@dataclass(frozen=True)
class Case:
    """A sweep of a workload, with what its wall time is set beside, and at most how many times that it may take."""

    workload: str
    words: tuple[str, ...]
    beside: str
    goal: float


CASES = (
    Case("xor", ("--seeds", "256"), "one run", 3.0),
    Case("iris", GRID, "one run", 3.0),
    Case("digits", ("--seeds", str(SEEDS)), f"{SEEDS} best loops, two at a time", 0.2),
)


def table_of(folder_of: Callable[[str], Path], repeats: int) -> Table:
    """The medians of so many measurements, each beside that of what it is compared with."""
    table = Table("sweep", "seconds", "beside", "seconds", "ratio", "goal")
    for case in CASES:
        folder, pairs = folder_of(case.workload), []
        for _ in range(repeats):
            other = _one_run(case, folder) if case.beside == "one run" else _loops(case, folder)
            pairs.append((processes.sweep(WORKLOADS[case.workload], folder, case.words, []), other))
        ours, theirs = (median(column) for column in zip(*pairs, strict=True))
        words = f"{case.workload} {' '.join(case.words)}"
        table.add_row(words, f"{ours:.2f}", case.beside, f"{theirs:.2f}", f"{ours / theirs:.2f}", f"{case.goal:g}")
    return table


def _one_run(case: Case, folder: Path) -> float:
    return processes.train(WORKLOADS[case.workload], folder, []).whole


def _loops(case: Case, folder: Path) -> float:
    """The wall time of so many loops, two at a time on a thread each: of two, times half of how many they are."""

    def loop(index: int) -> float:
        own = folder / f"loop-{index}"
        own.mkdir(exist_ok=True)
        for name in ("train.npz", "validation.npz"):
            (own / name).write_bytes((folder / name).read_bytes())
        return processes.loop("best", sys.executable, WORKLOADS[case.workload], own, 1).whole

    with ThreadPoolExecutor(2) as pool:
        return max(pool.map(loop, range(2))) * SEEDS / 2
