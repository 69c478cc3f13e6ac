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
from benchmarks.diagnosis.cases import Case, Healthy, changed, file_of, text_of
from benchmarks.diagnosis.others import OTHERS
from benchmarks.diagnosis.trial import course_of, diagnosed, prepared, tested, trained
from dltrain.commands.repairing.repair import changes_of
from dltrain.diagnosis import Finding
from dltrain.spec.editing import changed as edited

SEEDS = 5
DIAGNOSED = 2  # of a healthy spec's seeds
MIN_HARM = 0.03  # of the metric: less is no harm
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

    def text(self, spec: Mapping[str, Any], seed: int = 0) -> str:
        """A spec as text, beside the file that it reads."""
        files.write(file_of(spec), self.folder, self.real)
        return text_of(spec, seed)

    def values(self, text: str, metric: str, of_last: bool = False) -> list[float]:
        """A metric of the test part for each of the seeds, or the loss of the last weights with its sign turned, so that more is
        better; NaN where training diverged."""
        if of_last:
            texts = [edited(text, "seed", seed) for seed in range(SEEDS)]
            return [-trained(one, self.folder).test("loss", of_last) for one in texts]
        found = (one.get(metric) for one in tested(text, self.folder, SEEDS))
        return [math.nan if value is None else float(value) for value in found]

    def judge(self, case: Case) -> Verdict:
        """Trains a case beside its healthy twin, diagnoses a typical run of it, and tries the patch."""
        base = BASES[case.base]
        spec = changed(base.spec, case.changes)
        values = self.values(self.text(spec), base.metric, case.of_last)
        sound = self.values(self.text(changed(base.spec, case.twin)), base.metric, case.of_last)
        harm, margin = mean(sound) - worst_or_mean(values), max(MIN_HARM, DEVIATIONS * stdev(sound))
        is_harmed = not harm < margin
        text = self.text(spec, typical(values, mean(sound) - margin if is_harmed else math.inf))
        trial, setup = trained(text, self.folder), prepared(text, self.folder)
        findings = [finding for finding in diagnosed(trial, setup) if finding.problem]
        others = {name: rules(course_of(trial, setup)) for name, rules in OTHERS.items()}
        won_back = self.won_back(case, findings, values, sound) if is_harmed and not case.in_data else None
        return Verdict(case, base.half, is_harmed or case.in_data, harm, findings, others, won_back)

    def won_back(self, case: Case, findings: Sequence[Finding], faulty: list[float], sound: list[float]) -> float:
        """The share of the lost metric that the patch regains; 0 without a patch. Of lost runs, the metric was 0."""
        base = BASES[case.base]
        changes, text = changes_of(findings), self.text(changed(base.spec, case.changes))
        if not changes:
            return 0.0
        for change in changes:
            text = edited(text, change.key, change.after)
        after = self.values(text, base.metric, case.of_last)
        if any(map(math.isnan, after)):
            return 0.0
        floor = mean(0.0 if math.isnan(value) else value for value in faulty)
        floor = floor if case.of_last else max(0.0, floor)
        return (mean(after) - floor) / (mean(sound) - floor)

    def keep_peace(self, run: Healthy) -> list[Peace]:
        """Trains a healthy spec, sees that it is, and diagnoses its runs. It is healthy where its metric is as good as its
        base's, and with the last weights as with the best."""
        base = BASES[run.base]
        spec = changed(base.spec, run.changes)
        sound = self.values(self.text(base.spec), base.metric)
        texts = [self.text(spec, seed) for seed in range(DIAGNOSED)]
        trials = [trained(text, self.folder) for text in texts]
        values, last = [one.test(base.metric) for one in trials], [one.test(base.metric, True) for one in trials]
        margin = max(MIN_HARM, DEVIATIONS * stdev(sound))
        is_healthy = worst_or_mean(values) > mean(sound) - margin and worst_or_mean(last) > mean(values) - margin
        found = []
        for text, trial in zip(texts, trials, strict=True):
            setup = prepared(text, self.folder)
            ills = [finding for finding in diagnosed(trial, setup) if finding.ails]
            others = {name: rules(course_of(trial, setup)) for name, rules in OTHERS.items()}
            found.append(Peace(run, base.half, is_healthy, ills, others))
        return found


def worst_or_mean(values: Sequence[float]) -> float:
    """The mean; minus infinity where a run was lost."""
    return -math.inf if any(map(math.isnan, values)) else mean(values)


def typical(values: Sequence[float], below: float) -> int:
    """The first of those that were lost; where none was, the run in the middle of those below a value."""
    lost = [index for index, value in enumerate(values) if math.isnan(value)]
    if lost:
        return lost[0]
    ranked = sorted(range(len(values)), key=lambda place: values[place])
    chosen = [place for place in ranked if values[place] <= below] or ranked
    return chosen[len(chosen) // 2]
