"""How a training ended: what `summary.json` holds, and its reader and writer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from dltrain.errors import DamagedError

SPLITS = ("train", "validation", "test")  # the most telling one last

Status = Literal["completed", "stopped_early", "interrupted", "diverged"]
Metrics = dict[str, "float | None"]  # metric -> value; None where it is not defined
BySplit = dict[str, Metrics]  # split -> metric -> value

_BEGAN = ("started", "command", "note")
_MADE = ("parameters", "steps", "seconds", "device", "threads", "versions", "seed", *_BEGAN)
_SINGLE = (
    *("name", "status", "task", "epochs", "best_epoch", "monitor", "threshold", *SPLITS),
    *("baselines", *_MADE, "data", "findings", "changes"),
)
_ENSEMBLE = (*_SINGLE, "members")
_SWEEP = (
    *("name", "status", "task", "trials", "best", "chosen", "importance", "seeds", "epochs", "monitor", *SPLITS),
    *("deviations", "members", "baselines", *_MADE, "data", "findings"),
)
_FOLDS = (
    *("name", "task", "monitor", "parameters", "device", "threads", "versions", "seed", *_BEGAN, "status", "folds"),
    *("epochs", "steps", "seconds", *SPLITS, "deviations", "baselines", "data", "findings"),
)


@dataclass(frozen=True)
class Ending:
    """The end of a training of which nothing was measured."""

    name: str
    status: Status

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return {"name": self.name, "status": self.status}


@dataclass(frozen=True, kw_only=True)
class MemberSummary:
    """A network of an ensemble, by its number from 1 (`up_to` where it is measured as the sum up to it), or a seed of a sweep.

    `weight` is its weight in the ensemble, where it has one.
    """

    member: int | None = None
    up_to: int | None = None
    seed: int
    status: str
    epochs: int
    best_epoch: int
    weight: float | None = None
    metrics: BySplit

    def plain(self) -> dict[str, Any]:
        """As JSON has it: what is not there is left out, and each split is a key of its own."""
        facts = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "metrics"}
        return {key: value for key, value in facts.items() if value is not None} | self.metrics


@dataclass(frozen=True, kw_only=True)
class Summary(Ending):
    """How a training ended, was measured, and what it was.

    `epochs` and `steps` are those that were run, `rows` those of each split, `metrics` are measured with the best weights.
    `baselines` are by name. `versions` are those of Python and the libraries. Above folds and seeds `metrics` are means,
    `deviations` the sample deviations beside them. Above the settings of a sweep they are the best's: `trials` says how many
    came to which end, `best` which is the best, `chosen` how, `importance` the share of each key in what they differ by.
    `started` is when the run began (ISO 8601 with its zone), `command` the words that were typed, `note` what was noted.
    `threshold` is where the probability of the second of two classes is cut, if it was chosen on the validation rows.
    `best_epoch` is None where several trainings make one; what else is None is not there.
    """

    task: str
    epochs: int
    best_epoch: int | None = None
    monitor: str
    metrics: BySplit
    baselines: Mapping[str, BySplit]
    parameters: int
    steps: int
    seconds: float
    device: str
    threads: int
    versions: Mapping[str, str]
    seed: int
    rows: Mapping[str, int]
    fingerprint: str
    findings: Sequence[Mapping[str, Any]]
    changes: Mapping[str, Any] | None = None
    members: Sequence[MemberSummary] | None = None
    seeds: int | None = None
    folds: int | None = None
    deviations: BySplit | None = None
    started: str | None = None
    command: str | None = None
    note: str | None = None
    trials: Mapping[str, int] | None = None
    best: Mapping[str, Any] | None = None
    chosen: str | None = None
    importance: Mapping[str, float] | None = None
    threshold: float | None = None

    @property
    def splits(self) -> list[str]:
        """The splits that were measured, the most telling one last."""
        return [split for split in SPLITS if split in self.metrics]

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        facts = {field.name: getattr(self, field.name) for field in fields(self)}
        facts = {key: value for key, value in facts.items() if value is not None or key == "best_epoch"}
        facts |= self.metrics | {"data": {"rows": self.rows, "fingerprint": self.fingerprint}}
        if self.members is not None:
            facts["members"] = [member.plain() for member in self.members]
        return {key: facts[key] for key in self._keys() if key in facts}

    def _keys(self) -> tuple[str, ...]:
        """The keys in the order of the file."""
        if self.folds is not None:
            return _FOLDS
        if self.seeds is not None:
            return _SWEEP
        return _SINGLE if self.members is None else _ENSEMBLE


def joined_baselines(baselines: Mapping[str, BySplit]) -> Mapping[str, BySplit]:
    """The baselines as one where they measure different things, those of several targets: the majority of classes, the mean of
    values."""
    tables = [next(iter(by_split.values())).keys() for by_split in baselines.values()]
    if len(tables) < 2 or len(set().union(*tables)) < sum(map(len, tables)):
        return baselines
    splits = next(iter(baselines.values()))
    merged = {split: {k: v for by_split in baselines.values() for k, v in by_split[split].items()} for split in splits}
    return {", ".join(baselines): merged}


NO_MEMBER = MemberSummary(seed=0, status="interrupted", epochs=0, best_epoch=0, metrics={})
NO_SUMMARY = Summary(
    name="",
    status="interrupted",
    task="",
    epochs=0,
    monitor="",
    metrics={},
    baselines={},
    parameters=0,
    steps=0,
    seconds=0.0,
    device="cpu",
    threads=1,
    versions={},
    seed=0,
    rows={},
    fingerprint="",
    findings=[],
)  # what a key says that is not there, as another version may have written it


def parsed(record: Mapping[str, Any], path: Path) -> Summary:
    """The summary of the JSON object at `path`. Raises DamagedError where a value is not of its kind."""
    _check(record, path)
    facts = {key: record[key] for key in record.keys() & vars(NO_SUMMARY).keys()}
    facts |= {key: value for key, value in record.get("data", {}).items() if key in ("rows", "fingerprint")}
    if "members" in record:
        facts["members"] = [_member(member) for member in record["members"]]
    return Summary(**{**vars(NO_SUMMARY), **facts, "metrics": _metrics(record)})  # `replace` takes three times as long


def _member(record: Mapping[str, Any]) -> MemberSummary:
    known = {field.name for field in fields(MemberSummary)} & set(record)
    return replace(NO_MEMBER, **{key: record[key] for key in known}, metrics=_metrics(record))


def _metrics(record: Mapping[str, Any]) -> BySplit:
    return {split: record[split] for split in SPLITS if split in record}


def _check(record: Mapping[str, Any], path: Path) -> None:
    """Raises DamagedError where a value is not of its kind."""
    members = record.get("members", [])
    if not isinstance(members, list) or not all(isinstance(member, dict) for member in members):
        raise DamagedError(f"'{path}' is damaged: expected a list of mappings as 'members'")
    for key in ("name", "status", "task", "monitor", *_BEGAN):
        if not isinstance(record.get(key, ""), str):
            raise DamagedError(f"'{path}' is damaged: expected a text as '{key}'")
    findings = record.get("findings", [])
    if not isinstance(findings, list) or not all(isinstance(finding, dict) for finding in findings):
        raise DamagedError(f"'{path}' is damaged: expected a list of mappings as 'findings'")
    for key in ("data", "deviations"):
        _check_mapping(record.get(key, {}), key, path)
    tables = {split: record.get(split, {}) for split in SPLITS}
    for key, table in tables.items():
        _check_mapping(table, key, path)
    for name, by_split in _check_mapping(record.get("baselines", {}), "baselines", path).items():
        for split, measured in _check_mapping(by_split, f"baselines.{name}", path).items():
            tables[f"baselines.{name}.{split}"] = _check_mapping(measured, f"baselines.{name}.{split}", path)
    numbers = {key: record.get(key) for key in ("epochs", "best_epoch", "parameters", "steps", "seconds", "folds", "seeds")}
    numbers |= {f"{key}.{name}": value for key, table in tables.items() for name, value in table.items()}
    for key, value in numbers.items():
        if value is not None and not isinstance(value, int | float):
            raise DamagedError(f"'{path}' is damaged: expected a number as '{key}'")


def _check_mapping(value: Any, key: str, path: Path) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise DamagedError(f"'{path}' is damaged: expected a mapping as '{key}'")
    return value
