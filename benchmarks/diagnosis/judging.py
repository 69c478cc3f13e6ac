"""What counts: whether a case is faulty at all, what is found of it, and how much its patch wins back."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from benchmarks.diagnosis import files
from benchmarks.diagnosis.bases import BASES
from benchmarks.diagnosis.cases import Base, Case, Healthy, changed, file_of, text_of
from benchmarks.diagnosis.others import OTHERS
from benchmarks.diagnosis.trial import Trial, course_of, diagnosed, prepared, trained
from dltrain.commands.repair import changes_of
from dltrain.diagnosis import Finding
from dltrain.spec.editing import changed as edited

SEEDS = 5
LEAST = 0.03  # of the metric: less is no harm
DEVIATIONS = 2  # of the healthy runs: less is luck
REGAINED = 0.9  # of what was lost


@dataclass(frozen=True)
class Verdict:
    """A case judged. `harm`: how much worse the faulty runs are, and whether that counts. `findings`: what dltrain finds, the
    likeliest cause first; `others`: what each other tool's rules say. `won_back`: the share of the loss, None without a loss."""

    case: Case
    half: str
    is_faulty: bool
    harm: float
    findings: Sequence[Finding]
    others: Mapping[str, Sequence[str]]
    won_back: float | None = None

    @property
    def ills(self) -> list[Finding]:
        """The findings that a healthy run does not have."""
        return [finding for finding in self.findings if finding.ails]

    @property
    def is_right(self) -> bool:
        """Whether the planted fault is named first."""
        return bool(self.ills) and self.ills[0].problem in (self.case.problem, *self.case.also)


@dataclass(frozen=True)
class Peace:
    """A healthy run judged: whether it is healthy, and what was said of it all the same."""

    run: Healthy
    half: str
    is_healthy: bool
    ills: Sequence[Finding]
    others: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Workshop:
    """Where specs are trained: the folder of what is kept, and that of the real data."""

    folder: Path
    real: Path | None

    def runs(self, spec: Mapping[str, Any], seeds: int = SEEDS) -> list[Trial]:
        """A spec trained with so many seeds."""
        files.write(file_of(spec), self.folder, self.real)
        return [trained(text_of(spec, seed), self.folder) for seed in range(seeds)]

    def judge(self, case: Case) -> Verdict:
        """Trains a case beside its healthy twin, diagnoses a typical run of it, and tries the patch."""
        base = BASES[case.base]
        spec = changed(base.spec, case.changes)
        values = [run.test(base.metric, case.of_last) for run in self.runs(spec)]
        sound = [run.test(base.metric, case.of_last) for run in self.runs(changed(base.spec, case.twin))]
        harm, margin = mean(sound) - worst_or_mean(values), max(LEAST, DEVIATIONS * stdev(sound))
        is_harmed = not harm < margin
        seed = typical(values, mean(sound) - margin if is_harmed else math.inf)
        text = text_of(spec, seed)
        trial, setup = trained(text, self.folder), prepared(text, self.folder)
        findings = [finding for finding in diagnosed(trial, setup) if finding.problem]
        others = {name: rules(course_of(trial, setup)) for name, rules in OTHERS.items()}
        won_back = self.won_back(base, case, spec, findings, values, sound) if is_harmed else None
        return Verdict(case, base.half, is_harmed or case.in_data, harm, findings, others, won_back)

    def won_back(
        self,
        base: Base,
        case: Case,
        spec: Mapping[str, Any],
        findings: Sequence[Finding],
        faulty: list[float],
        sound: list[float],
    ) -> float:
        """The share of the lost metric that the patch regains; 0 without a patch."""
        changes = changes_of(findings)
        if not changes:
            return 0.0
        after = []
        for seed in range(SEEDS):
            text = text_of(spec, seed)
            for change in changes:
                text = edited(text, change.key, change.after)
            after.append(trained(text, self.folder).test(base.metric, case.of_last))
        if any(map(math.isnan, after)):
            return 0.0
        floor = max(0.0, mean(value for value in faulty if not math.isnan(value)) if not all(map(math.isnan, faulty)) else 0.0)
        return (mean(after) - floor) / (mean(sound) - floor)

    def keep_peace(self, run: Healthy) -> list[Peace]:
        """Trains a healthy spec, sees that it is, and diagnoses its runs. It is healthy where its metric is as good as its
        base's, and with the last weights as with the best."""
        base = BASES[run.base]
        spec = changed(base.spec, run.changes)
        trials, sound = self.runs(spec), [one.test(base.metric) for one in self.runs(base.spec)]
        values, last = [one.test(base.metric) for one in trials], [one.test(base.metric, True) for one in trials]
        margin = max(LEAST, DEVIATIONS * stdev(sound))
        is_healthy = worst_or_mean(values) > mean(sound) - margin and worst_or_mean(last) > mean(values) - margin
        found = []
        for seed, trial in enumerate(trials):
            setup = prepared(text_of(spec, seed), self.folder)
            ills = [finding for finding in diagnosed(trial, setup) if finding.ails]
            others = {name: rules(course_of(trial, setup)) for name, rules in OTHERS.items()}
            found.append(Peace(run, base.half, is_healthy, ills, others))
        return found


def worst_or_mean(values: Sequence[float]) -> float:
    """The mean; minus infinity where a run was lost."""
    return -math.inf if any(map(math.isnan, values)) else mean(values)


def typical(values: Sequence[float], below: float) -> int:
    """The run in the middle of those below a value, lost ones lowest."""
    ranked = sorted(range(len(values)), key=lambda place: -math.inf if math.isnan(values[place]) else values[place])
    chosen = [place for place in ranked if math.isnan(values[place]) or values[place] <= below] or ranked
    return chosen[len(chosen) // 2]
