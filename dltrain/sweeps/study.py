"""The trials of a sweep, shared by all who work on it: each is taken once, and again only where its worker died."""

from __future__ import annotations

import contextlib
import json
import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from dltrain.errors import DltrainError, InputError
from dltrain.spec.loading import Loaded
from dltrain.spec.space import Point
from dltrain.spec.sweep import Sweep
from dltrain.sweeps.database import Database, TakenError
from dltrain.sweeps.ledger import Entry, Ledger
from dltrain.sweeps.points import Past
from dltrain.sweeps.proposals import Search
from dltrain.sweeps.pruning import Course, is_hopeless
from dltrain.sweeps.sqlite import SQLITE, SQLite
from dltrain.sweeps.storage import connect
from dltrain.sweeps.stored_spec import check_same, stored_form
from dltrain.sweeps.tpe import optuna_module
from dltrain.sweeps.workers import is_dead, is_here, this_process

FILE = "study.sqlite"
FORMAT = 1
TRIALS = 40  # of random and tpe, where the spec does not say
LEASE = 60.0  # seconds after which a worker of another machine that has not been heard of counts as dead
BEAT = 15.0  # seconds between two words of a worker
LOOKS = 20  # how often, at most, a trial is held against the others
Direction = Literal["min", "max"]
Ended = Literal["completed", "pruned", "failed", "diverged"]


@dataclass(frozen=True)
class Trial:
    """A setting that this process has taken; values: by the keys of the spec."""

    number: int
    values: dict[str, Any]


@dataclass(frozen=True)
class Record:
    """What is known of a trial. value: the mean of the monitor over its seeds, None where it has none. point: its coordinates."""

    number: int
    values: dict[str, Any]
    status: Ended | Literal["running"]
    value: float | None
    worker: str
    point: Point


def search_of(loaded: Loaded) -> Literal["grid", "random", "tpe"]:
    """How the settings of a sweep are chosen, `auto` settled."""
    search = _section(loaded).search
    return search if search != "auto" else "grid" if loaded.space.is_grid else "tpe"


def trials_of(loaded: Loaded) -> int:
    """How many settings a sweep tries."""
    size = loaded.space.size
    if search_of(loaded) == "grid":
        return size
    return _section(loaded).trials or (min(TRIALS, size) if loaded.space.is_grid else TRIALS)


def check_installed(loaded: Loaded) -> None:
    """Raises InputError where the search of a sweep needs Optuna, and it is not installed."""
    if search_of(loaded) == "tpe":
        optuna_module()


def _section(loaded: Loaded) -> Sweep:
    return loaded.experiment.sweep or Sweep()


def open_study(loaded: Loaded, *, folder: Path, direction: Direction, storage: str | None = None, epochs: int = 1) -> Study:
    """The study of a sweep, begun where there is none yet.

    folder: where its own database lies, unless `storage` is the URL of another, in which it has the experiment's name. direction:
    of the monitor. epochs: of a trial, for pruning. Raises InputError where the storage cannot be used, or has a study of that
    name and of another spec.
    """
    study = Study(loaded, connect(storage or f"{SQLITE}{folder / FILE}"), direction, epochs)
    try:
        study.begin()
    except BaseException:  # whatever it is, nobody else closes the connection
        study.close()
        raise
    return study


def check_storage(loaded: Loaded, direction: Direction, storage: str) -> None:
    """Begins nothing. Raises InputError where the database of a URL cannot be used, or has a study of that name and of another
    spec."""
    with contextlib.closing(Study(loaded, connect(storage), direction, epochs=1)) as study:
        study.check()


class Study:
    """The trials of a sweep in a database that others may share."""

    def __init__(self, loaded: Loaded, database: Database, direction: Direction, epochs: int) -> None:
        section = _section(loaded)
        self.loaded, self.space, self.direction, self.epochs = loaded, loaded.space, direction, epochs
        self.database, self.ledger = database, Ledger(database, str(loaded.experiment.name))
        self.search = Search(loaded.space, search_of(loaded), loaded.experiment.seed, direction)
        self.count = trials_of(loaded)
        self.pruning: Literal["median", "hyperband"] | None = "median" if section.prune is True else section.prune or None
        self.every = max(1, epochs // LOOKS)  # epochs between two looks
        self.worker = this_process()
        self._closed = threading.Event()
        self._heart: threading.Thread | None = None

    def begin(self) -> None:
        """Makes the study where it is not there yet. Raises InputError where it is of another spec."""
        self._check_same(*self.ledger.begin(FORMAT, json.dumps(self._spec(), ensure_ascii=False)))

    def check(self) -> None:
        """Raises InputError where it is there, and of another spec."""
        if (found := self.ledger.find()) is not None:
            self._check_same(*found)

    def _spec(self) -> dict[str, Any]:
        return stored_form(self.loaded, self.direction)

    def _check_same(self, form: int, stored: str) -> None:
        if form != FORMAT:
            raise InputError(f"the study '{self.ledger.study}' is of another version of dltrain (format {form}, here {FORMAT})")
        check_same(self.ledger.study, json.loads(stored), json.loads(json.dumps(self._spec())))

    def ask(self) -> Trial | None:
        """The next trial to carry out; None where none is left: all have ended, or others are at work on the rest."""
        return next(iter(self.ask_many(1)), None)

    def ask_many(self, count: int) -> list[Trial]:
        """So many trials at once, or as many as are left; those whose workers have died come first, with their numbers."""
        while True:
            entries, now = self.ledger.entries(), self.database.now()
            free = [entry for entry in entries if entry.status == "running" and _is_free(entry, now)][:count]
            new = range(len(entries) + 1, min(len(entries) + count - len(free), self.count) + 1)
            if not free and not new:
                return []
            try:
                taken = self.ledger.take(free, self._points(new, entries), self.worker, now + LEASE)
            except TakenError:
                continue
            if taken:
                self._live()
                return [Trial(number, self.space.values(point)) for number, point in taken.items()]

    def report(self, trial: Trial, epoch: int, value: float | None) -> bool:
        """Notes the monitor after an epoch, from 1 on; whether the trial is hopeless and is to end."""
        if self.pruning is None or epoch % self.every or epoch >= self.epochs:
            return False
        self.ledger.report(trial.number, epoch, _number(value))
        if isinstance(self.database, SQLite):
            self.ledger.renew(self.worker, self.database.now() + LEASE)
        completed = {entry.number for entry in self.ledger.entries() if entry.status == "completed"}
        curves = self.ledger.curves()
        own = {at: known for at, known in curves.pop(trial.number).items() if at <= epoch}
        others = [self._course(number, number in completed, curve) for number, curve in curves.items()]
        course = self._course(trial.number, False, own)
        return is_hopeless(self.pruning, course, others, self.epochs // self.every, self.direction)

    def tell(self, trial: Trial, value: float | None, status: Ended) -> None:
        """Notes how a trial ended; value: the mean of the monitor over its seeds."""
        self.tell_many([(trial, value, status)])

    def tell_many(self, ended: Sequence[tuple[Trial, float | None, Ended]]) -> None:
        """The same of several at once."""
        self.ledger.end([(trial.number, status, _number(value)) for trial, value, status in ended], self.worker)

    def release(self, *trials: Trial) -> None:
        """Gives trials back that were cut off: whoever asks next gets them, with the same numbers and values."""
        self.ledger.release([trial.number for trial in trials], self.worker)

    def trials(self) -> list[Record]:
        """All that were begun, by number. A running one whose worker is gone is still told as running."""
        return [
            Record(
                entry.number,
                self.space.values(entry.point),
                cast("Ended", entry.status),
                entry.value,
                entry.worker,
                entry.point,
            )
            for entry in self.ledger.entries()
        ]

    def close(self) -> None:
        """Lets go of the database. Trials that this process still has are free for others once it has ended."""
        self._closed.set()
        if self._heart is not None:
            self._heart.join()
        self.database.close()

    def _points(self, numbers: Sequence[int], entries: Sequence[Entry]) -> dict[int, Point]:
        curves = self.ledger.curves() if numbers and self.search.method == "tpe" and self.pruning else {}
        past = [Past(entry.number, entry.point, entry.status, entry.value, curves.get(entry.number, {})) for entry in entries]
        points: dict[int, Point] = {}
        for number in numbers:
            points[number] = self.search.point(number, past)
            past.append(Past(number, points[number], "running", None, {}))
        return points

    def _course(self, number: int, is_completed: bool, curve: Mapping[int, float | None]) -> Course:
        return Course(number, is_completed, {epoch // self.every: value for epoch, value in curve.items()})

    def _live(self) -> None:
        """Begins to say now and then that this worker lives, where those of other machines cannot see it."""
        if self._heart is None and not isinstance(self.database, SQLite):
            self._heart = threading.Thread(target=self._beat, name="dltrain sweep", daemon=True)
            self._heart.start()

    def _beat(self) -> None:
        while not self._closed.wait(BEAT):
            try:
                self.ledger.renew(self.worker, self.database.now() + LEASE)
            except DltrainError:  # a server that is away for a moment: the next word may reach it
                continue


def _is_free(entry: Entry, now: float) -> bool:
    """Whether nobody works on a trial that has not ended."""
    if not entry.worker or is_dead(entry.worker):
        return True
    return not is_here(entry.worker) and entry.lease < now


def _number(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
