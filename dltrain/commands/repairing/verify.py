"""Whether a patch helps: the spec as it was and as it is repaired, trained over the same seeds, and compared."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.commands.preparing.rate_search import with_rate
from dltrain.commands.preparing.setup import prepare_to_train
from dltrain.commands.repairing.repair import Repair, named
from dltrain.commands.sweeping.seeds import train_seeds
from dltrain.commands.training.display import Display, Unfinished
from dltrain.commands.training.train_single import train_one
from dltrain.errors import InputError
from dltrain.runs import Summary
from dltrain.runs.summary import Metrics
from dltrain.spec.engines import is_stacked
from dltrain.spec.loading import Loaded
from dltrain.spec.resolve import Resolved
from dltrain.spec.sweep import Sweep
from dltrain.statistics.seeds import Gain, paired_gain

ALPHA = 0.05
NO_SWEEP: Any = None  # which is absent in a spec


@dataclass(frozen=True)
class Verdict:
    """The values of a metric on a split, seed by seed, before and after a patch; NaN of a training that diverged. `gain` is
    positive where the patch is better, and None where trainings were lost."""

    metric: str
    split: str
    maximize: bool
    before: Sequence[float]
    after: Sequence[float]

    @property
    def gain(self) -> Gain | None:
        """How much better the repaired spec is."""
        if any(map(math.isnan, (*self.before, *self.after))):
            return None
        pair = (self.before, self.after) if self.maximize else (self.after, self.before)
        return paired_gain(*pair)

    @property
    def helped(self) -> bool:
        """Whether it is better by more than luck, or keeps trainings from diverging that did and loses none."""
        if (gain := self.gain) is not None:
            return gain.mean > 0 and gain.p <= ALPHA
        lost = [sum(map(math.isnan, values)) for values in (self.before, self.after)]
        return lost[1] == 0 and lost[0] > len(self.before) / 2

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        gain = self.gain
        return {
            "metric": self.metric,
            "split": self.split,
            "before": list(self.before),
            "after": list(self.after),
            "gain": None if gain is None else gain.mean,
            "interval": None if gain is None else [gain.low, gain.high],
            "p": None if gain is None else gain.p,
            "helped": self.helped,
        }


def verify(made: Repair, seeds: int, display: Display) -> Verdict:
    """Trains both specs with so many seeds. No test row has a say where there are validation rows. Raises InputError."""
    if seeds < 2:
        raise InputError("--seeds must be at least 2: one seed tells nothing of luck")
    display.say(f"the spec as it was, {seeds} seeds")
    before, resolved = metrics_by_seed(named(made.loaded(made.before), "as_it_was"), seeds, display)
    display.say(f"the spec repaired, {seeds} seeds")
    after, _ = metrics_by_seed(named(made.loaded(made.after), "repaired"), seeds, display)
    metric, maximize = _main(resolved)
    split = next(one for one in ("validation", "test", "train") if any(one in metrics for metrics in before + after))
    values = [[_value(metrics.get(split, {}), metric) for metrics in each] for each in (before, after)]
    return Verdict(metric, split, maximize, *values)


def _main(resolved: Resolved) -> tuple[str, bool]:
    """The metric that tells how good a network is, and whether more of it is better."""
    if not resolved.metrics:
        return "loss", False
    name, metric = next(iter(resolved.metrics.items()))
    return name, metric.direction == "max"


def _value(metrics: Metrics, name: str) -> float:
    value = metrics.get(name)
    return math.nan if value is None else float(value)


def metrics_by_seed(
    loaded: Loaded, seeds: int, display: Display, folder: Path | None = None
) -> tuple[list[dict[str, Metrics]], Resolved]:
    """The metrics of each seed by split, none of one that diverged; as a stack where the network can be one. The runs are
    made in `folder`, or else in `runs/`. Raises InputError, Unfinished."""
    experiment = dataclasses.replace(loaded.experiment, sweep=NO_SWEEP)
    first = experiment.seed
    resolved = prepare_to_train(dataclasses.replace(loaded, experiment=experiment)).resolved
    loaded = with_rate(loaded, resolved)
    experiment = dataclasses.replace(loaded.experiment, sweep=NO_SWEEP)
    swept = dataclasses.replace(experiment, sweep=Sweep(seeds=seeds))
    if experiment.ensemble is None and is_stacked(dataclasses.replace(resolved.experiment, sweep=swept.sweep)):
        summary: Any = _ended(lambda: train_seeds(dataclasses.replace(loaded, experiment=swept), folder, display))
        members = summary.members or []
        return [member.metrics if member.status != "diverged" else {} for member in members], resolved
    metrics = []
    for seed in range(first, first + seeds):
        one = dataclasses.replace(loaded, experiment=dataclasses.replace(experiment, seed=seed))
        place = folder / str(seed) if folder else None
        summary = _ended(lambda one=one, place=place: train_one(one, place, display))
        metrics.append(summary.metrics if summary.status != "diverged" else {})
    return metrics, resolved


def _ended(train: Any) -> Summary:
    """The summary of a training that ended, or diverged. Raises Unfinished where it was interrupted."""
    try:
        summary: Summary = train()
    except Unfinished as error:
        if error.exit_code != 4:
            raise
        summary = error.summary  # type: ignore[assignment]  # a training that diverged was measured
    return summary
