"""`python -m benchmarks.diagnosis_cost [WORKLOAD ...]`: what the diagnosis costs of a training, measured in two ways.

*spent* adds up the time within its functions while a run goes on, as a share of the rest of it. *paired* trains in turns with it
and without it and compares the whole of both, in seconds of the processor: it sees what the first cannot, such as a cache that is
left cold, and its error is larger. All is done by one process on one thread, which has imported everything before.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import math
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, stdev
from typing import Any
from unittest.mock import patch

from rich.table import Table

from benchmarks.__main__ import console, folder_of, machine
from benchmarks.workloads import WORKLOADS
from dltrain.commands.preparing import setup
from dltrain.commands.sweep import sweep
from dltrain.commands.train import train
from dltrain.commands.training import findings_in_training
from dltrain.commands.training.display import Display
from dltrain.diagnosis.course import Course
from dltrain.diagnosis.given import Given
from dltrain.kinds import conclusion, predictive
from dltrain.training import session
from dltrain.training.measuring import probe

SEEDS = 64
STACK = f" × {SEEDS}"  # behind the name of a workload that is trained as a stack
NAMES = [name for name in WORKLOADS if name != "cnn_auto"]
STACKS = [name + STACK for name in ("xor", "iris", "digits")]
# What is measured: the owner of each function of the diagnosis, its name, and the column that it counts in.
PLACES: tuple[tuple[Any, str, str], ...] = (
    (setup, "before_training", "before"),
    (session.Session, "sample", "steps"),
    (session.Session, "_write_samples", "steps"),
    (probe.Probe, "before", "steps"),
    (probe.Probe, "after", "steps"),
    (probe.Watch, "listen", "steps"),
    (probe.Watch, "end", "steps"),
    (probe.Watch, "activation", "steps"),
    (findings_in_training.FindingsInTraining, "_look", "epochs"),
    (predictive, "course_of", "after"),
    (conclusion, "after_training", "after"),
)
COLUMNS = ("before", "steps", "epochs", "after")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.diagnosis_cost", description=str(__doc__).splitlines()[0])
    parser.add_argument("workloads", nargs="*", metavar="WORKLOAD", help=f"of {', '.join([*NAMES, *STACKS])}; all if omitted")
    parser.add_argument("--repeats", type=int, default=5, help="trainings of each, whose medians are shown")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of trainings besides, one with it and one without")
    told = parser.parse_args()
    console.print(machine(), highlight=False)
    table = Table("workload", "training ms", *(f"{name} %" for name in COLUMNS), "spent %", "paired %", "error")
    shares = []
    with tempfile.TemporaryDirectory() as scratch:
        for name in told.workloads or [*NAMES, *STACKS]:
            row, share = measured(name, Path(scratch), told.repeats, told.pairs)
            shares.append(share)
            table.add_row(*row)
            print(*row, file=sys.stderr)
    table.add_row("median", "", *[""] * len(COLUMNS), f"{100 * median(shares):.2f}", "", "")
    table.add_row("worst", "", *[""] * len(COLUMNS), f"{100 * max(shares):.2f}", "", "")
    console.print(table)


def measured(name: str, scratch: Path, repeats: int, pairs: int) -> tuple[list[str], float]:
    """The row of a workload, and the share of its training that is spent on the diagnosis."""
    once = trainer(name, scratch)
    spent: list[dict[str, float]] = []
    for _ in range(repeats + 1):  # the first one warms up, where it is not the only one
        with watched() as parts:
            whole = once(time.perf_counter)
        spent.append({column: part / (whole - sum(parts.values())) for column, part in parts.items()} | {"whole": whole})
    spent = spent[1:] or spent
    differences = []
    for _ in range(pairs):
        with without_diagnosis():
            without = once(time.process_time)
        differences.append((once(time.process_time) - without) / without)
    share = median(sum(one[column] for column in COLUMNS) for one in spent)
    columns = [f"{100 * median(one[column] for one in spent):.2f}" for column in COLUMNS]
    row = [name, f"{1e3 * median(one['whole'] for one in spent):.0f}", *columns, f"{100 * share:.2f}"]
    if not differences:
        return [*row, "", ""], share
    error = stdev(differences) / math.sqrt(pairs) if pairs > 1 else math.nan
    return [*row, f"{100 * median(differences):+.1f}", f"± {100 * error:.1f}"], share


def trainer(name: str, scratch: Path) -> Callable[[Callable[[], float]], float]:
    """What trains a workload once and says how long that took by a clock."""
    workload = WORKLOADS[name.removesuffix(STACK)]
    folder = folder_of(name.removesuffix(STACK), scratch)
    spec = Path(shutil.copy(workload.path, folder))
    sets = [*workload.sets, "threads=1"]

    def once(clock: Callable[[], float]) -> float:
        shutil.rmtree(folder / "run", ignore_errors=True)
        began = clock()
        if name.endswith(STACK):
            sweep(spec=spec, seeds=SEEDS, sets=sets, run_dir=folder / "run", display=Display(charts=False))
        else:
            train(spec=spec, sets=sets, run_dir=folder / "run", display=Display(charts=False))
        return clock() - began

    return once


@contextlib.contextmanager
def watched() -> Iterator[dict[str, float]]:
    """Adds up the seconds within the functions of the diagnosis, by column; those that one of them calls count once."""
    spent: dict[str, float] = defaultdict(float, dict.fromkeys(COLUMNS, 0.0))
    within = [0]

    def timed(function: Callable[..., Any], column: str) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(*given: Any, **named: Any) -> Any:
            if within[0]:
                return function(*given, **named)
            within[0] += 1
            began = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                spent[column] += time.perf_counter() - began
                within[0] -= 1

        return call

    with contextlib.ExitStack() as patches:
        for owner, name, column in PLACES:
            patches.enter_context(patch.object(owner, name, timed(getattr(owner, name), column)))
        yield spent


@contextlib.contextmanager
def without_diagnosis() -> Iterator[None]:
    """No check is asked, and no step is looked at."""

    def nothing(*given: Any) -> list[Any]:
        return []

    def no_course(session: Any, measured: Any, constant: float | None) -> Course:
        return Course(Given(session.resolved, session.dataset), session.history)

    with contextlib.ExitStack() as patches:
        for owner, name in ((setup, "before_training"), (conclusion, "after_training"), (session.Session, "sample")):
            patches.enter_context(patch.object(owner, name, nothing))
        patches.enter_context(patch.object(findings_in_training.FindingsInTraining, "look", nothing))
        patches.enter_context(patch.object(predictive, "course_of", no_course))
        yield


if __name__ == "__main__":
    main()
