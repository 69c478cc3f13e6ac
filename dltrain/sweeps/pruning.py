"""Whether a trial is so far behind the others that it ends early."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from dltrain.randomness import seed_of

MIN_TRIALS = 5  # trials that have ended, before the first is held against their median
REDUCTION = 3  # of three trials at a rung one goes on

Curve = Mapping[int, float | None]  # what was reported, by look from 1 on; None is not a number


@dataclass(frozen=True)
class Course:
    """A trial as the others see it."""

    number: int
    is_completed: bool
    curve: Curve


def is_hopeless(
    method: Literal["median", "hyperband"], own: Course, others: Sequence[Course], looks: int, direction: str
) -> bool:
    """Whether a trial that was looked at last is to end. others: all but itself; looks: how many there are until the end."""
    sign = 1 if direction == "min" else -1
    course, rest = _falling(own, sign), [_falling(other, sign) for other in others]
    return _below_median(course, rest) if method == "median" else _below_rung(course, rest, looks)


def _falling(course: Course, sign: int) -> Course:
    """The course with lower values for better ones, infinite where they are not numbers."""
    curve = {look: math.inf if value is None else sign * value for look, value in course.curve.items()}
    return Course(course.number, course.is_completed, curve)


def _best(course: Course, look: int) -> float:
    return min((value for at, value in course.curve.items() if at <= look and value is not None), default=math.inf)


def _below_median(own: Course, others: Sequence[Course]) -> bool:
    """Its best so far is worse than the median of what completed trials had at this look.

    Golovin et al., Google Vizier: a service for black-box optimization (2017).
    """
    look = max(own.curve)
    there = [value for other in others if other.is_completed and (value := other.curve.get(look)) is not None]
    return len(there) >= MIN_TRIALS and look > 1 and _best(own, look) > statistics.median(there)


def _below_rung(own: Course, others: Sequence[Course], looks: int) -> bool:
    """It stands at a rung of its bracket and is not among the best third of those that have reached it.

    Li et al., Hyperband: a novel bandit-based approach to hyperparameter optimization (2018), each rung as trials reach it, as in
    Li et al., A system for massively parallel hyperparameter tuning (2020).
    """
    brackets = max(1, math.floor(math.log(looks, REDUCTION)))
    look, bracket = max(own.curve), bracket_of(own.number, brackets)
    if look not in {REDUCTION**rung for rung in range(bracket, brackets + 1)}:
        return False
    rivals = [
        value
        for other in others
        if bracket_of(other.number, brackets) == bracket and (value := other.curve.get(look)) is not None
    ]
    mine = own.curve[look]
    assert mine is not None
    ranked = sorted([*rivals, mine])
    return mine > ranked[max(len(ranked) // REDUCTION, 1) - 1]


def bracket_of(number: int, brackets: int) -> int:
    """The bracket of a trial: the later the first rung of a bracket, the fewer trials it has."""
    shares = [math.ceil(brackets * REDUCTION**rest / (rest + 1)) for rest in range(brackets - 1, -1, -1)]
    place = seed_of(number, "bracket of a trial") % sum(shares)
    return next(bracket for bracket in range(brackets) if place < sum(shares[: bracket + 1]))
