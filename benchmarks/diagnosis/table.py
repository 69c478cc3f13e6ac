"""The tables of the benchmark."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.diagnosis.judging import REGAINED, Peace, Verdict
from benchmarks.diagnosis.others import OTHERS, SAYS
from benchmarks.diagnosis.tables import FIRST, SECOND

console = Console(width=None if sys.stdout.isatty() else 160)
HALVES = {FIRST: "first half (fitted)", SECOND: "second half (held out)"}


def share(items: Sequence[object], holds: Callable[..., bool]) -> str:
    """How many hold, of how many, and in hundredths."""
    count = sum(map(holds, items))
    return f"{count}/{len(items)} {100 * count / len(items):.1f} %" if items else "–"


def show(verdicts: Sequence[Verdict], peaces: Sequence[Peace]) -> None:
    """The tools side by side for each half, then problem by problem."""
    faulty = [verdict for verdict in verdicts if verdict.is_faulty]
    at_peace = [peace for peace in peaces if peace.is_healthy]
    console.print(f"{len(verdicts)} cases, {len(faulty)} faulty; {len(peaces)} healthy runs, {len(at_peace)} found healthy")
    for half, title in HALVES.items():
        mine, calm = ([one for one in each if one.half == half] for each in (faulty, at_peace))
        if mine or calm:
            _tools(title, mine, calm)  # type: ignore[arg-type]  # lists of two kinds, told apart by where they come from
    _problems(faulty)


def _tools(title: str, faulty: Sequence[Verdict], calm: Sequence[Peace]) -> None:
    found = Table(title, "found", "false alarms", "right cause first", "patch regains 90 %")
    harmed = [one for one in faulty if one.won_back is not None]
    row = share(faulty, lambda one: bool(one.ills)), share(calm, lambda one: bool(one.ills))
    found.add_row("dltrain", *row, share(faulty, lambda one: one.is_right), share(harmed, regains))
    for name in OTHERS:
        row = (
            share(faulty, lambda one, name=name: bool(one.others[name])),
            share(calm, lambda one, name=name: bool(one.others[name])),
        )
        right = share(faulty, lambda one, name=name: says(one.others[name], one.case.problem))
        found.add_row(name, *row, right, "–")
    console.print(found)


def says(names: Sequence[str], problem: str) -> bool:
    """Whether any complaint of a tool, which puts them in no order, means a problem."""
    return any(problem in SAYS[name] for name in names)


def regains(verdict: Verdict) -> bool:
    """Whether the patch wins back what counts."""
    return verdict.won_back is not None and verdict.won_back >= REGAINED


def _problems(faulty: Sequence[Verdict]) -> None:
    found = Table("problem", "half", "found", "right cause first", "patch regains 90 %")
    for problem in dict.fromkeys(verdict.case.problem for verdict in faulty):
        for half in HALVES:
            mine = [one for one in faulty if one.case.problem == problem and one.half == half]
            harmed = [one for one in mine if one.won_back is not None]
            found.add_row(
                problem,
                half,
                share(mine, lambda one: bool(one.ills)),
                share(mine, lambda one: one.is_right),
                share(harmed, regains),
            )
    if found.rows:
        console.print(found)


def show_lines(verdicts: Sequence[Verdict], peaces: Sequence[Peace]) -> None:
    """A line of each case that is not as it should be."""
    for one in verdicts:
        won = "" if one.won_back is None else f"  won back {one.won_back:.0%}"
        ills = ", ".join(finding.problem for finding in one.ills) or "nothing"
        case = f"{one.case.problem} in {one.case.base} {dict(one.case.changes)}: harm {one.harm:.3f}{won}; {ills}"
        if not one.is_faulty:
            console.print(f"NO HARM   {case}", highlight=False, markup=False)
        elif not one.is_right:
            console.print(f"{'MISNAMED' if one.ills else 'MISSED  '}  {case}", highlight=False, markup=False)
        elif one.won_back is not None and not regains(one):
            console.print(f"NOT WON   {case}", highlight=False, markup=False)
    for peace in peaces:
        run = f"{peace.run.base} {dict(peace.run.changes)} ({peace.run.trap})"
        if not peace.is_healthy:
            console.print(f"UNHEALTHY {run}", highlight=False, markup=False)
        elif peace.ills:
            console.print(
                f"ALARM     {run}: {'; '.join(finding.message for finding in peace.ills)}", highlight=False, markup=False
            )
