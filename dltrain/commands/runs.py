"""`dltrain runs`: the runs of a folder with when, what, how they ended, how good they are and what was found first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dltrain.errors import DamagedError, InputError, did_you_mean, listing
from dltrain.metrics import direction_of, is_loss
from dltrain.runs import RUNS, SPLITS, ListedRun, Run, Summary, is_run, listed, locate, runs_in
from dltrain.runs.sweeps import SweepRecord, best_run_of, read_sweep
from dltrain.text.formatting import count

FACTS = ("started", "run", "name", "status", "epochs", "seconds")  # what can be sorted by, besides a metric


@dataclass(frozen=True)
class RunLine:
    """A run of the list; None is what is not there, or not known of one that has not ended.

    `run` is its folder, `started` ISO 8601 with its zone, `status` as in summary.json, or running, killed or damaged (of a sweep
    also failed), `parts` such as "5 folds" or "6 settings × 3 seeds", or "4 of 6 members" so far; what is measured of a sweep is
    its best member's. `command` are the words that were typed, `spec` the file that was trained, `sets` what was set over it.
    `metric` is the first that is measured, or the one that was sorted by; `train`, `validation` and `test` are its values,
    `baseline` is the one that is hardest to beat: its name, its value and the split of that. `finding` is the problem that was
    found first of `findings`, `damage` what is wrong with the files.
    """

    run: str
    name: str
    status: str
    started: str
    parts: str | None
    epochs: int | None
    seconds: float | None
    command: str | None
    spec: str | None
    sets: Sequence[str]
    metric: str | None
    train: float | None
    validation: float | None
    test: float | None
    baseline: Mapping[str, Any] | None
    finding: str | None
    findings: int
    note: str | None
    damage: str | None

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def runs(*, folder: Path = RUNS, sort_by: str = "started", limit: int | None = None) -> list[RunLine]:
    """The runs of a folder, the newest first; of a run that is folds or a sweep, its parts. Damaged ones are among them.

    `sort_by` is one of FACTS, or a metric, by its validation value, or another split's such as `test_accuracy`: the best first,
    those without it last. Raises InputError where there is no such folder or column.
    """
    entries = [listed(path) for path in _folders(locate(folder))]
    entries.sort(key=lambda entry: (entry.started, _natural(entry.run.folder.name)), reverse=True)
    if sort_by != "started":
        entries = _sorted(entries, sort_by)
    metric = "" if sort_by in FACTS else _split_of(sort_by)[1]
    return [_line(entry, metric) for entry in entries[:limit]]


def _folders(folder: Path) -> list[Path]:
    try:
        found = runs_in(folder)
    except FileNotFoundError:
        if folder == RUNS:
            return []
        raise InputError(f"there is no folder '{folder}'") from None
    except NotADirectoryError:
        raise InputError(f"'{folder}' is a file; expected a folder of runs") from None
    except OSError as error:
        raise InputError(f"'{folder}' cannot be read: {error.strerror}") from None
    if not found and is_run(folder):
        above = folder.parent if folder.name else ".."
        raise InputError(f"'{folder}' is a run of its own; expected a folder of runs, such as '{above}'")
    return found


def _line(entry: ListedRun, wanted: str) -> RunLine:
    summary, origin, measured = entry.summary, entry.origin, _measured(entry)
    metric = _metric(measured, wanted) if measured else None
    values = {split: measured.metrics.get(split, {}).get(metric or "") if measured else None for split in SPLITS}
    problems = [one["problem"] for one in summary.findings if isinstance(one.get("problem"), str)] if summary else []
    folder = entry.run.folder
    return RunLine(
        run=str(folder),
        name=summary.name if summary and summary.name else re.sub("-[0-9]+$", "", folder.name),
        status=entry.status,
        started=entry.started.isoformat(timespec="milliseconds"),
        parts=_parts(entry),
        epochs=summary.epochs if summary else None,
        seconds=summary.seconds if summary else None,
        command=origin.command if origin else summary.command if summary else None,
        spec=str(origin.path) if origin else None,
        sets=origin.sets if origin else (),
        metric=metric,
        **values,
        baseline=_baseline(measured, metric) if measured and metric else None,
        finding=problems[0] if problems else None,
        findings=len(problems),
        note=origin.note if origin else summary.note if summary else None,
        damage=entry.damage,
    )


def _measured(entry: ListedRun) -> Summary | None:
    """What has the metrics of a run: its own summary; of a sweep under way that of the best member so far."""
    if entry.summary is not None:
        return entry.summary
    try:
        best = best_run_of(entry.run.folder)
        return Run(best).read_summary() if best else None
    except DamagedError:
        return None


def _parts(entry: ListedRun) -> str | None:
    summary = entry.summary
    if summary is None:
        return _swept(entry.run.folder).so_far or None
    if summary.folds is not None:
        return count(summary.folds, "fold")
    seeds = None if summary.seeds is None else count(summary.seeds, "seed")
    if summary.best is not None and summary.best.get("values"):
        settings = count(sum((summary.trials or {}).values()), "setting")
        return settings if summary.seeds == 1 else f"{settings} × {seeds}"
    return seeds if seeds or summary.members is None else count(len(summary.members), "member")


def _swept(folder: Path) -> SweepRecord:
    try:
        return read_sweep(folder)
    except DamagedError:
        return SweepRecord()


def _metric(summary: Summary, wanted: str) -> str | None:
    """The metric to show: the one that is wanted where it was measured, else the first besides the loss."""
    names = list(dict.fromkeys(name for split in summary.splits for name in summary.metrics[split]))
    if wanted:
        return wanted if wanted in names else None
    return next((name for name in names if not is_loss(name)), next(iter(names), None))


def _baseline(summary: Summary, metric: str) -> dict[str, Any] | None:
    """The baseline with the best value, on the validation rows where they were measured."""
    for split in ("validation", "test", "train"):
        values = {name: by_split.get(split, {}).get(metric) for name, by_split in summary.baselines.items()}
        if known := {name: value for name, value in values.items() if value is not None}:
            name = (max if direction_of(metric) == "max" else min)(known, key=lambda name: known[name])
            return {"name": name, "value": known[name], "split": split}
    return None


def _sorted(entries: list[ListedRun], by: str) -> list[ListedRun]:
    """The runs in the order of a column. Raises InputError where there is none of that name."""
    summaries = {entry.run.folder: _measured(entry) for entry in entries}
    known_ones = [summary for summary in summaries.values() if summary is not None]
    measured = {f"{split}_{name}": None for one in known_ones for split in one.splits for name in one.metrics[split]}
    split, metric = _split_of(by)
    if by not in FACTS and f"{split}_{metric}" not in measured:
        names = dict.fromkeys(name.partition("_")[2] for name in measured)
        hint = did_you_mean(by, [*FACTS, *names, *measured]) or f"; expected one of {listing([*FACTS, *names])}"
        raise InputError(f"cannot sort by '{by}'{hint}")

    def key(entry: ListedRun) -> Any:
        if by == "run":
            return _natural(entry.run.folder.name)
        if by == "status":
            return entry.status
        if by in FACTS:
            return getattr(entry.summary, by, None)
        summary = summaries[entry.run.folder]
        return None if summary is None else summary.metrics.get(split, {}).get(metric)

    known = [entry for entry in entries if key(entry) is not None]
    descending = by not in FACTS and direction_of(metric) == "max"
    return sorted(known, key=key, reverse=descending) + [entry for entry in entries if key(entry) is None]


def _split_of(column: str) -> tuple[str, str]:
    """The split and the metric of a column: `test_accuracy`; `accuracy` is the validation's."""
    split, _, metric = column.partition("_")
    return (split, metric) if split in SPLITS and metric else ("validation", column)


def _natural(name: str) -> list[tuple[int, str]]:
    """A key that puts xor-2 before xor-10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", name)]
