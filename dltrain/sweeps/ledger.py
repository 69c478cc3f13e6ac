"""The rows of a study in its database: one a trial, one a report. Every change is a single statement or transaction that holds
whatever others do at the same time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dltrain.spec.space import Point
from dltrain.sweeps.database import Database, TakenError

TABLES = (
    "CREATE TABLE IF NOT EXISTS dltrain_studies (name VARCHAR(250) PRIMARY KEY, format INTEGER NOT NULL, spec TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS dltrain_trials (study VARCHAR(250) NOT NULL, number INTEGER NOT NULL,"
    " status VARCHAR(20) NOT NULL,"
    " point TEXT NOT NULL, value DOUBLE PRECISION, worker VARCHAR(500) NOT NULL, lease DOUBLE PRECISION NOT NULL,"
    " PRIMARY KEY (study, number))",
    "CREATE TABLE IF NOT EXISTS dltrain_reports (study VARCHAR(250) NOT NULL, trial INTEGER NOT NULL, epoch INTEGER NOT NULL,"
    " value DOUBLE PRECISION, PRIMARY KEY (study, trial, epoch))",
)
IS_HELD = "study = :study AND number = :number AND status = 'running' AND worker = :worker"


@dataclass(frozen=True)
class Entry:
    """A trial as it is stored. worker: who has or had it, nobody where empty; lease: until when it counts as alive."""

    number: int
    status: str
    point: Point
    value: float | None
    worker: str
    lease: float


class Ledger:
    """The trials of the study of a name."""

    def __init__(self, database: Database, study: str) -> None:
        self.database, self.study = database, study

    def find(self) -> tuple[int, str] | None:
        """The format and the spec of the study; None where there is none yet. Makes the tables where they are not there."""
        while True:
            try:
                with self.database.transaction() as transaction:
                    for statement in TABLES:
                        transaction.run(statement)
                    found = transaction.rows("SELECT format, spec FROM dltrain_studies WHERE name = :name", {"name": self.study})
                return (int(found[0][0]), str(found[0][1])) if found else None
            except TakenError:  # by another process at the same moment
                continue

    def begin(self, form: int, spec: str) -> tuple[int, str]:
        """Makes the study where it is not there yet; the format and the spec of the study that is there."""
        entry = {"name": self.study, "format": form, "spec": spec}
        while (found := self.find()) is None:
            try:
                with self.database.transaction() as transaction:
                    transaction.run("INSERT INTO dltrain_studies (name, format, spec) VALUES (:name, :format, :spec)", entry)
                return form, spec
            except TakenError:  # by another process at the same moment
                continue
        return found

    def entries(self) -> list[Entry]:
        """All trials by their numbers, which are 1, 2, 3, ..."""
        query = "SELECT number, status, point, value, worker, lease FROM dltrain_trials WHERE study = :study ORDER BY number"
        with self.database.transaction() as transaction:
            rows = transaction.rows(query, {"study": self.study})
        return [
            Entry(number, status, json.loads(point), value, worker, lease) for number, status, point, value, worker, lease in rows
        ]

    def take(self, again: Sequence[Entry], new: Mapping[int, Point], worker: str, lease: float) -> dict[int, Point]:
        """Takes trials that nobody works on any more, and new ones by their numbers; those that this worker has now.

        Raises TakenError, with nothing taken, where another one has begun one of the new ones meanwhile.
        """
        claim = "UPDATE dltrain_trials SET worker = :worker, lease = :lease WHERE study = :study AND number = :number"
        claim += " AND status = 'running' AND worker = :old_worker AND lease = :old_lease"
        insert = "INSERT INTO dltrain_trials (study, number, status, point, value, worker, lease)"
        insert += " VALUES (:study, :number, 'running', :point, NULL, :worker, :lease)"
        mine = {"study": self.study, "worker": worker, "lease": lease}
        taken = {}
        with self.database.transaction() as transaction:
            for entry in again:
                if transaction.run(claim, {**mine, "number": entry.number, "old_worker": entry.worker, "old_lease": entry.lease}):
                    taken[entry.number] = entry.point
            for number, point in new.items():
                transaction.run(insert, {**mine, "number": number, "point": json.dumps(point)})
        return taken | dict(new)

    def end(self, ended: Sequence[tuple[int, str, float | None]], worker: str) -> None:
        """Writes down (number, status, value) of trials that have ended, as far as this worker still has them."""
        statement = f"UPDATE dltrain_trials SET status = :status, value = :value WHERE {IS_HELD}"
        with self.database.transaction() as transaction:
            for number, status, value in ended:
                held = {"study": self.study, "number": number, "worker": worker}
                transaction.run(statement, {**held, "status": status, "value": value})

    def release(self, numbers: Sequence[int], worker: str) -> None:
        """Gives trials back unfinished, for whoever asks next."""
        with self.database.transaction() as transaction:
            for number in numbers:
                held = {"study": self.study, "number": number, "worker": worker}
                transaction.run(f"UPDATE dltrain_trials SET worker = '', lease = 0 WHERE {IS_HELD}", held)

    def renew(self, worker: str, lease: float) -> None:
        """Says that a worker is alive."""
        statement = "UPDATE dltrain_trials SET lease = :lease WHERE study = :study AND worker = :worker AND status = 'running'"
        with self.database.transaction() as transaction:
            transaction.run(statement, {"study": self.study, "worker": worker, "lease": lease})

    def report(self, trial: int, epoch: int, value: float | None) -> None:
        """Writes down a value of a trial after an epoch, over what stands there of an attempt that was cut off."""
        place = {"study": self.study, "trial": trial, "epoch": epoch}
        with self.database.transaction() as transaction:
            transaction.run("DELETE FROM dltrain_reports WHERE study = :study AND trial = :trial AND epoch = :epoch", place)
            insert = "INSERT INTO dltrain_reports (study, trial, epoch, value) VALUES (:study, :trial, :epoch, :value)"
            transaction.run(insert, {**place, "value": value})

    def curves(self) -> dict[int, dict[int, float | None]]:
        """What was reported, by trial and epoch."""
        query = "SELECT trial, epoch, value FROM dltrain_reports WHERE study = :study ORDER BY trial, epoch"
        with self.database.transaction() as transaction:
            rows = transaction.rows(query, {"study": self.study})
        curves: dict[int, dict[int, float | None]] = {}
        for trial, epoch, value in rows:
            curves.setdefault(trial, {})[epoch] = value
        return curves
