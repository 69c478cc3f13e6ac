"""One ordinary run from its spec to its summary: what `train`, `resume` and the folds of a cross-validation share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dltrain import runs
from dltrain.commands.closing import closing_words, measured
from dltrain.commands.setup import Setup, build_network, prepare_to_train
from dltrain.errors import DltrainError, InputError
from dltrain.kinds import kind_of
from dltrain.process.limits import is_out_of_memory
from dltrain.runs import Run, Summary
from dltrain.runs.summary import Ending
from dltrain.spec.loading import Loaded
from dltrain.spec.training import Training
from dltrain.spec.writing import as_yaml

if TYPE_CHECKING:
    from dltrain.training.loop import Record
    from dltrain.training.session import Session
    from dltrain.training.signals import Interruption

FAR = 100  # times its optimizer's default rate, from which on a learning rate is a slip rather than a bold choice

Say = Callable[[str], None]


@dataclass(frozen=True)
class Start:
    """What a display of progress needs to know before the first record."""

    setup: Setup
    run: Run
    done: int  # epochs
    steps_per_epoch: int

    @property
    def epochs(self) -> int:
        return int(self.setup.resolved.experiment.training.epochs)


Watch = Callable[[Start, "Iterator[Record]"], "Iterator[Record]"]


class Unfinished(DltrainError):
    """A training that did not reach its end: interrupted by a signal (130, 143), or diverged (4). Everything is saved."""

    def __init__(self, message: str, exit_code: int, summary: Ending) -> None:
        super().__init__(message)
        self.exit_code, self.summary = exit_code, summary


def silent(text: str) -> None:
    """Says nothing."""


def unseen(start: Start, records: Iterator[Record]) -> Iterator[Record]:
    """Shows nothing."""
    return records


@dataclass(frozen=True)
class Display:
    """How a training is carried out towards its user: whether charts are drawn, what is said, what is shown on the way."""

    charts: bool = True
    say: Say = silent
    watch: Watch = unseen


def train_one(loaded: Loaded, run_dir: Path | None, display: Display) -> Summary:
    """Trains a new run in a directory of its own and returns its summary.

    Raises InputError before anything is written; Unfinished with everything saved.
    """
    from dltrain.training.signals import interruptible

    setup = prepare_to_train(loaded)
    network = build_network(setup.resolved, display.say)
    run = runs.create(str(setup.resolved.experiment.name), as_yaml(setup.resolved.experiment), folder=run_dir)
    with run.lock(), interruptible() as interruption:
        if setup.resolved.experiment.ensemble:
            from dltrain.commands.members import carry_out_members, ensemble_of

            ensemble = ensemble_of(setup, run, None, display, interruption)
            return carry_out_members(ensemble, setup, display, interruption)
        session = new_session(setup, network, run, interruption)
        return carry_out(session, setup, display, interruption)


def new_session(setup: Setup, network: Any, run: Run, stopping: Callable[[], bool]) -> Session[Any]:
    """The session of a network that is to be trained, before its first epoch; None is one that the explicit engine makes."""
    return kind_of(setup.resolved).session(setup.resolved, setup.dataset, network, run, stopping)


def carry_out(session: Session[Any], setup: Setup, display: Display, interruption: Interruption) -> Summary:
    """Trains a session to its end, concludes it and says how it went. The caller holds the run's lock.

    Raises Unfinished once everything is saved.
    """
    say = announce(session.run, setup, display)
    follow(session, setup, display)
    return conclude_run(session, say, setup, display, interruption)


def announce(run: Run, setup: Setup, display: Display) -> Say:
    """Says what the data calls for; what says, and logs, from now on."""

    def say(text: str) -> None:
        run.log(text)
        display.say(text)

    for notice in setup.dataset.notices:
        say(f"notice: {notice}")
    return say


def follow(session: Session[Any], setup: Setup, display: Display) -> None:
    """Trains a session to its end and shows it on its way. Raises InputError, once all is saved, where the memory does not
    suffice."""
    kind = kind_of(setup.resolved)
    start = Start(setup, session.run, len(session.history), session.engine.steps_per_epoch)
    try:
        for record in display.watch(start, session.records()):
            if display.charts:
                kind.after_epoch(session, record)
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
    else:
        return
    # Here the error is gone, and with it what its frames held.
    raise InputError(out_of_memory_words(session, _saved(session)))


def _saved(session: Session[Any]) -> bool:
    """Writes the states after the last whole epoch, if there is one; whether there was one, and the memory for it."""
    last = session.saver.last
    if last is None or not session.describe(last)["epoch"]:
        return False
    try:
        session.saver.write()
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        return False
    return True


def conclude_run(
    session: Session[Any], say: Say, setup: Setup, display: Display, interruption: Interruption, last: Session[Any] | None = None
) -> Summary:
    """Measures what was trained, writes it down, says how it went and draws its charts. `last` is the training that ended
    it, if not `session`.

    Raises Unfinished once everything is saved.
    """
    from dltrain.training.signals import Stopped

    run, last = session.run, last or session
    kind = kind_of(setup.resolved)
    at_once = interruption.at_once if session.status != "interrupted" else nullcontext
    try:
        with at_once():
            summary = kind.conclude(session, say)
    except Stopped:
        message = f"interrupted when all was trained and saved; what is left to do is done by: dltrain resume {run.folder}"
        ending = Ending(str(session.resolved.experiment.name), "interrupted")
        raise Unfinished(message, interruption.exit_code_of(), ending) from None
    say(closing_words(setup, run, summary))
    if display.charts and session.history:
        try:
            with at_once():
                kind.draw(session, summary, measured(setup.resolved, setup.dataset.encoding), say)
        except Stopped:
            message = "interrupted while the charts were drawn; everything else is saved"
            raise Unfinished(message, interruption.exit_code_of(), summary) from None
    if session.status == "diverged":
        raise Unfinished(diverged_words(last), 4, summary)
    if session.status == "interrupted":
        where = epoch_words(last, len(last.history))
        message = f"interrupted after {where}; everything is saved, go on with: dltrain resume {run.folder}"
        raise Unfinished(message, interruption.exit_code_of(), summary)
    return summary


def epoch_words(session: Session[Any], epoch: int) -> str:
    """`epoch 7`, or `epoch 7 of member 3`."""
    return f"epoch {epoch}" + (f" of member {session.tags['member']}" if session.tags else "")


def out_of_memory_words(session: Session[Any], saved: bool = False) -> str:
    """The batch size to try; where the run goes on so, with what to type."""
    batch = session.training.batch_size
    rows = session.engine.rows.count if batch == "all" else min(int(batch), session.engine.rows.count)
    where = f"of {session.engine.device}" if session.engine.device != "cpu" else "of this machine"
    told, advice = f"a step on {rows:,} rows needs more than the memory {where}", f"--set training.batch_size={max(rows // 2, 1)}"
    if not saved:
        return f"{told}; try {advice}"
    folder = session.run.folder
    if runs.is_run(folder.parent):  # one of several, which shall be alike
        return f"{told}; the states before it are saved, go on where there is more with: dltrain resume {folder.parent}"
    return f"{told}; the states before it are saved, go on with: dltrain resume {folder} {advice} --allow-changes"


def lower_rate(training: Training) -> float:
    """The learning rate to try where this one was too high: a tenth of it, or the optimizer's default where it was far beyond."""
    rate, usual = float(training.learning_rate), training.optimizer.default_learning_rate
    return rate / 10 if rate <= FAR * usual else usual


def diverged_words(session: Session[Any]) -> str:
    """What went wrong and what to type."""
    training = session.training
    advice = f"--set training.learning_rate={lower_rate(training):g}"
    if training.gradient_clip == "none":
        advice += ", or --set training.gradient_clip=1"
    where = epoch_words(session, len(session.history) + 1)
    return f"the loss became infinite or not a number in {where}; the states before it are saved; try {advice}"
