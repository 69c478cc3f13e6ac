"""What a sweep over seeds alone writes beside its summary: one member with all of them, its run, `sweep.json`, `best.yaml`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dltrain.commands.preparing.setup import Setup
from dltrain.commands.sweeping.part import NO_SWEEP, train_run, value_of
from dltrain.commands.training.display import Display
from dltrain.runs import Run, Summary
from dltrain.runs.summary import MemberSummary
from dltrain.runs.sweeps import Member, SweepRecord, write_best_spec, write_sweep
from dltrain.spec.loading import load_text
from dltrain.spec.resolve import default_monitor
from dltrain.spec.sweep import Sweep
from dltrain.spec.training import split_of
from dltrain.spec.writing import as_yaml
from dltrain.statistics import mean_and_deviation

if TYPE_CHECKING:
    from dltrain.training.session import Session


def monitor_of(setup: Setup, sweep: Sweep) -> str:
    """What the best member is chosen by."""
    resolved = setup.resolved
    return default_monitor(resolved.experiment, resolved.validated) if sweep.monitor == "auto" else sweep.monitor


def note_stack(session: Session[Any], setup: Setup, members: Sequence[MemberSummary], display: Display) -> None:
    """Writes the record of a stack that has ended. Its first seed that did not diverge is trained again by itself, as an ordinary
    run, which a stack has none of. Raises Unfinished where that is interrupted."""
    sweep = setup.resolved.experiment.sweep
    assert sweep is not None
    run, monitor = session.run, monitor_of(setup, sweep)
    sound = [member for member in members if member.status != "diverged"]
    folders = [run_of_stack(sound[0].seed)] if sound else []
    for folder in folders:
        experiment = dataclasses.replace(setup.resolved.experiment, seed=sound[0].seed, sweep=NO_SWEEP)
        spec = run.folder / folder / "spec.yaml"
        loaded = load_text(as_yaml(experiment), str(spec), run.folder, run.folder.name)
        train_run(loaded, run.folder / folder, Display(charts=False), test=True)
    _note(run, members, [_value_in_stack(session, member, monitor) for member in sound], folders)


def run_of_stack(seed: int) -> str:
    """The name of the run of one seed of a stack, trained by itself."""
    return f"member-1-seed-{seed}"


def _value_in_stack(session: Session[Any], member: MemberSummary, monitor: str) -> float | None:
    """The value of the monitor at a member's best epoch."""
    records: Iterable[Any] = session.history.part(member.best_epoch - 1, member.best_epoch) if member.best_epoch else []
    for record in records:
        table = record["members"]
        if monitor in table:
            value: float | None = table[monitor][table["seed"].index(member.seed)]
            return value
    split, name = split_of(monitor)
    return member.metrics.get(split, {}).get(name)


def note_runs(
    run: Run, setup: Setup, folders: Sequence[str], summaries: Sequence[Summary], members: Sequence[MemberSummary]
) -> None:
    """Writes the record of members that are runs of their own."""
    sweep = setup.resolved.experiment.sweep
    assert sweep is not None
    monitor = monitor_of(setup, sweep)
    both = [(folder, summary) for folder, summary in zip(folders, summaries, strict=True) if summary.status != "diverged"]
    values = [value_of(Run(run.folder / folder), summary, monitor) for folder, summary in both]
    _note(run, members, values, [folder for folder, _ in both])


def _note(run: Run, members: Sequence[MemberSummary], values: Sequence[float | None], folders: Sequence[str]) -> None:
    known = [value for value in values if value is not None]
    mean, deviation = mean_and_deviation(known) if known else (None, None)
    status = "completed" if folders else "diverged"
    member = Member(1, status, {}, [one.seed for one in members], mean, deviation, folders)
    write_sweep(run, SweepRecord([member], 1 if folders else None))
    if folders:
        write_best_spec(run, Run(run.folder / folders[0]).read_spec(as_written=True))
