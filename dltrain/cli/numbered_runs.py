"""A comparison with its runs numbered, where their names are too long for its tables; each name stands once, above them."""

from __future__ import annotations

import dataclasses
import re

from dltrain.commands.compare import RunComparison


def numbered(result: RunComparison) -> tuple[RunComparison, list[list[str]]]:
    """The same comparison with its runs called `run 1`, `run 2`, ..., and the rows that say which is which."""
    called = {entry.path: dataclasses.replace(entry, name=f"run {place}") for place, entry in enumerate(result.runs, 1)}
    names = {entry.name: called[entry.path].name for entry in result.runs}
    verdicts = []
    for verdict in result.verdicts:
        a, b = called[verdict.a.path], called[verdict.b.path]
        verdicts.append(dataclasses.replace(verdict, a=a, b=b, words=verdict.result.in_words(a.name, b.name, p=verdict.p)))
    longest_first = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))  # a name may begin another
    whole_name = re.compile(rf"(?<![\w./-])(?:{longest_first})(?![\w./-])")
    notes = [whole_name.sub(lambda match: names[match[0]], note) for note in result.notes]
    short = dataclasses.replace(
        result,
        runs=tuple(called[entry.path] for entry in result.runs),
        best={metric: tuple(called[entry.path] for entry in best) for metric, best in result.best.items()},
        seeds=tuple(dataclasses.replace(group, runs=tuple(called[entry.path] for entry in group.runs)) for group in result.seeds),
        reference=result.reference and called[result.reference.path],
        verdicts=tuple(verdicts),
        notes=tuple(notes),
    )
    return short, [[names[entry.name], entry.name] for entry in result.runs]
