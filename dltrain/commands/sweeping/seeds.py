"""An experiment with many seeds, to tell what a number owes to luck.

Dense networks are trained as one stack in one directory; others one after another, each in a directory of its own.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dltrain.runs as runs
from dltrain.commands.loading.checkpoint_state import check_state, told_as_damage
from dltrain.commands.loading.origin import note
from dltrain.commands.preparing.rate_search import with_rate
from dltrain.commands.preparing.setup import Setup, prepare_to_train
from dltrain.commands.resuming.changes import changes_of, lines_of
from dltrain.commands.sweeping.seed_record import note_runs, note_stack
from dltrain.commands.training.closing import measured
from dltrain.commands.training.display import Display, Say, Unfinished
from dltrain.commands.training.folds import deviations_of, findings_of, means_of
from dltrain.commands.training.following import announce, announce_rate, follow
from dltrain.commands.training.gpu_memory import fitting
from dltrain.commands.training.one_run import lower_rate
from dltrain.commands.training.parts_by_rank import Crew, crew_of, summary_of
from dltrain.commands.training.parts_in_turn import resumable
from dltrain.commands.training.ranks import facts_of_parts, refuse
from dltrain.commands.training.tracking import tracked
from dltrain.commands.training.train_single import train_one
from dltrain.diagnosis import PROBLEMS, Course, Finding, after_training, ordered
from dltrain.diagnosis.finding import of_plain
from dltrain.diagnosis.given import Given
from dltrain.diagnosis.sentence import LOST
from dltrain.errors import DamagedError, InputError, listing
from dltrain.kinds import kind_of
from dltrain.kinds.networks import records_in_stack, with_others
from dltrain.runs import SPLITS, Checkpoint, Run, Summary
from dltrain.runs.summary import MemberSummary, Status
from dltrain.spec.engines import is_stacked
from dltrain.spec.loading import Loaded
from dltrain.spec.writing import as_yaml
from dltrain.text.formatting import number
from dltrain.text.layout import available, columns
from dltrain.trackers import kept_channels

if TYPE_CHECKING:
    from dltrain.training.measuring.measure import Evaluator
    from dltrain.training.session import Session
    from dltrain.training.signals import Interruption

SHOWN = 20  # members in the closing table
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
    with crew_of() as crew:
        crew.agree(facts_of_parts(setup))
        run = crew.shared_run(lambda: runs.create(name, text, folder=run_dir))
        with run.lock():
            note(run, loaded)
            display.made(run)
            if is_one:
                with interruptible() as interruption, stack_of(setup, run, interruption) as session:
                    return carry_out_stack(session, setup, display, interruption)
            announce_rate(run, setup, display)
            return carry_out_one_by_one(run, with_rate(loaded, setup.resolved), setup, display, train_one, crew)


@contextmanager
def stack_of(setup: Setup, run: Run, stopping: Callable[[], bool]) -> Iterator[Session[Evaluator]]:
    """The stack of a sweep before its first epoch. Raises InputError where it does not fit a GPU."""
    from dltrain.training.explicit.stack import stack_session
    from dltrain.training.measuring.evaluators import evaluator_of

    resolved, sweep = setup.resolved, setup.resolved.experiment.sweep
    assert sweep is not None
    seed, evaluator = resolved.experiment.seed, evaluator_of(resolved, setup.dataset.encoding)
    experiments = [dataclasses.replace(resolved.experiment, seed=one) for one in range(seed, seed + sweep.seeds)]
    lanes = [dataclasses.replace(resolved, experiment=one) for one in experiments]
    with ExitStack() as stack:
        with fitting(setup):
            session = stack.enter_context(stack_session(lanes, setup.dataset, evaluator, run, stopping, whole=resolved))
        yield session


def carry_out_stack(session: Session[Evaluator], setup: Setup, display: Display, interruption: Interruption) -> Summary:
    """Trains a stack to its end, measures its members and says how they came out. The caller holds the run's lock.

    Raises Unfinished once everything is saved.
    """
    say = announce(session.run, setup, display)
    with tracked(session.run, setup.resolved.experiment, display, say, interruption) as display:
        follow(session, setup, display)
        return _concluded_stack(session, setup, display, say, interruption)


def _concluded_stack(
    session: Session[Evaluator], setup: Setup, display: Display, say: Say, interruption: Interruption
) -> Summary:
    """What is made of a stack that has ended. Raises Unfinished."""
    status: Status = "completed" if session.status == "stopped_early" else session.status
    steps = int(session.monitor.epochs.sum()) * session.engine.steps_per_epoch
    summary = _summary(setup, status, _members_of(session, status), session.history.total("seconds"), steps)
    summary = dataclasses.replace(summary, findings=_of_stack(session, setup, summary))
    if status != "interrupted":
        note_stack(session, setup, summary.members or [], display)
    summary = session.run.write_summary(summary)
    measures = measured(setup.resolved, setup.dataset.encoding)
    say(words(summary, session.run.folder, measures))
    if display.draws and session.history:
        from dltrain.kinds.health import draw_health

        _draw_band(session.run, list(session.history), len(session.monitor.seeds), measures)
        draw_health(session.run, session.health)
    if status == "diverged":
        rate = lower_rate(setup.resolved.experiment.training)
        message = f"the loss of every member became infinite or not a number; try --set training.learning_rate={rate:g}"
        raise Unfinished(message, 4, summary)
    if status == "interrupted":
        where = f"after epoch {len(session.history)}"
        message = f"interrupted {where}; everything is saved, go on with: dltrain resume {session.run.folder}"
        raise Unfinished(message, interruption.exit_code_of(), summary)
    return summary


def _of_stack(session: Session[Evaluator], setup: Setup, summary: Summary) -> list[dict[str, Any]]:
    """What the mean course of the members shows, beside what was found already. How many diverged is said with the cause."""
    known = [of_plain(finding) for finding in summary.findings]
    lost = [finding for finding in known if finding.problem == "diverged"]
    constant = kind_of(setup.resolved).constant(session)
    from dltrain.diagnosis.reference import reference_of

    given = Given(setup.resolved, setup.dataset)
    nearest = functools.partial(reference_of, setup.dataset)
    course = Course(given, session.history, constant, session.status, summary.metrics, nearest=nearest)
    course = with_others(course, session.health, functools.partial(records_in_stack, session.history))
    found = after_training([finding for finding in known if finding not in lost], course)
    for index, one in enumerate(found):
        if lost and one.problem and "diverged" in (one.problem, *PROBLEMS[one.problem].explains):
            evidence, message = {**one.evidence, **lost[0].evidence}, f"{lost[0].message}: {one.message}"
            found[index] = dataclasses.replace(one, evidence=evidence, message=message)
            return [finding.plain() for finding in found]
    return [finding.plain() for finding in ordered([*found, *lost])]


def _members_of(session: Session[Evaluator], status: Status) -> list[MemberSummary]:
    """How each member came out of a training that ended so: its best weights measured on every split, test if it was finished."""
    session.use_best()
    by_split = {
        name: [session.evaluator.measure(scores, rows, part) for scores in session.engine.scores(rows)]
        for name, (part, rows) in session.splits.items()
        if status != "interrupted" or name != "test"
    }
    monitor = session.monitor
    return [
        MemberSummary(
            seed=seed,
            status=status if ended == "training" else ended,
            epochs=int(epochs),
            best_epoch=int(best),
            metrics={name: metrics[k] for name, metrics in by_split.items()},
        )
        for k, (seed, ended, epochs, best) in enumerate(
            zip(monitor.seeds, monitor.status, monitor.epochs, monitor.best_epoch, strict=True)
        )
    ]


def _draw_band(run: Run, records: Sequence[Mapping[str, Any]], seeds: int, measures: str) -> None:
    """Draws curves.png: the mean, the lowest and the highest of the members that were in training."""
    from dltrain import charts

    spec = charts.curves(records, title=f"{run.folder.name}: {seeds} seeds", note=measures)
    run.write_chart("curves", charts.png(spec))


def resume_seeds(run: Run, setup: Setup, anew: str, display: Display, interruption: Interruption) -> Summary:
    """Goes on with the stack of a sweep that was interrupted, bitwise as if it had not been. The caller holds the run's lock.

    Raises InputError where the spec or the data has changed, with `anew`, which says how to train a new one; what `train_seeds`
    raises.
    """
    with stack_of(setup, run, interruption) as session:
        _restore(session, setup, anew, display)
        run.reopen()
        run.write_spec(as_yaml(setup.resolved.experiment))
        run.rewrite_metrics(session.history)
        session.health += run.health.cut(lambda sample: sample["step"] <= session.engine.step)
        return carry_out_stack(session, setup, display, interruption)


def _restore(session: Session[Evaluator], setup: Setup, anew: str, display: Display) -> None:
    """Puts a stack where its last checkpoint was written; it begins anew where there is none. Raises InputError, DamagedError."""
    from dltrain.training.explicit.stack import restore_stack

    run = session.run
    try:
        tensors, state = run.read_checkpoint("last")
    except (DamagedError, InputError):
        display.say("notice: there is no state to go on from, so the sweep begins anew, which ends in the same result")
        return
    path = run.checkpoint_path("last")
    check_state(path, state)
    with told_as_damage(path):
        harmful, mild = changes_of(setup, Checkpoint("last", tensors, state))
    if harmful:
        raise InputError(f"{run.folder}: {listing(harmful)} cannot change under way; {anew}")
    for line in lines_of(mild):
        display.say(f"notice: changed since the checkpoint:{line}")
    with told_as_damage(path):
        restore_stack(session, tensors, state)


def of_member(loaded: Loaded, seed: int) -> Loaded:
    """The spec of one member."""
    experiment = dataclasses.replace(loaded.experiment, seed=seed, sweep=None)  # type: ignore[arg-type]  # None is absent
    return dataclasses.replace(loaded, experiment=experiment)


def member_folder(run: Run, seed: int) -> Path:
    """Where a member's own run is, where each has one."""
    return run.folder / f"seed-{seed}"


def carry_out_one_by_one(
    run: Run, loaded: Loaded, setup: Setup, display: Display, train_member: TrainMember, crew: Crew
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
        summaries = crew.train(seeds, train, lambda seed: summary_of(member_folder(run, seed)))
        members = [_member(summary) for summary in summaries]
        seconds, steps = sum(summary.seconds for summary in summaries), sum(summary.steps for summary in summaries)
        summary = _summary(setup, "completed", members, seconds, steps)
        summary = dataclasses.replace(summary, findings=[*summary.findings, *_only_in_training(summary, summaries)])
        note_runs(run, setup, [member_folder(run, one.seed).name for one in summaries], summaries, members)
        summary = run.write_summary(summary)
    measures = measured(setup.resolved, setup.dataset.encoding)
    display.say(words(summary, run.folder, measures))
    if display.draws:
        from dltrain import charts

        histories = [Run(member_folder(run, member.seed)).read_metrics() for member in members]
        _draw_band(run, charts.together(histories), len(members), measures)
    return summary


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


def _summary(setup: Setup, status: Status, members: list[MemberSummary], seconds: float, steps: int) -> Summary:
    """Means of the members' metrics where a single run has its own, their sample deviations beside them."""
    from dltrain.training.session import versions

    experiment, dataset = setup.resolved.experiment, setup.dataset
    sound = [member.metrics for member in members if member.status != "diverged"] or [member.metrics for member in members]
    splits = [split for split in SPLITS if split in sound[0]]
    parts = {"train": dataset.train, "validation": dataset.validation, "test": dataset.test}
    lost = [member.seed for member in members if member.status == "diverged"]
    evidence = {"members": len(lost), "of": len(members)}
    message = LOST.en.format(**evidence)
    own = [Finding(problem="diverged", severity="error", evidence=evidence, message=message)] if lost else []
    return Summary(
        name=str(experiment.name),
        status=status,
        task=dataset.encoding.task,
        seeds=len(members),
        epochs=max(member.epochs for member in members),
        monitor=setup.resolved.monitor,
        metrics={split: means_of([metrics[split] for metrics in sound]) for split in splits},
        deviations={split: deviations_of([metrics[split] for metrics in sound]) for split in splits},
        members=members,
        baselines={},
        parameters=setup.resolved.plan.parameters,
        steps=steps,
        seconds=seconds,
        device=experiment.device,
        threads=int(experiment.threads),
        versions=versions(experiment.device),
        seed=experiment.seed,
        rows={name: len(part.rows) for name, part in parts.items() if part is not None},
        fingerprint=dataset.fingerprint,
        findings=[finding.plain() for finding in ordered([*setup.findings, *own])],
    )


def words(summary: Summary, folder: Path, measures: str) -> str:
    """The table of members, in the order of their seeds, and below it their means and deviations."""
    members, means, deviations = summary.members, summary.metrics, summary.deviations
    assert members is not None
    assert deviations is not None
    splits = summary.splits
    names = [(split, name) for split in splits for name in means[split] if split == splits[-1] or name == "loss"]
    head = ["seed", "epochs", "best epoch", *(f"{split} {name}" for split, name in names)]
    rows = [
        [str(one.seed), f"{one.epochs:,}", f"{one.best_epoch:,}", *(number(one.metrics[split][name]) for split, name in names)]
        for one in members[:SHOWN]
    ]
    if len(members) > SHOWN:
        rows.append(["…", *[""] * (len(head) - 1)])
    rows.append(["mean", "", "", *(number(means[split][name]) for split, name in names)])
    rows.append(["deviation", "", "", *(number(deviations[split][name]) for split, name in names)])
    title = f"{summary.name}: {len(members)} seeds, {summary.steps:,} steps in {summary.seconds:.1f} s"
    findings = [f"  found {finding['message']}" for finding in summary.findings]
    table = columns([head, *rows], within=available(sys.stderr))
    return "\n".join([title, "", table, "", measures, "", *findings, f"  run   {folder}"])
