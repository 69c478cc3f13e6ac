"""An experiment with many seeds, to tell what a number owes to luck.

Dense networks are trained as one stack in one directory; others one after another, each in a directory of its own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import dltrain.runs as runs
from dltrain.commands.loading.origin import note
from dltrain.commands.preparing.rate_search import with_rate
from dltrain.commands.preparing.setup import Setup, prepare_to_train
from dltrain.commands.resuming.parts import RunParts
from dltrain.commands.sweeping.seed_record import note_runs
from dltrain.commands.sweeping.seed_stack import carry_out_stack, stack_of
from dltrain.commands.sweeping.seed_summary import draw_band, seeds_summary, words
from dltrain.commands.training.closing import measured
from dltrain.commands.training.display import Display
from dltrain.commands.training.folds import findings_of
from dltrain.commands.training.following import announce_rate
from dltrain.commands.training.parts_by_rank import RankPool, rank_pool, summary_of
from dltrain.commands.training.parts_in_turn import resumable
from dltrain.commands.training.ranks import facts_of_parts, refuse
from dltrain.commands.training.train_single import train_one
from dltrain.errors import InputError
from dltrain.runs import Run, Summary
from dltrain.runs.summary import MemberSummary
from dltrain.spec.engines import is_stacked
from dltrain.spec.loading import Loaded
from dltrain.spec.writing import as_yaml
from dltrain.trackers import kept_channels

TrainMember = Callable[[Loaded, "Path | None", Display], "Summary"]


def train_seeds(loaded: Loaded, run_dir: Path | None, display: Display) -> Summary:
    """Trains a spec with a section `sweep` in a new directory and returns its summary. Raises what `train_one` raises."""
    from dltrain.training.signals import interruptible

    setup = prepare_to_train(loaded)
    name, text, is_one = (
        str(setup.resolved.experiment.name),
        as_yaml(setup.resolved.experiment),
        is_stacked(setup.resolved.experiment),
    )
    refuse({"sweep.seeds": is_one}, "is one training of all seeds of such a network")
    with rank_pool() as pool:
        pool.agree(facts_of_parts(setup))
        run = pool.shared_run(lambda: runs.create(name, text, folder=run_dir))
        with run.lock():
            note(run, loaded)
            display.made(run)
            if is_one:
                with interruptible() as interruption, stack_of(setup, run, interruption) as session:
                    return carry_out_stack(session, setup, display, interruption)
            announce_rate(run, setup, display)
            return carry_out_one_by_one(run, with_rate(loaded, setup.resolved), setup, display, train_one, pool)


def of_member(loaded: Loaded, seed: int) -> Loaded:
    """The spec of one member."""
    experiment = dataclasses.replace(loaded.experiment, seed=seed, sweep=None)  # type: ignore[arg-type]  # None is absent
    return dataclasses.replace(loaded, experiment=experiment)


def member_folder(run: Run, seed: int) -> Path:
    """Where a member's own run is, where each has one."""
    return run.folder / f"seed-{seed}"


def carry_out_one_by_one(
    run: Run, loaded: Loaded, setup: Setup, display: Display, train_member: TrainMember, pool: RankPool
) -> Summary:
    """Trains the members as ordinary runs in `seed-<n>/`, and writes the summary above them. The caller holds the run's lock."""
    experiment = setup.resolved.experiment
    assert experiment.sweep is not None
    seeds = range(experiment.seed, experiment.seed + experiment.sweep.seeds)

    def train(seed: int) -> Summary:
        run.check_lock()
        display.say(f"seed {seed}")
        return train_member(of_member(loaded, seed), member_folder(run, seed), display)

    with resumable(run, str(experiment.name)), kept_channels():
        summaries = pool.train(seeds, train, lambda seed: summary_of(member_folder(run, seed)))
        members = [_member(summary) for summary in summaries]
        seconds, steps = sum(summary.seconds for summary in summaries), sum(summary.steps for summary in summaries)
        summary = seeds_summary(setup, "completed", members, seconds, steps)
        summary = dataclasses.replace(summary, findings=[*summary.findings, *_only_in_training(summary, summaries)])
        note_runs(run, setup, [member_folder(run, one.seed).name for one in summaries], summaries, members)
        summary = run.write_summary(summary)
    measures = measured(setup.resolved, setup.dataset.encoding)
    display.say(words(summary, run.folder, measures))
    if display.draws:
        from dltrain import charts

        histories = [Run(member_folder(run, member.seed)).read_metrics() for member in members]
        draw_band(run, charts.mean_records(histories), len(members), measures)
    return summary


def resume_members(parts: RunParts, run: Run, loaded: Loaded, setup: Setup, display: Display) -> Summary:
    """Goes on with the members of a sweep, one after another. Raises InputError, as `RunParts.resume_folds` does."""
    experiment = loaded.experiment
    assert experiment.sweep is not None
    seeds = range(experiment.seed, experiment.seed + experiment.sweep.seeds)
    wanted = {member_folder(run, seed) for seed in seeds}
    if others := sorted(path for path in run.folder.glob("seed-*") if path not in wanted and path.is_dir()):
        raise InputError(
            f"{run.folder} has '{others[0].name}' already, which is none of the seeds {seeds[0]} to {seeds[-1]}; "
            f"leave 'seed' as it is and 'sweep.seeds' as many or more, or {parts.anew}"
        )
    parts.check([(member_folder(run, seed), of_member(loaded, seed)) for seed in seeds])
    with rank_pool() as pool:
        pool.agree(facts_of_parts(setup))
        run.reopen()
        run.write_spec(as_yaml(setup.resolved.experiment))
        return carry_out_one_by_one(run, loaded, setup, display, parts.resumed_or_begun, pool)


def _only_in_training(above: Summary, summaries: Sequence[Summary]) -> list[Mapping[str, Any]]:
    """What members show that is not said above them already."""
    said = {finding.get("problem") for finding in above.findings}
    return [finding for finding in findings_of(summaries, "members") if "fact" in finding or finding["problem"] not in said]


def _member(summary: Summary) -> MemberSummary:
    """One of several, by its own summary."""
    assert summary.best_epoch is not None
    return MemberSummary(
        seed=summary.seed,
        status=summary.status,
        epochs=summary.epochs,
        best_epoch=summary.best_epoch,
        metrics=summary.metrics,
    )
