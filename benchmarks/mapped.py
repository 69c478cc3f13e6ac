"""Rows in files beside rows in memory: how many rows a second an epoch takes of each, alternating on the same data."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Literal

import numpy as np
from rich.table import Table

from benchmarks import large_table, processes

GOAL = 0.5
EPOCHS = 5
ROWS = {"table": 500_000, "pictures": 20_000}


@dataclass(frozen=True)
class Case:
    """A network and the rows that it is trained on, more than a window of the order of blocks holds."""

    name: str
    rows: Literal["table", "pictures"]
    model: str
    batch_size: int


CASES = (
    Case("30 columns, linear", "table", "{layers: []}", 4096),
    Case("30 columns, 64-32", "table", "{layers: [64, 32]}", 256),
    Case("pictures of 3 × 48 × 48, 32", "pictures", "{layers: [flatten, 32]}", 256),
)


def table_of(scratch: Path, repeats: int) -> Table:
    """The medians of so many measurements of each."""
    table = Table("rows", "resident epoch s", "mapped epoch s", "mapped / resident rows a second", "goal")
    for case in CASES:
        folder = scratch / f"mapped-{case.rows}"
        source = _written(case.rows, folder)
        seconds: dict[str, list[float]] = {"resident": [], "mapped": []}
        for _ in range(repeats):
            for memory, found in seconds.items():
                found.append(_epoch(case, source, memory, folder))
        resident, mapped = (median(found) for found in seconds.values())
        table.add_row(case.name, f"{resident:.3f}", f"{mapped:.3f}", f"{resident / mapped:.2f}", f"{GOAL:g}")
    return table


def _written(rows: str, folder: Path) -> str:
    """Makes the data where it is not there; what a spec says of it."""
    folder.mkdir(exist_ok=True)
    if rows == "table":
        if not (folder / "table.parquet").exists():
            large_table.write(folder / "table.parquet", ROWS[rows])
        return "{source: table.parquet, target: y, split: {validation: 0.1, test: 0.1}}"
    if not (folder / "pictures.npz").exists():
        random = np.random.default_rng(0)
        pixels = random.integers(0, 256, (ROWS[rows], 3, 48, 48), dtype=np.uint8)
        np.savez(folder / "pictures.npz", picture=pixels, label=random.integers(0, 10, ROWS[rows]))
    return "{source: pictures.npz, target: label, split: {validation: 0.1, test: 0.1}}"


def _epoch(case: Case, source: str, memory: str, folder: Path) -> float:
    """The median seconds of the epochs but the first. Raises Failure."""
    run_dir, spec = folder / "run", folder / "spec.yaml"
    shutil.rmtree(run_dir, ignore_errors=True)
    training = f"{{epochs: {EPOCHS}, batch_size: {case.batch_size}}}"
    spec.write_text(f"data: {source}\nmodel: {case.model}\ntraining: {training}\n", encoding="utf-8")
    words = [sys.executable, "-m", "dltrain", "train", str(spec), "--set", f"data.memory={memory}", "--no-pictures", "--quiet"]
    processes.run([*words, "--run-dir", str(run_dir)], folder / "said", {"DLTRAIN_CACHE": str(folder / "cache")})
    records = (run_dir / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return median(float(json.loads(record)["seconds"]) for record in records[1:])
