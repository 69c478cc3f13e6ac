"""Findings, the likeliest cause first; what is a symptom of another problem that was found is not told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dltrain.diagnosis.check import PROBLEMS
from dltrain.diagnosis.finding import Finding

RANKS = {"error": 0, "warning": 1, "hint": 2}
CAUSE = 0.5  # the confidence from which on a problem that is more than a hint explains others


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Problems that no other explains, the most severe and then the surest first; among equals in the order of the table, in
    which what comes before training stands before what comes of it. Facts come last."""
    found = list(findings)
    names = list(PROBLEMS)
    problems = [one for one in found if one.problem]
    explained = symptoms(problems)
    kept = [one for one in problems if one.problem not in explained]
    kept.sort(key=lambda one: (RANKS[one.severity], -one.confidence, names.index(one.problem)))
    return [*kept, *(one for one in found if one.fact)]


def symptoms(problems: Sequence[Finding]) -> set[str]:
    """The names of the problems that others among these explain, directly or by way of others."""
    causes = [one.problem for one in problems if one.ails and one.confidence >= CAUSE]
    explained: set[str] = set()
    for cause in causes:
        if cause not in explained:
            explained |= _reached(cause) - {cause}
    return explained


def _reached(cause: str) -> set[str]:
    reached: set[str] = set()
    rest = [*PROBLEMS[cause].explains]
    while rest:
        name = rest.pop()
        if name not in reached and name in PROBLEMS:
            reached.add(name)
            rest += PROBLEMS[name].explains
    return reached
