"""`python -m benchmarks.ranks`: an epoch of two processes on two cores, as torchrun starts them, against one on one core."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.processes import ALL_CORES, ROOT, Failure, overrides
from benchmarks.workloads import WORKLOADS, data

BATCH = 512
LIMIT = 300.0  # seconds that a training may take
GOAL = 0.6  # of the time of one process


@dataclass(frozen=True)
class Trained:
    """`epochs` are wall seconds of each but the first, `processor` those of the processor of each rank from beginning to end."""

    epochs: list[float]
    processor: list[float]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ranks", description=__doc__)
    parser.add_argument("workloads", nargs="*", default=["regression", "cnn"], help=f"of {', '.join(WORKLOADS)}")
    parser.add_argument("--repeats", type=int, default=5, help="how often each is run, in turns")
    parser.add_argument("--ranks", type=int, default=2, help="how many processes, on as many cores")
    parser.add_argument("--epochs", type=int, default=3, help="of each training, the first of which is not counted")
    told = parser.parse_args()
    for name in told.workloads:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            data.write(WORKLOADS[name].spec, folder)
            runs: dict[int, list[Trained]] = {1: [], told.ranks: []}
            for _ in range(told.repeats):
                for world, found in runs.items():
                    found.append(trained(name, folder, world, told.epochs))
        show(name, runs[1], runs[told.ranks])


def show(name: str, alone: list[Trained], together: list[Trained]) -> None:
    """Prints both, and their ratio; the quickest epochs as well, which other work on the machine has disturbed least."""
    both = alone, together
    one, several = ([seconds for run in runs for seconds in run.epochs] for runs in both)
    ratio, quickest = median(several) / median(one), min(several) / min(one)
    processor = [[round(median(each), 2) for each in zip(*(run.processor for run in runs), strict=True)] for runs in both]
    print(f"{name}, batches of {BATCH}: an epoch takes {median(one):.3f} s, of {len(processor[1])} ranks {median(several):.3f} s")
    print(f"  ratio {ratio:.2f} (goal {GOAL}), of the quickest epochs {quickest:.2f}; load {os.getloadavg()[0]:.1f}")
    print(f"  processor seconds in all: {processor[0][0]} against {processor[1]}", flush=True)


def trained(name: str, folder: Path, world: int, epochs: int) -> Trained:
    """Trains with so many ranks, each on a core of its own. Raises Failure."""
    run_dir, workload = folder / "run", WORKLOADS[name]
    shutil.rmtree(run_dir, ignore_errors=True)
    spec = shutil.copy(workload.path, folder)
    words = [sys.executable, "-m", "dltrain", "train", str(spec), "--no-pictures", "--quiet", "--run-dir", str(run_dir)]
    words += overrides(workload, [f"training.batch_size={BATCH}", f"training.epochs={epochs}", "threads=1"])
    began, port = time.monotonic(), _free_port()
    started = [_started(words, folder / f"said-{rank}", _variables(world, rank, port), rank) for rank in range(world)]
    seconds: dict[int, float] = {}
    while len(seconds) < world:
        process, status, usage = os.wait4(-1, os.WNOHANG)
        if process:
            if status:
                raise Failure((folder / "said-0").read_text(encoding="utf-8")[-500:])
            seconds[process] = usage.ru_utime + usage.ru_stime
        elif time.monotonic() - began > LIMIT:
            for one in started:
                one.kill()
            raise Failure(f"{name} takes more than {LIMIT:.0f} s")
        else:
            time.sleep(0.02)
    records = [json.loads(line) for line in (run_dir / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
    return Trained([record["seconds"] for record in records[1:]], [seconds[one.pid] for one in started])


def _started(words: list[str], said: Path, variables: dict[str, str], core: int) -> subprocess.Popen[bytes]:
    given = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"} | variables
    with said.open("wb") as file:
        process = subprocess.Popen(words, stdout=file, stderr=file, env=given, cwd=ROOT)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process.pid, [ALL_CORES[core % len(ALL_CORES)]])
    return process


def _variables(world: int, rank: int, port: int) -> dict[str, str]:
    """Those that torchrun sets."""
    if world == 1:
        return {}
    numbers = {"RANK": rank, "LOCAL_RANK": rank, "WORLD_SIZE": world, "LOCAL_WORLD_SIZE": world, "MASTER_PORT": port}
    return {name: str(number) for name, number in numbers.items()} | {"MASTER_ADDR": "127.0.0.1"}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


if __name__ == "__main__":
    main()
