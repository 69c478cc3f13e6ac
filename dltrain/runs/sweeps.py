"""What a sweep's directory has besides that of a run: `sweep.json`, its members and which is the best, and `best.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dltrain.errors import DamagedError
from dltrain.files import reading, strict_json
from dltrain.files.atomic import write_atomically
from dltrain.files.reading import JsonObject
from dltrain.runs.names import BEST_SPEC, CHOICES, LANES, SPEC, SWEEP
from dltrain.runs.run import Run
from dltrain.text.formatting import count

ENDED = ("completed", "pruned", "diverged", "failed")  # the status of a member that has


@dataclass(frozen=True)
class Member:
    """One setting of a sweep: a value for each key that is varied, trained with each of its seeds.

    `monitor` is the mean over the seeds of what the best is chosen by, `deviation` their sample deviation; None where there is
    none. `runs` are folders within the sweep's, one a seed, of those that were kept. `error` says why it failed.
    """

    number: int
    status: str
    values: Mapping[str, Any]
    seeds: Sequence[int]
    monitor: float | None = None
    deviation: float | None = None
    runs: Sequence[str] = ()
    error: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        facts: dict[str, Any] = {
            "number": self.number,
            "status": self.status,
            "values": dict(self.values),
            "seeds": list(self.seeds),
            "monitor": self.monitor,
            "deviation": self.deviation,
            "runs": list(self.runs),
        }
        return facts | ({"error": self.error} if self.error else {})


@dataclass(frozen=True)
class SweepRecord:
    """The members of a sweep by their numbers, and the number of the best; None where none has come to an end.

    Of one that has not come to its end `of` is how many members there are to be, where that is known, and `status` how it was
    left: "interrupted", or "diverged" or "failed" where no member came to its end; None while it goes on, or where it was
    killed.
    """

    members: Sequence[Member] = field(default_factory=list)
    best: int | None = None
    of: int | None = None
    status: str | None = None

    @property
    def best_member(self) -> Member | None:
        """The best member."""
        return next((member for member in self.members if member.number == self.best), None)

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        facts = {"members": [member.plain() for member in self.members], "best": self.best}
        return facts | {key: value for key in ("of", "status") if (value := getattr(self, key)) is not None}

    @property
    def lost(self) -> str:
        """That members diverged and none is left, in words."""
        statuses = [member.status for member in self.members]
        every = "all" if len(set(statuses)) == 1 else f"{statuses.count('diverged')} of"
        return f"{every} {len(statuses)} members diverged and none came to its end; try lower values of training.learning_rate"

    @property
    def so_far(self) -> str:
        """How many members have ended, in words; empty where none has, of nobody knows how many."""
        ended = sum(member.status in ENDED for member in self.members)
        if self.of is not None:
            return f"{ended:,} of {count(self.of, 'member')}"
        return count(ended, "member") + " so far" if ended else ""


def write_sweep(run: Run, record: SweepRecord) -> None:
    """Writes `sweep.json`. Raises WriteError."""
    run.check_lock()
    write_atomically(run.folder / SWEEP, (strict_json.dumps(record.plain(), indent=2) + "\n").encode())


def best_spec_path(folder: Path) -> Path:
    """Where the spec of a sweep's best member is, or will be."""
    return folder / BEST_SPEC


def is_search(folder: Path) -> bool:
    """Whether it is the folder of a sweep with choices of its own, as one over settings is."""
    return (folder / CHOICES).is_file()


def write_best_spec(run: Run, text: str) -> None:
    """Writes `best.yaml`. Raises WriteError."""
    run.check_lock()
    write_atomically(run.folder / BEST_SPEC, text.encode("utf-8"))


def read_best_spec(run: Run) -> str:
    """What `write_best_spec` wrote. Raises DamagedError where it was changed since the sweep's end."""
    return run.read_spec(BEST_SPEC, as_written=True)


def is_sweep(folder: Path) -> bool:
    """Whether it is the folder of a sweep that has begun to record its members."""
    return (folder / SPEC).is_file() and (folder / SWEEP).is_file()


def read_sweep(folder: Path) -> SweepRecord:
    """What `write_sweep` wrote; empty where nothing was. Raises DamagedError."""
    path = folder / SWEEP
    if not path.is_file():
        return SweepRecord()
    try:
        record = reading.parsed_object(reading.read_bytes(path))
        members = [_member(one) for one in record["members"]]
        best, of, status = record["best"], record.get("of"), record.get("status")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedError(f"'{path}' is damaged: {error}; dltrain resume {folder} makes it anew") from None
    if best is not None and type(best) is not int:
        raise DamagedError(f"'{path}' is damaged: expected the number of a member as 'best'")
    if not isinstance(of, int | None) or not isinstance(status, str | None):
        raise DamagedError(f"'{path}' is damaged: expected a number as 'of', and text as 'status'")
    return SweepRecord(members, best, of, status)


def _member(record: Mapping[str, Any]) -> Member:
    return Member(
        number=int(record["number"]),
        status=str(record["status"]),
        values=dict(record["values"]),
        seeds=[int(seed) for seed in record["seeds"]],
        monitor=record["monitor"],
        deviation=record["deviation"],
        runs=[str(folder) for folder in record["runs"]],
        error=str(record.get("error", "")),
    )


def best_run_of(folder: Path) -> Path | None:
    """The run of the first seed of a sweep's best member; None where there is none, or the folder is no sweep's. Raises
    DamagedError."""
    best = read_sweep(folder).best_member
    if best is None or not best.runs:
        return None
    inside = folder / Path(best.runs[0]).name  # a name cannot lead out of the sweep
    return inside if (inside / SPEC).is_file() else None


def write_choices(run: Run, choices: Mapping[str, Any]) -> None:
    """Writes what was chosen on the command line of a sweep, which is to hold when it goes on. Raises WriteError."""
    run.check_lock()
    write_atomically(run.folder / CHOICES, (strict_json.dumps(choices, indent=2) + "\n").encode())


def read_choices(folder: Path) -> JsonObject | None:
    """What `write_choices` wrote; None where nothing was: it is no search. Raises DamagedError."""
    path = folder / CHOICES
    if not path.is_file():
        return None
    try:
        return reading.parsed_object(reading.read_bytes(path))
    except ValueError as error:
        raise DamagedError(f"'{path}' is damaged: {error}; start the same command anew with another --run-dir") from None


def write_lanes(run: Run, members: Sequence[int]) -> None:
    """Writes which members a stack trains together. Raises WriteError."""
    write_atomically(run.folder / LANES, (strict_json.dumps({"members": list(members)}) + "\n").encode())


def read_lanes(folder: Path) -> list[int]:
    """What `write_lanes` wrote; empty where that is not there, or damaged: nothing but a little time hangs on it."""
    try:
        return [int(number) for number in reading.parsed_object(reading.read_bytes(folder / LANES))["members"]]
    except (DamagedError, ValueError, KeyError, TypeError):
        return []
