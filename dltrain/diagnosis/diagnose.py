"""Every check asked in turn."""

from __future__ import annotations

import dataclasses
from collections.abc import Container, Iterable
from typing import TYPE_CHECKING

from dltrain.diagnosis.check import PROBLEMS, Seen, finding_of
from dltrain.diagnosis.finding import Finding
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.order import ordered

if TYPE_CHECKING:
    from dltrain.data.dataset import Dataset
    from dltrain.diagnosis.course import Course
    from dltrain.spec.resolve import Resolved


def before_training(resolved: Resolved, dataset: Dataset) -> list[Finding]:
    """What the spec and the data show before the first step, most likely cause first. No test row has a part in any choice: they
    are only compared with the training rows."""
    given = Given(resolved, dataset)
    found = ((name, seen) for name in _asked(resolved) for seen in PROBLEMS[name]().before(given))
    return ordered(finding_of(name, seen) for name, seen in found)


def after_training(before: Iterable[Finding], course: Course, facts: Iterable[Finding] = ()) -> list[Finding]:
    """What a training has shown, beside what was found before it and the facts that it came to, most likely cause first."""
    names = _asked(course.given.resolved)
    found = [finding_of(name, seen) for name in names for seen in PROBLEMS[name]().during(course)]
    kept = [one for one in before if not (course.epochs and PROBLEMS[one.problem].confirmed)]
    return ordered([*kept, *found, *_in_others(course, {one.problem for one in found}), *facts])


def _asked(resolved: Resolved) -> list[str]:
    """The problems that are looked for."""
    return [name for name in PROBLEMS if resolved.model.has_data or PROBLEMS[name].without_rows]


def _in_others(course: Course, known: Container[str]) -> list[Finding]:
    """What the layers of other networks of the same training show that is not `known` of the first: each problem once, as the
    first network that has it shows it, with how many have it."""
    found: dict[str, list[tuple[Course, Seen]]] = {}
    for name in (name for name in PROBLEMS if PROBLEMS[name].by_layer and name not in known):
        for other in course.others:
            found.setdefault(name, []).extend((other, seen) for seen in PROBLEMS[name]().during(other))
    findings = []
    for name, several in found.items():
        if several:
            finding, networks = finding_of(name, several[0][1]), len({id(other) for other, _ in several})
            evidence = {**finding.evidence, "networks": networks, "of": 1 + len(course.others)}
            message = f"in {several[0][0].whose}: {finding.message}"
            findings.append(dataclasses.replace(finding, evidence=evidence, message=message))
    return findings


def findings_in_training(course: Course) -> list[Finding]:
    """What a training that goes on shows by now and will not grow out of."""
    checks = [(name, PROBLEMS[name]) for name in _asked(course.given.resolved) if PROBLEMS[name].arises]
    found = (finding_of(name, seen) for name, check in checks for seen in check().during(course))
    return ordered(finding for finding in found if finding.ails)
