"""Processes that are measured: wall time, peak memory, and what they say of themselves."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import yaml

from benchmarks.workloads import Workload

ROOT = Path(__file__).parent.parent


class Failure(Exception):
    """A process that did not end well; the message is the end of what it said."""


@dataclass(frozen=True)
class Measured:
    """One process. `seconds` are those of its epochs."""

    whole: float
    memory: int  # bytes, at its peak
    seconds: tuple[float, ...]
    loss: float  # after the last epoch, on the validation rows
    parameters: int
    threads: int

    @property
    def epoch(self) -> float:
        """The median of the epochs but the first, which warms up."""
        return median(self.seconds[1:] or self.seconds)


def run(words: Sequence[str], said: Path, environment: dict[str, str] | None = None) -> tuple[float, int]:
    """Runs a command to its end: wall seconds and peak bytes. Its stdout goes to `said`. Raises Failure."""
    given = os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {})
    with said.open("wb") as out, said.with_suffix(".err").open("wb") as err:
        began = time.perf_counter()
        process = subprocess.Popen(words, stdout=out, stderr=err, env=given, cwd=ROOT)
        _, status, usage = os.wait4(process.pid, 0)
        whole = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = said.with_suffix(".err").read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
        raise Failure("\n".join(last) or f"exit code {process.returncode}")
    return whole, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def train(workload: Workload, folder: Path, sets: Sequence[str]) -> Measured:
    """`dltrain train` on the spec and the data in `folder`."""
    run_dir = folder / "run"
    shutil.rmtree(run_dir, ignore_errors=True)
    spec = shutil.copy(workload.path, folder)
    words = [sys.executable, "-m", "dltrain", "train", str(spec), "--no-pictures", "--quiet", "--run-dir", str(run_dir)]
    whole, memory = run([*words, *overrides(workload, sets)], folder / "said")
    records = [json.loads(line) for line in (run_dir / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    summary = json.loads((run_dir / "summary.json").read_text(encoding="utf-8"))
    last = records[-1]
    loss = last.get("validation_loss", last["train_loss"])
    seconds = tuple(record["seconds"] for record in records)
    return Measured(whole, memory, seconds, loss, summary["parameters"], resolved_threads(run_dir))


def resolved_threads(run_dir: Path) -> int:
    return int(yaml.safe_load((run_dir / "spec.yaml").read_text(encoding="utf-8"))["threads"])


def loop(name: str, python: str, workload: Workload, folder: Path, threads: int) -> Measured:
    """One of the references on the same data."""
    told = workload.settings()
    words = [python, "-m", f"benchmarks.references.{name}", str(folder), "--threads", str(threads)]
    for key in ("network", "epochs", "batch_size", "learning_rate"):
        words += [f"--{key}", str(told[key])]
    counted = {"OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": str(threads)} if name == "scikit_learn" else {}
    whole, memory = run(words, folder / "said", counted)
    said = json.loads((folder / "said").read_text(encoding="utf-8").splitlines()[-1])
    return Measured(whole, memory, tuple(said["seconds"]), said["loss"], said["parameters"], threads)


def sweep(workload: Workload, folder: Path, asked: Sequence[str], sets: Sequence[str]) -> float:
    """The wall seconds of a sweep; `asked` are the words that say over what. Raises Failure."""
    run_dir = folder / "sweep"
    shutil.rmtree(run_dir, ignore_errors=True)
    spec = shutil.copy(workload.path, folder)
    words = [sys.executable, "-m", "dltrain", "sweep", str(spec), *asked, "--no-pictures", "--quiet"]
    return run([*words, "--run-dir", str(run_dir), *overrides(workload, sets)], folder / "said")[0]


def overrides(workload: Workload, sets: Sequence[str]) -> list[str]:
    return [word for override in (*workload.sets, *sets) for word in ("--set", override)]


@contextlib.contextmanager
def busy_process() -> Iterator[None]:
    """One other process that never rests."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def confine(cores: int) -> None:
    """Lets this process, and those that it starts, use so many cores."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, ALL_CORES[:cores])


ALL_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))
