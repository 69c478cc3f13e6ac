"""`python -m benchmarks [WORKLOAD ...]`: the table of DESIGN's goals, measured."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from benchmarks import lanes, mapped, processes
from benchmarks.lanes import SEEDS
from benchmarks.processes import Failure, Measured
from benchmarks.workloads import WORKLOADS, data

LOOPS = ("best", "tutorial", "scikit_learn")
EXTRAS = ("lightning", "keras", "skorch")  # each in an environment of its own
console = Console(width=None if sys.stdout.isatty() else 140)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Times dltrain and others on the same work.")
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"of {', '.join(WORKLOADS)}; all if omitted")
    parser.add_argument("--repeats", type=int, default=5, help="how often each is run, in turns; medians are shown")
    parser.add_argument("--cores", type=int, default=2, help="how many processor cores all of them may use")
    parser.add_argument("--threads", type=int, help="of every one of them; if omitted, all cores, and what dltrain resolves")
    parser.add_argument("--peers", nargs="*", default=[*LOOPS, *EXTRAS], help="who is run beside dltrain")
    parser.add_argument("--environments", type=Path, default=Path("environments"), help="DIR/keras/bin/python and so on")
    parser.add_argument("--only", choices=["peers", "stack", "lanes", "mapped", "busy"], help="one of the five tables")
    told = parser.parse_args()
    if unknown := [name for name in told.workloads if name not in WORKLOADS]:
        parser.error(f"there is no workload {unknown[0]!r}; there are {', '.join(WORKLOADS)}")
    names, sets = told.workloads or list(WORKLOADS), [f"threads={told.threads}"] if told.threads else []
    console.print(machine(), highlight=False)
    with tempfile.TemporaryDirectory() as scratch:
        if told.only in (None, "peers"):
            processes.confine(told.cores)
            pythons = interpreters(told.peers, told.environments)
            threads = told.threads or told.cores
            show_peers(names, lambda name: compared(name, pythons, folder_of(name, Path(scratch)), told.repeats, sets, threads))
        if told.only in (None, "stack"):
            show_stacks(names, Path(scratch), told.repeats, sets)
        if told.only in (None, "lanes"):
            processes.confine(told.cores)
            console.print(lanes.table_of(lambda name: folder_of(name, Path(scratch)), told.repeats))
        if told.only in (None, "mapped"):
            processes.confine(told.cores)
            console.print(mapped.table_of(Path(scratch), told.repeats))
        if told.only in (None, "busy"):
            processes.confine(told.cores)
            show_busy(names, Path(scratch), told.repeats, sets)


def machine() -> str:
    """When and where this is measured, and with what."""
    cpuinfo = Path("/proc/cpuinfo")
    text = cpuinfo.read_text(encoding="utf-8", errors="replace") if cpuinfo.exists() else ""
    model = text.partition("model name")[2].partition(":")[2].partition("\n")[0].strip() or platform.processor()
    versions = ", ".join(f"{name} {version(name)}" for name in ("torch", "numpy", "scikit-learn"))
    load = f"; {os.getloadavg()[0]:.1f} processes were waiting or at work when it began" if hasattr(os, "getloadavg") else ""
    return f"{date.today()}, {model}, Python {platform.python_version()}, {versions}{load}"


def folder_of(name: str, scratch: Path) -> Path:
    """Where the data of a workload is, made once."""
    spec = WORKLOADS[name].spec
    folder = scratch / spec
    if not folder.exists():
        folder.mkdir()
        data.write(spec, folder)
    return folder


def interpreters(peers: Sequence[str], environments: Path) -> dict[str, str]:
    """The Python of each peer that there is; says which are not."""
    found = {peer: sys.executable for peer in LOOPS if peer in peers}
    for peer in EXTRAS:
        python = environments.absolute() / peer / "bin" / "python"
        if peer in peers and python.exists():
            found[peer] = str(python)
        elif peer in peers:
            console.print(f"{peer}: skipped, there is no {python}", highlight=False)
    return found


def compared(
    name: str, pythons: dict[str, str], folder: Path, repeats: int, sets: Sequence[str], threads: int
) -> dict[str, list[Measured]]:
    """All contenders in turns, dltrain first; the others on so many threads."""
    workload = WORKLOADS[name]
    pythons = {peer: python for peer, python in pythons.items() if peer != "scikit_learn" or workload.scikit_learn}
    found: dict[str, list[Measured]] = {"dltrain": [], **{peer: [] for peer in pythons}}
    for _ in range(repeats):
        found["dltrain"].append(processes.train(workload, folder, sets))
        for peer, python in list(pythons.items()):
            try:
                found[peer].append(processes.loop(peer, python, workload, folder, threads))
            except Failure as failure:
                console.print(f"{name}: {peer} skipped: {failure}", highlight=False, markup=False)
                del pythons[peer], found[peer]
    return found


def show_peers(names: Sequence[str], measure: Callable[[str], dict[str, list[Measured]]]) -> None:
    table = Table("workload", "", "whole s", "to best", "goal", "epoch ms", "to best", "goal", "peak MB", "to best", "loss")
    for name in names:
        measured = measure(name)
        base = measured.get("best")
        for contender, repeats in measured.items():
            workload = WORKLOADS[name] if contender == "dltrain" else None
            threads = repeats[0].threads
            label = f"{name} ({threads} thread{'s' * (threads > 1)})" if workload else ""
            cells = [label, contender]
            for of, digits, scale in ((_whole, 2, 1), (_epoch, 2, 1e3), (_memory, 0, 1e-6)):
                value = of(repeats)
                cells += [f"{value * scale:.{digits}f}", f"{value / of(base):.2f}" if base else ""]
                if of is not _memory:
                    goal = workload and (workload.whole if of is _whole else workload.epoch)
                    cells.append(f"{goal:.2f}" if goal and base else "")
            table.add_row(*cells, f"{median(one.loss for one in repeats):.4f}")
            print(f"{name}: {contender} {_whole(repeats):.2f} s, an epoch {_epoch(repeats) * 1e3:.2f} ms", file=sys.stderr)
        table.add_section()
    console.print(table)


def show_stacks(names: Sequence[str], scratch: Path, repeats: int, sets: Sequence[str]) -> None:
    """The wall time of many seeds as one stack, to that of one run."""
    table = Table("workload", "one run s", f"{SEEDS} seeds s", "ratio", "goal")
    for name in names:
        workload, folder = WORKLOADS[name], folder_of(name, scratch)
        if workload.stack is None:
            continue
        one, many = [], []
        try:
            for _ in range(repeats):
                one.append(processes.train(workload, folder, sets).whole)
                many.append(processes.sweep(workload, folder, ("--seeds", str(SEEDS)), sets))
        except Failure as failure:
            console.print(f"{name}: {SEEDS} seeds as one stack skipped: {failure}", highlight=False, markup=False)
            continue
        ratio = median(many) / median(one)
        table.add_row(name, f"{median(one):.2f}", f"{median(many):.2f}", f"{ratio:.2f}", f"{workload.stack:.1f}")
    if table.rows:
        console.print(table)


def show_busy(names: Sequence[str], scratch: Path, repeats: int, sets: Sequence[str]) -> None:
    """An epoch beside another process that never rests, to one without."""
    table = Table("workload", "idle ms", "beside another ms", "ratio", "goal")
    for name in names:
        workload, folder = WORKLOADS[name], folder_of(name, scratch)
        idle, beside = [], []
        for _ in range(repeats):
            idle.append(processes.train(workload, folder, sets))
            with processes.busy_process():
                beside.append(processes.train(workload, folder, sets))
        ratio = _epoch(beside) / _epoch(idle)
        table.add_row(name, f"{_epoch(idle) * 1e3:.2f}", f"{_epoch(beside) * 1e3:.2f}", f"{ratio:.2f}", "1.60")
    console.print(table)


def _whole(repeats: Sequence[Measured]) -> float:
    return median(one.whole for one in repeats)


def _epoch(repeats: Sequence[Measured]) -> float:
    return median(one.epoch for one in repeats)


def _memory(repeats: Sequence[Measured]) -> float:
    return median(one.memory for one in repeats)


if __name__ == "__main__":
    main()
