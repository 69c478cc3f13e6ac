"""The columns by which runs are sorted and filtered: the run, its facts, its metrics, and every key of its spec."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from dltrain.commands.comparing.differences import value_as_yaml
from dltrain.commands.comparing.runs import FACTS, ComparedRun, natural_sort_key
from dltrain.commands.comparing.specs import SpecDict
from dltrain.errors import InputError, did_you_mean, listing
from dltrain.metrics import direction_of
from dltrain.runs import SPLITS
from dltrain.spec import yaml12
from dltrain.vocabulary import choice_called

_FILTER = re.compile(r"(.+?)(<=|>=|!=|==|=|<|>)(.*)", re.DOTALL)
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_STEP = re.compile(r'"([^"]*)"|([^."]+)')


@dataclass(frozen=True)
class Column:
    """A column: what a run has there, and whether its largest value is the best."""

    name: str
    value: Callable[[ComparedRun], Any]
    descending: bool = False


def column(entries: Sequence[ComparedRun], split: str | None, name: str) -> Column:
    """The column of that name: `run`, `status`, a fact, `<split>_<metric>`, a metric (of `split`), or a key of the spec such as
    `training.learning_rate`. Raises InputError where no run has it."""
    if name == "run":
        return Column(name, lambda entry: entry.name)
    if name == "status":
        return Column(name, lambda entry: entry.status)
    if name in FACTS:
        return Column(name, lambda entry: entry.facts[name])
    by_split = {part: {metric for entry in entries for metric in entry.metrics.get(part, {})} for part in SPLITS}
    for part, metrics in ((split or "", by_split.get(split or "", set())), *by_split.items()):
        for metric in metrics:
            if name in (f"{part}_{metric}", *([metric] if part == split else [])):
                return metric_column(part, metric)
    path = steps(name)
    if any(entry.key(*path) is not None for entry in entries):
        return Column(name, lambda entry: _short(entry.key(*path)))
    measured = [f"{part}_{metric}" for part in SPLITS for metric in sorted(by_split[part])]
    shown = sorted(by_split.get(split or "", ()))
    keys = sorted({key for entry in entries[:100] for key in _keys(entry.spec)})
    columns = ["run", "status", *FACTS, *shown]
    called = choice_called("metric", name)  # acc
    hint = f"; did you mean '{called}'?" if called in shown else did_you_mean(name, [*columns, *measured, *keys])
    raise InputError(f"there is no column '{name}'{hint or f'; expected a key of the spec or one of {listing(columns)}'}")


def metric_column(split: str | None, metric: str) -> Column:
    """The column of a metric on a split."""
    return Column(f"{split}_{metric}", lambda entry: entry.value(split, metric), direction_of(metric) == "max")


def ordered(entries: Sequence[ComparedRun], by: Column) -> list[ComparedRun]:
    """The runs in the order of a column: of a metric the best first, else the smallest, names as people count; runs without a
    value last, and what is equal by the names of the runs."""
    named = sorted(entries, key=lambda entry: natural_sort_key(entry.name))
    known = [entry for entry in named if by.value(entry) is not None]
    known.sort(key=lambda entry: _sort_key(by.value(entry)), reverse=by.descending)  # what is equal stays in its order
    return known + [entry for entry in named if by.value(entry) is None]


def filtered(entries: Sequence[ComparedRun], split: str | None, filters: Sequence[str]) -> list[ComparedRun]:
    """The runs that meet every one of `filters`, such as `training.optimizer=adam`, `accuracy>0.9`, `status!=diverged`; runs that
    have no value there meet only `!=`. Raises InputError for one that is none, or names a column that no run has."""
    kept = list(entries)
    for text in filters:
        match = _FILTER.fullmatch(text)
        if match is None:
            raise InputError(f"'{text}' is no filter; write KEY=VALUE, KEY!=VALUE, KEY<VALUE or KEY>VALUE")
        by, sign, wanted = column(entries, split, match[1].strip()), match[2], yaml12.scalar(match[3].strip())
        if sign in _COMPARE and not _is_number(wanted):
            raise InputError(f"'{text}': '{match[3].strip()}' is not a number; {sign} compares numbers")
        kept = [entry for entry in kept if _meets(by.value(entry), sign, wanted)]
    return kept


def steps(key: str) -> tuple[str, ...]:
    """The path of a dotted key; steps that have dots themselves are quoted."""
    return tuple(match[1] if match[1] is not None else match[2] for match in _STEP.finditer(key))


def _meets(value: Any, sign: str, wanted: Any) -> bool:
    if sign in _COMPARE:
        return _is_number(value) and _COMPARE[sign](value, wanted)
    is_equal = value == wanted if _is_number(value) and _is_number(wanted) else _told(value) == _told(wanted)
    return is_equal is not (sign == "!=")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _told(value: Any) -> str:
    return "" if value is None else value_as_yaml(value).replace(" ", "")


def _short(value: Any) -> Any:
    """A choice without options of its own as its name: `{type: adam, beta1: 0.9, ...}` sorts and is found as `adam`."""
    return value["type"] if isinstance(value, dict) and isinstance(value.get("type"), str) else value


def _sort_key(value: Any) -> tuple[int, Any]:
    """Numbers by size, then words as people count."""
    return (0, value) if _is_number(value) else (1, natural_sort_key(_told(value)))


def _keys(spec: SpecDict, path: tuple[str, ...] = ()) -> list[str]:
    found = []
    for key, value in spec.items():
        found.append(".".join((*path, str(key))))
        if isinstance(value, dict):
            found += _keys(value, (*path, str(key)))
    return found
