"""The verdict of a comparison in plain words."""

from __future__ import annotations

from dltrain.statistics.comparison import Comparison, p_in_words
from dltrain.statistics.power import MAX_UNITS, more_needed
from dltrain.text.formatting import count

ALPHA = 0.05
REPEATS = ("seed", "fold")


def in_words(result: Comparison, name_a: str, name_b: str, p: float | None = None, tests: int = 1) -> str:
    """The verdict as a sentence: `B beats A by 1.2 points, 95 % interval 0.4 to 2.0: more than luck (...)`, or how much more must
    be measured to tell. `p` replaces the p value by one that was corrected for so many tests."""
    p = result.p if p is None else p
    winner, loser = (name_a, name_b) if result.better == "a" else (name_b, name_a)
    corrected = "corrected " if tests > 1 else ""
    facts = [f"{result.measure} {'over' if result.unit in REPEATS else 'on'} {_units(result)}"]
    facts.append(f"{result.method}, {corrected}p {p_in_words(p)}")
    if result.better is None:
        return f"{name_a} and {name_b} are not distinguishable: no difference at all ({'; '.join(facts)})"
    if right := _right(result, loser):
        facts.insert(1, right)
    if result.is_more_than_luck(p, ALPHA):
        return f"{winner} beats {loser} by {_gain(result)}: more than luck ({'; '.join(facts)})"
    found = "; ".join([f"{_gain(result)} for {winner}", *facts])
    return f"{winner} and {loser} are not distinguishable: {_needed(result, tests)} ({found})"


def _needed(result: Comparison, tests: int) -> str:
    """`12 more seeds would be needed to see a difference of this size`."""
    more = more_needed(result, ALPHA / tests)
    this_size = "would be needed to see a difference of this size"
    if more is not None and more <= MAX_UNITS:
        return f"{count(more, f'more {result.unit}')}{' each' if result.samples == 2 else ''} {this_size}"
    if result.may_grow and result.deviation:
        return f"more than {count(MAX_UNITS, result.unit)} {this_size}"
    return "a difference of this size is within luck"


def _gain(result: Comparison) -> str:
    """`1.2 points, 95 % interval 0.4 to 2.0`, of the better one over the other."""
    sign = 1 if result.difference > 0 else -1
    size, (low, high) = abs(result.difference), sorted(sign * end for end in result.interval)
    if result.is_share:
        digits = 1 if size >= 0.001 else 2
        return f"{100 * size:.{digits}f} points, 95 % interval {100 * low:.{digits}f} to {100 * high:.{digits}f}"
    return f"{size:.4g}, 95 % interval {low:.4g} to {high:.4g}"


def _right(result: Comparison, loser: str) -> str:
    """`right on 14 rows that A misses, wrong on 3 that it gets right`."""
    if not result.a_alone + result.b_alone:
        return ""
    more, fewer = sorted((result.a_alone, result.b_alone), reverse=True)
    return f"right on {count(more, 'row')} that {loser} misses, wrong on {fewer:,} that it gets right"


def _units(result: Comparison) -> str:
    told = count(result.count, result.unit)
    return f"{told} in blocks of {result.together:,}" if result.together > 1 else told
