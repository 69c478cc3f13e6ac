"""A case is a healthy spec and a fault that is planted in it; both are mappings, as YAML has them."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from benchmarks.diagnosis.files import path_of
from benchmarks.diagnosis.tables import TABLES

Changes = Mapping[str, Any]  # key, such as training.learning_rate → what to write instead; None takes it out


@dataclass(frozen=True)
class Base:
    """A healthy spec of a data set. `metric` of the test part tells how good it is."""

    table: str
    spec: dict[str, Any]
    metric: str = "accuracy"

    @property
    def half(self) -> str:
        """The half of the benchmark that its data set belongs to."""
        return TABLES[self.table].half


@dataclass(frozen=True)
class Case:
    """A fault planted in a base. `problem` is what is to be found first, `also` what says the same as well.

    `in_data`: the fault is in the data or their split, and need not show in a metric. `of_last`: the loss of the last weights
    is looked at, because the best ones were chosen by the validation rows. `twin`: changes that make the healthy spec it is
    compared with.
    """

    problem: str
    base: str
    changes: Changes
    also: tuple[str, ...] = ()
    in_data: bool = False
    of_last: bool = False
    twin: Changes = field(default_factory=dict)


@dataclass(frozen=True)
class Healthy:
    """A base as it is, or with changes that do no harm. `trap` says what might be taken for a fault."""

    base: str
    changes: Changes = field(default_factory=dict)
    trap: str = ""


def changed(spec: Mapping[str, Any], changes: Changes) -> dict[str, Any]:
    """A copy of a spec with some keys written anew. `data` names a file, for `data.source`."""
    made = copy.deepcopy(dict(spec))
    for key, value in changes.items():
        *path, last = key.split(".")
        node = made
        for step in path:
            node = node.setdefault(step, {})
        if value is None:
            node.pop(last, None)
        else:
            node[last] = copy.deepcopy(value)
    return made


def text_of(spec: Mapping[str, Any], seed: int) -> str:
    """A spec as YAML, of one seed and on one thread."""
    return yaml.safe_dump({"seed": seed, "threads": 1, **spec}, sort_keys=False)


def file_of(spec: Mapping[str, Any]) -> str:
    """The name of the file that a spec reads."""
    return str(spec["data"]["source"]).removeprefix(path_of(""))


def table_file(table: str, defect: str = "") -> str:
    """The name of the file of a data set, with a defect or without."""
    form = "npz" if table in ("signals", "tones", "glyphs", "fashion") else "csv"
    return ".".join([table, *([defect] if defect else []), form])


def defective(table: str, defect: str, **more: Any) -> dict[str, Any]:
    """The changes by which a spec reads its data set with a defect."""
    return {"data.source": path_of(table_file(table, defect)), **more}
