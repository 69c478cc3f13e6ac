"""Many seeds of a dense network, trained as one stack in one directory."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from dltrain.commands.loading.checkpoint_state import check_state, raise_as_damage
from dltrain.commands.preparing.setup import Setup
from dltrain.commands.resuming.changes import changes_of, lines_of
from dltrain.commands.sweeping.seed_record import note_stack
from dltrain.commands.sweeping.seed_summary import draw_band, seeds_summary, words
from dltrain.commands.training.closing import measured
from dltrain.commands.training.display import Display, Say, Unfinished
from dltrain.commands.training.following import announce, follow
from dltrain.commands.training.gpu_memory import fitting
from dltrain.commands.training.one_run import lower_rate
from dltrain.commands.training.tracking import tracked
from dltrain.diagnosis import PROBLEMS, Course, after_training, ordered
from dltrain.diagnosis.finding import of_plain
from dltrain.diagnosis.given import Given
from dltrain.errors import DamagedError, InputError, listing
from dltrain.kinds import kind_of
from dltrain.kinds.networks import records_in_stack, with_others
from dltrain.runs import Checkpoint, Run, Summary
from dltrain.runs.summary import MemberSummary, Status
from dltrain.spec.writing import as_yaml

if TYPE_CHECKING:
    from dltrain.training.measuring.measure import Evaluator
    from dltrain.training.session import Session
    from dltrain.training.signals import Interruption


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
    summary = seeds_summary(setup, status, _members_of(session, status), session.history.total("seconds"), steps)
    summary = dataclasses.replace(summary, findings=_of_stack(session, setup, summary))
    if status != "interrupted":
        note_stack(session, setup, summary.members or [], display)
    summary = session.run.write_summary(summary)
    measures = measured(setup.resolved, setup.dataset.encoding)
    say(words(summary, session.run.folder, measures))
    if display.draws and session.history:
        from dltrain.kinds.health import draw_health

        draw_band(session.run, list(session.history), len(session.monitor.seeds), measures)
        draw_health(session.run, session.health)
    if status == "diverged":
        rate = lower_rate(setup.resolved.experiment.training, summary.findings)
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


def resume_stack(run: Run, setup: Setup, anew: str, display: Display, interruption: Interruption) -> Summary:
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
    with raise_as_damage(path):
        harmful, mild = changes_of(setup, Checkpoint("last", tensors, state))
    if harmful:
        raise InputError(f"{run.folder}: {listing(harmful)} cannot change under way; {anew}")
    for line in lines_of(mild):
        display.say(f"notice: changed since the checkpoint:{line}")
    with raise_as_damage(path):
        restore_stack(session, tensors, state)
