"""One ordinary run: its session, its way to the end, and what is made of it then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from signal import SIGINT, SIGTERM
from typing import TYPE_CHECKING, Any

from dltrain.commands.preparing.setup import Setup
from dltrain.commands.training.closing import closing_words, measured
from dltrain.commands.training.display import Display, Say, Unfinished
from dltrain.commands.training.following import announce, follow
from dltrain.commands.training.gpu_memory import fitting
from dltrain.commands.training.tracking import tracked
from dltrain.errors import InputError
from dltrain.kinds import kind_of
from dltrain.process.copies import KilledError
from dltrain.runs import Run, Summary
from dltrain.runs.summary import Ending
from dltrain.spec.training import Training

if TYPE_CHECKING:
    from dltrain.training.distribution import Group
    from dltrain.training.session import Session
    from dltrain.training.signals import Interruption

FAR = 100  # times its optimizer's default rate, from which on a learning rate is a slip rather than a bold choice


def new_session(setup: Setup, network: Any, run: Run, stopping: Callable[[], bool]) -> Session[Any]:
    """The session of a network that is to be trained, before its first epoch; None is one that the explicit engine makes."""
    with fitting(setup):
        session = kind_of(setup.resolved).session(setup.resolved, setup.dataset, network, run, stopping)
    session.sample()
    return session


def carry_out(session: Session[Any], setup: Setup, display: Display, interruption: Interruption) -> Summary:
    """Trains a session to its end, concludes it and says how it went. The caller holds the run's lock.

    Raises Unfinished once everything is saved.
    """
    say = announce(session.run, setup, display)
    experiment = setup.resolved.experiment
    tracking = tracked(session.run, experiment, display, say, interruption) if session.group.is_first else nullcontext(display)
    with tracking as display:
        follow(session, setup, display)
        interruption.others = SIGTERM if session.group.world > 1 else SIGINT
        leave(session.group, session.run, interruption)
        return conclude_run(session, say, setup, display, interruption)


def leave(group: Group, run: Run, interruption: Interruption) -> None:
    """Has the first process go on alone; another one waits until that has ended. Raises FollowedError there, InputError where the
    first one has gone."""
    try:
        group.leave(interruption)
    except KilledError as error:
        raise InputError(f"rank 0, which writes this run, {error}; go on with: dltrain resume {run.folder}") from None


def conclude_run(
    session: Session[Any], say: Say, setup: Setup, display: Display, interruption: Interruption, last: Session[Any] | None = None
) -> Summary:
    """Measures what was trained, writes it down, says how it went and draws its charts. `last` is the training that ended
    it, if not `session`.

    Raises Unfinished once everything is saved.
    """
    from dltrain.kinds.conclusion import conclude
    from dltrain.training.signals import Stopped

    run, last = session.run, last or session
    at_once = interruption.at_once if session.status != "interrupted" else nullcontext
    try:
        with at_once():
            summary = conclude(session, say, setup.findings)
    except Stopped:
        message = f"interrupted when all was trained and saved; what is left to do is done by: dltrain resume {run.folder}"
        ending = Ending(str(session.resolved.experiment.name), "interrupted")
        raise Unfinished(message, interruption.exit_code_of(), ending) from None
    say(closing_words(setup, run, summary))
    display.say_obstacle(run, say)
    if display.draws and session.history:
        try:
            with at_once():
                kind_of(setup.resolved).draw(session, summary, measured(setup.resolved, setup.dataset.encoding), say)
        except Stopped:
            message = "interrupted while the charts were drawn; everything else is saved"
            raise Unfinished(message, interruption.exit_code_of(), summary) from None
    if session.status == "diverged":
        raise Unfinished(diverged_words(last, summary.findings), 4, summary)
    if session.status == "interrupted":
        where = epoch_words(last, len(last.history))
        message = f"interrupted after {where}; everything is saved, go on with: dltrain resume {run.folder}"
        raise Unfinished(message, interruption.exit_code_of(), summary)
    return summary


def epoch_words(session: Session[Any], epoch: int) -> str:
    """`epoch 7`, or `epoch 7 of member 3`."""
    tags = session.settings.tags
    return f"epoch {epoch}" + (f" of member {tags['member']}" if tags else "")


def lower_rate(training: Training, findings: Sequence[Mapping[str, Any]]) -> float:
    """The learning rate to try where this one was too high: that of the findings, which is told as well; else a tenth of it, or
    the optimizer's default where it was far beyond."""
    for change in (change for finding in findings for change in finding.get("patch", [])):
        if change["key"] == "training.learning_rate" and change["to"] is not None:
            return float(change["to"])
    rate, usual = float(training.learning_rate), training.optimizer.default_learning_rate
    return rate / 10 if rate <= FAR * usual else usual


def diverged_words(session: Session[Any], findings: Sequence[Mapping[str, Any]]) -> str:
    """What went wrong and what to type, the same as what was found."""
    training = session.training
    advice = f"--set training.learning_rate={lower_rate(training, findings):g}"
    if training.gradient_clip == "none":
        advice += ", or --set training.gradient_clip=1"
    where = epoch_words(session, len(session.history) + 1)
    return f"the loss became infinite or not a number in {where}; the states before it are saved; try {advice}"
