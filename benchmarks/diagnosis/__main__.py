"""`python -m benchmarks.diagnosis --kept DIR`: trains the cases, faulty and healthy, and shows what is found of them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.diagnosis import table
from benchmarks.diagnosis.bases import BASES
from benchmarks.diagnosis.cases import Case, Healthy
from benchmarks.diagnosis.faults import all_cases
from benchmarks.diagnosis.healthy import all_healthy
from benchmarks.diagnosis.judging import Peace, Verdict, Workshop
from benchmarks.diagnosis.tables import FIRST, SECOND, TABLES


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.diagnosis", description="How well planted faults are found.")
    parser.add_argument("problems", nargs="*", metavar="PROBLEM", help="only cases of these; 'healthy' for the healthy runs")
    parser.add_argument(
        "--kept", type=Path, required=True, help="the folder where trainings are kept, so that none is done twice"
    )
    parser.add_argument("--real", type=Path, help="the folder of real data; without it those data sets are left out")
    parser.add_argument("--half", choices=[FIRST, SECOND], help="the data sets of one half alone")
    parser.add_argument("--each", type=int, help="at most so many cases of each problem and half")
    parser.add_argument(
        "--verbose", action="store_true", help="a line for every case that was missed or misnamed, and every alarm"
    )
    told = parser.parse_args()
    told.kept.mkdir(parents=True, exist_ok=True)
    workshop = Workshop(told.kept.absolute(), told.real)
    verdicts = [judged(workshop, case) for case in chosen(told)]
    peaces = [peace for run in healthy(told) for peace in workshop.keep_peace(run)]
    if told.verbose:
        table.show_lines(verdicts, peaces)
    table.show(verdicts, peaces)


def judged(workshop: Workshop, case: Case) -> Verdict:
    """A case, and a mark of progress."""
    verdict = workshop.judge(case)
    print("." if verdict.is_faulty else "o", end="", flush=True, file=sys.stderr)
    return verdict


def is_chosen(told: argparse.Namespace, base: str) -> bool:
    """Whether the data set of a base is there, and of the half that was asked for."""
    table_of = TABLES[BASES[base].table]
    return told.half in (None, table_of.half) and (told.real is not None or not table_of.is_real)


def chosen(told: argparse.Namespace) -> Iterator[Case]:
    """The faulty cases that were asked for."""
    seen: dict[tuple[str, str], int] = {}
    for case in all_cases():
        key = case.problem, BASES[case.base].half
        if (told.problems and case.problem not in told.problems) or not is_chosen(told, case.base):
            continue
        seen[key] = seen.get(key, 0) + 1
        if told.each is None or seen[key] <= told.each:
            yield case


def healthy(told: argparse.Namespace) -> Sequence[Healthy]:
    """The healthy runs that were asked for."""
    if told.problems and "healthy" not in told.problems:
        return []
    return [run for run in all_healthy() if is_chosen(told, run.base)]


__all__ = ["Peace", "json", "main"]

if __name__ == "__main__":
    main()
