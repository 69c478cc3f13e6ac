"""Cross-validation: one ordinary run a fold in `fold-k/`, means and deviations above them."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import dltrain.runs as runs
from dltrain.commands.loading.checkpoint_state import check_state, restored
from dltrain.commands.loading.origin import note
from dltrain.commands.preparing.setup import prepare_to_train
from dltrain.commands.training.closing import measured
from dltrain.commands.training.display import Display
from dltrain.commands.training.following import announce_rate
from dltrain.commands.training.parts_by_rank import RankPool, rank_pool, summary_of
from dltrain.commands.training.parts_in_turn import resumable
from dltrain.commands.training.ranks import facts_of_parts
from dltrain.commands.training.train_single import train_one
from dltrain.data.options.split import Split
from dltrain.diagnosis.order import RANKS
from dltrain.runs import Run, Summary
from dltrain.spec.experiment import Experiment
from dltrain.spec.loading import Loaded
from dltrain.spec.writing import as_yaml
from dltrain.text.formatting import count, number
from dltrain.text.layout import available, columns
from dltrain.trackers import kept_channels

TrainFold = Callable[[Loaded, "Path | None", Display], "Summary"]


def fold_count(experiment: Experiment) -> int:
    """How many folds are to be run; 0 for an ordinary run, that of a single fold included."""
    split = experiment.data.split
    return split.folds if isinstance(split, Split) and split.folds and split.fold is None else 0


def of_fold(loaded: Loaded, fold: int) -> Loaded:
    """The spec of one fold, from 1."""
    split = dataclasses.replace(loaded.experiment.data.split, fold=fold)  # type: ignore[type-var]  # a Split where there are folds
    data = dataclasses.replace(loaded.experiment.data, split=split)
    return dataclasses.replace(loaded, experiment=dataclasses.replace(loaded.experiment, data=data))


def fold_folder(run: Run, fold: int) -> Path:
    """Where a fold's own run is."""
    return run.folder / f"fold-{fold}"


def train_folds(loaded: Loaded, run_dir: Path | None, display: Display) -> Summary:
    """Trains every fold in a new directory and returns the summary above them. Raises what `train_one` raises."""
    setup = prepare_to_train(of_fold(loaded, 1))
    experiment = setup.resolved.experiment
    split = dataclasses.replace(experiment.data.split, fold=None)  # type: ignore[type-var]  # a Split where there are folds
    above = dataclasses.replace(experiment, data=dataclasses.replace(experiment.data, split=split))
    # What depends on the number of rows is settled once: the folds are alike, and the spec above them says how they train.
    alike = dataclasses.replace(loaded, experiment=dataclasses.replace(loaded.experiment, training=experiment.training))
    with rank_pool() as pool:
        pool.agree(facts_of_parts(setup))
        run = pool.shared_run(lambda: runs.create(str(experiment.name), as_yaml(above), folder=run_dir))
        with run.lock():
            note(run, loaded)
            display.made(run)
            announce_rate(run, setup, display)
            return carry_out_folds(run, alike, display, train_one, pool)


def carry_out_folds(run: Run, loaded: Loaded, display: Display, train_fold: TrainFold, pool: RankPool) -> Summary:
    """Trains the folds one by one, each by `train_fold`, and writes the summary above them. The caller holds the run's lock."""
    folds = fold_count(loaded.experiment)

    def train(fold: int) -> Summary:
        run.check_lock()
        display.say(f"fold {fold} of {folds}")
        return train_fold(of_fold(loaded, fold), fold_folder(run, fold), display)

    with resumable(run, str(loaded.experiment.name)), kept_channels():
        summaries = pool.train(range(1, folds + 1), train, lambda fold: summary_of(fold_folder(run, fold)))
        summary = run.write_summary(summary_above(summaries))
    display.say(words_above(summary, run.folder, _measures(Run(fold_folder(run, 1)))))
    return summary


def _measures(fold: Run) -> str:
    """What the numbers of a finished fold are, and so those of all."""
    path = fold.checkpoint_path("best")
    _, state = fold.read_checkpoint("best")
    encoding, resolved = restored(path, check_state(path, state))
    return measured(resolved, encoding)


def summary_above(summaries: Sequence[Summary]) -> Summary:
    """Means of the folds' metrics where a single run has its own, their sample deviations beside them."""
    first = summaries[0]
    return dataclasses.replace(
        first,
        status="completed",
        best_epoch=None,
        members=None,
        changes=None,
        folds=len(summaries),
        epochs=sum(summary.epochs for summary in summaries),
        steps=sum(summary.steps for summary in summaries),
        seconds=sum(summary.seconds for summary in summaries),
        metrics={split: means_of([summary.metrics[split] for summary in summaries]) for split in first.splits},
        deviations={split: deviations_of([summary.metrics[split] for summary in summaries]) for split in first.splits},
        baselines={
            name: {split: means_of([summary.baselines[name][split] for summary in summaries]) for split in by_split}
            for name, by_split in first.baselines.items()
        },
        findings=findings_of(summaries, "folds"),
    )


def findings_of(summaries: Sequence[Summary], what: str) -> list[Mapping[str, Any]]:
    """Each finding once, as the first of several runs that has it tells it, with the number of those that have it as evidence,
    called `what`. A warning of less than half of them is a hint, for it is of their rows or their luck, and not of the spec."""
    found: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for summary in summaries:
        for finding in summary.findings:
            found.setdefault((finding.get("problem"), finding.get("fact"), finding.get("where")), []).append(finding)
    told = [_of_several(group, len(summaries), what) for group in found.values()]
    return sorted(told, key=lambda one: ("fact" in one, RANKS[one["severity"]]))


def _of_several(group: Sequence[Mapping[str, Any]], runs: int, what: str) -> dict[str, Any]:
    """A finding that these of so many runs have."""
    worst = min(group, key=lambda one: RANKS[one["severity"]])
    severity = "hint" if worst["severity"] == "warning" and 2 * len(group) < runs else worst["severity"]
    return {**worst, "severity": severity, "evidence": {**worst.get("evidence", {}), what: len(group)}}


def means_of(measured: Sequence[Mapping[str, float | None]]) -> dict[str, float | None]:
    """The mean of each metric."""
    return {metric: _mean_and_deviation([values[metric] for values in measured])[0] for metric in measured[0]}


def deviations_of(measured: Sequence[Mapping[str, float | None]]) -> dict[str, float | None]:
    """The sample deviation of each metric."""
    return {metric: _mean_and_deviation([values[metric] for values in measured])[1] for metric in measured[0]}


def _mean_and_deviation(values: Sequence[float | None]) -> tuple[float | None, float | None]:
    """Of the values that are defined; None where there are none, and a deviation only of several."""
    from dltrain.statistics import mean_and_deviation  # numpy: a spec with errors need not wait for it

    known = [value for value in values if value is not None]
    return mean_and_deviation(known) if known else (None, None)


def words_above(summary: Summary, folder: Path, measures: str) -> str:
    """Means and deviations of the folds as plain text."""
    assert summary.folds is not None
    assert summary.deviations is not None
    rows = [["", *summary.splits]]
    for name in summary.metrics[summary.splits[0]]:
        pairs = [(summary.metrics[split][name], summary.deviations[split][name]) for split in summary.splits]
        rows.append([name, *(f"{number(mean)} ± {number(deviation)}" for mean, deviation in pairs)])
    head = f"{summary.name}: mean ± standard deviation over {count(summary.folds, 'fold')}"
    return "\n".join([head, "", columns(rows, within=available(sys.stderr)), "", measures, "", f"  run   {folder}"])
