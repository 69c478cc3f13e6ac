"""The one place where the records of a training are consumed: shown, logged, written down, saved, and stopped."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dltrain.runs as runs
from dltrain.commands.preparing.setup import Setup
from dltrain.commands.training.display import SECONDS_BETWEEN_LINES, Display, Say, Start
from dltrain.commands.training.findings_in_training import FindingsInTraining
from dltrain.errors import InputError
from dltrain.kinds import kind_of
from dltrain.process.copies import KilledError
from dltrain.process.limits import is_out_of_memory
from dltrain.runs import Run

if TYPE_CHECKING:
    from dltrain.runs.history import Record
    from dltrain.training.session import Session


def logged(run: Run, display: Display) -> Say:
    """What says something, and logs it."""

    def say(text: str) -> None:
        run.log(text)
        display.say(text)

    return say


def announce(run: Run, setup: Setup, display: Display) -> Say:
    """Says what the data calls for; what says, and logs, from now on."""

    say = announce_rate(run, setup, display)
    for notice in setup.dataset.notices:
        say(f"notice: {notice}")
    for line in setup.untold:
        say(line)
    display.say_obstacle(run, say)
    return say


def announce_rate(run: Run, setup: Setup, display: Display) -> Say:
    """Says how the learning rate was found, where it was; what says, and logs, from now on."""
    say = logged(run, display)
    if setup.rate_words:
        say(f"notice: {setup.rate_words}")
    return say


def follow(session: Session[Any], setup: Setup, display: Display) -> None:
    """Trains a session to its end; `session.status` tells which.

    Raises InputError, once all is saved, where the memory does not suffice or a process at work was killed; WriteError.
    """
    try:
        if not session.monitor.stops:
            start = Start(setup, session.run, len(session.history), session.engine.steps_per_epoch)
            _consume(session, start, display)
        session.end()
    except KilledError as error:
        words: Callable[[Session[Any], bool], str] = functools.partial(killed_words, str(error))
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        words = out_of_memory_words
    else:
        return
    # Here the error is gone, and with it what its frames held.
    raise InputError(words(session, _saved(session)))


def _consume(session: Session[Any], start: Start, display: Display) -> None:
    from dltrain.training.loop import is_lost, is_paused, train

    history, run, log, kind = session.history, session.run, EpochLog(start), kind_of(session.resolved)
    ills = FindingsInTraining(session, logged(run, display))
    records = train(session.engine, session.evaluator, session.settings, history, session.pausing)
    for record in display.watch(start, session.group.same(records)):
        session.take_samples()
        if is_paused(record):
            session.save_within()
            if session.stops():
                break
            continue
        epoch = len(history) + 1
        improved = session.monitor.observe(epoch, record)
        if is_lost(record):
            break
        history.append(record)
        run.append_metrics(record)
        log.add(record)
        session.keeper.keep(epoch, improved, session.monitor)
        ills.look(epoch)
        if session.saver.is_due():
            session.saver.write()
        if display.draws:
            kind.after_epoch(session, record)
        if session.monitor.stops:
            break
    log.end()


class EpochLog:
    """Writes the line of an epoch to the run's log every few seconds, and that of the last epoch."""

    def __init__(self, start: Start) -> None:
        self.start, self.logged = start, time.monotonic()
        self.waiting: Record | None = None

    def add(self, record: Record) -> None:
        """Takes an epoch's record, and logs it where a line is due."""
        self.waiting = record
        if time.monotonic() - self.logged >= SECONDS_BETWEEN_LINES:
            self.end()

    def end(self) -> None:
        """Logs the last record, if it was not yet."""
        if self.waiting is not None:
            self.start.run.log(self.start.line_of(self.waiting))
        self.logged, self.waiting = time.monotonic(), None


def _saved(session: Session[Any]) -> bool:
    """Writes the states after the last whole epoch, if there is one and the memory for it, unless a later one was written within
    the epoch that follows; whether any is known to be on the disk."""
    if not session.group.is_first:
        return False
    try:
        _, last = session.keeper.states()
        written = session.saver.written["last"]
        if written is not None and written > last.moment:
            return True
        if not session.describe("last", last)["epoch"]:
            return False
        session.saver.write()
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        return session.saver.written["last"] is not None
    return True


def killed_words(did: str, session: Session[Any], saved: bool = False) -> str:
    """What happened to a process that `did` something, and what to type."""
    killed = f"a process that {did} was killed, as systems do when their memory runs out"
    folder = _several(session) or session.run.folder
    return f"{killed}; {'the states before it are saved, ' if saved else ''}go on with: dltrain resume {folder}"


def out_of_memory_words(session: Session[Any], saved: bool = False) -> str:
    """The batch size to try; where the run goes on so, with what to type."""
    batch = session.training.batch_size
    rows = session.engine.rows.count if batch == "all" else min(int(batch), session.engine.rows.count)
    where = f"of {session.engine.device}" if session.engine.device != "cpu" else "of this machine"
    needs, advice = (
        f"a step on {rows:,} rows needs more than the memory {where}",
        f"--set training.batch_size={max(rows // 2, 1)}",
    )
    if not saved:
        seeds = len(session.extras.seeds) if session.engine.device != "cpu" else 1
        return f"{needs}; try {advice}" + (f", or --set sweep.seeds={seeds // 2}" if seeds > 1 else "")
    several = _several(session)
    if several is not None:  # which shall be alike
        return f"{needs}; the states before it are saved, go on where there is more with: dltrain resume {several}"
    return f"{needs}; the states before it are saved, go on with: dltrain resume {session.run.folder} {advice} --allow-changes"


def _several(session: Session[Any]) -> Path | None:
    """The directory of the runs that a session belongs to, where it is one of several."""
    folder = session.run.folder
    return folder if session.resolved.experiment.sweep else folder.parent if runs.is_run(folder.parent) else None
