"""Whether the difference between specs is more than luck: tests over their seeds, over their folds, and over their test rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dltrain.commands.comparing.differences import value_as_yaml
from dltrain.commands.comparing.groups import SpecGroup
from dltrain.commands.comparing.runs import ComparedRun
from dltrain.metrics import direction_of, own_name
from dltrain.statistics import Comparison, Measure, holm, in_words, paired_t, resampled_t, welch_t

if TYPE_CHECKING:
    from dltrain.commands.comparing.rows import TestedRows

UNBOUNDED = ("r2", "matthews", "cohen_kappa")  # metrics of which more is better that are no share of anything


@dataclass(frozen=True)
class TestedPair:
    """What tells spec `b` from spec `a`; `p` is the test's, corrected where several such `tests` were made."""

    a: SpecGroup
    b: SpecGroup
    result: Comparison
    p: float
    tests: int = 1

    @property
    def words(self) -> str:
        """The verdict as a sentence."""
        return self.sentence(self.a.name, self.b.name)

    def sentence(self, name_a: str, name_b: str) -> str:
        """The verdict with other names."""
        return in_words(self.result, name_a, name_b, self.p, self.tests)


@dataclass(frozen=True)
class Asked:
    """What is tested: a metric on a split where there are seeds or folds."""

    split: str | None
    metric: str

    @property
    def measure(self) -> Measure:
        """The metric, with its name for people."""
        maximize = direction_of(self.metric) == "max"
        is_share = maximize and not own_name(self.metric).startswith(UNBOUNDED)
        return Measure(f"{self.split} {self.metric}", maximize, is_share)


def verdicts(
    reference: SpecGroup, others: Sequence[SpecGroup], asked: Asked, differing: Mapping[str, Sequence[Any]]
) -> tuple[list[TestedPair], list[str]]:
    """`reference` against each other one, by seeds or folds where both have several, and by test rows where both have them; each
    kind of test corrected by Holm's procedure. And notes that say why where no test is possible; `differing` are the differences
    of the specs. Raises DamagedError."""
    read: dict[int, TestedRows | str] = {}
    repeated: list[tuple[SpecGroup, Comparison]] = []
    by_rows: list[tuple[SpecGroup, Comparison]] = []
    refusals: dict[str, list[str]] = {}
    for other in others:
        refused = _incomparable(reference, other)
        over = refused or _over_repeats(reference, other, asked)
        rows = refused or _by_rows(reference, other, read, reference.first.target_of(asked.metric))
        if isinstance(over, Comparison):
            repeated.append((other, over))
        if isinstance(rows, Comparison):
            by_rows.append((other, rows))
        if isinstance(rows, str) and not isinstance(over, Comparison):
            refusals.setdefault(over or rows, []).append(other.name)
    tested = []
    for family in (repeated, by_rows):
        corrected = holm([result.p for _, result in family])
        tested += [
            TestedPair(reference, other, result, p, len(family)) for (other, result), p in zip(family, corrected, strict=True)
        ]
    if len(others) == 1:
        cannot = "no test can tell whether the difference is luck"
        return tested, [f"{cannot}: {why}{_cause(why, differing)}" for why in refusals]
    return tested, [f"no test against {reference.name} for {', '.join(names)}: {why}" for why, names in refusals.items()]


def reconstruction_settings(entry: ComparedRun) -> list[Any]:
    """What decides what an autoencoder is to give back, and in which unit, beside the data itself."""
    return [entry.key("data", key) for key in ("target", "exclude", "features", "columns", "scale", "reduce")]


def _incomparable(a: SpecGroup, b: SpecGroup) -> str:
    """Why results of two specs do not compare at all; empty where they do."""
    for group in (a, b):
        if all(entry.summary is None for entry in group.runs):
            return f"{group.name} has not ended"
        if not group.repeats:
            return f"{group.name} diverged"
    first, second = a.first, b.first
    if first.task != second.task:
        return f"the tasks are different, {first.task} and {second.task}"
    own_test_file = first.key("data", "source", "test")
    is_same_file = own_test_file is not None and own_test_file == second.key("data", "source", "test")
    if first.fingerprint != second.fingerprint and not is_same_file:
        return "the runs learned from different data"
    if first.is_reconstruction and reconstruction_settings(first) != reconstruction_settings(second):
        return "the inputs that are given back are not the same"
    return ""


def _over_repeats(a: SpecGroup, b: SpecGroup, asked: Asked) -> Comparison | str:
    """The test over seeds or folds; why there can be none where these have no rows in common, empty where each has one run."""
    values_a, values_b = a.values(asked.split, asked.metric), b.values(asked.split, asked.metric)
    if a.has_folds is not b.has_folds:
        folded, single = (a, b) if a.has_folds else (b, a)
        return f"{folded.name} has folds and {single.name} has not"
    if len(values_a) + len(values_b) <= 2:
        return ""
    share = max(a.test_share(asked.split), b.test_share(asked.split))
    common = sorted(values_a.keys() & values_b.keys())
    unit = "fold" if a.has_folds else "seed"
    if len(common) >= 2 and len(common) == min(len(values_a), len(values_b)):
        pairs = [values_a[repeat] for repeat in common], [values_b[repeat] for repeat in common]
        return resampled_t(*pairs, asked.measure, share, unit) if share else paired_t(*pairs, asked.measure, unit)
    if share or {repeat[1] for repeat in values_a} != {repeat[1] for repeat in values_b}:
        return f"the {unit}s of the two hold different rows"
    if min(len(values_a), len(values_b)) < 1:
        return f"{asked.split} {asked.metric} was not measured of both"
    return welch_t(list(values_a.values()), list(values_b.values()), asked.measure, unit)


def _by_rows(a: SpecGroup, b: SpecGroup, read: dict[int, TestedRows | str], target: str) -> Comparison | str:
    """The test of the rows, or why there can be none; `read` keeps the rows of each group. target: the one among several."""
    from dltrain.commands.comparing.rows import compare_tested, tested_rows

    if a.has_folds or b.has_folds:
        return "their folds are compared, whose rows were predicted by other networks each"
    for group in (a, b):
        if id(group) not in read:
            read[id(group)] = tested_rows(group, target)
    first, second = read[id(a)], read[id(b)]
    if isinstance(first, str) or isinstance(second, str):
        return first if isinstance(first, str) else str(second)
    return compare_tested(a, b, first, second, target)


def _cause(why: str, differing: Mapping[str, Sequence[Any]]) -> str:
    """` (data.split.seed 0 and 1)`: the keys behind rows or truths that differ."""
    prefixes: tuple[str, ...] = ()
    if "different rows" in why:
        prefixes = ("data.split", "data.rows", "data.source")
    elif "different true values" in why:
        prefixes = ("data.target",)
    keys = [key for key in differing if prefixes and key.startswith(prefixes) and len(differing[key]) == 2]
    causes = [f"{key} {' and '.join('–' if v is None else value_as_yaml(v) for v in differing[key])}" for key in keys]
    return f" ({', '.join(causes)})" if causes else ""
