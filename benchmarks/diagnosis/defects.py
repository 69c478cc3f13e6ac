"""What can be wrong with a table: each makes another table of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from benchmarks.diagnosis.tables import Columns

Defect = Callable[[Columns, np.random.Generator], Columns]


def taken(columns: Columns, rows: np.ndarray) -> Columns:
    """These rows of every column, in this order."""
    return {name: np.asarray(values, dtype=object)[rows] for name, values in columns.items()}


def twice(share: float) -> Defect:
    """A share of the rows stands in the table twice."""

    def make(columns: Columns, random: np.random.Generator) -> Columns:
        count = len(columns["target"])
        again = random.choice(count, round(share * count), replace=False)
        return taken(columns, random.permutation(np.concatenate([np.arange(count), again])))

    return make


def shuffled(columns: Columns, random: np.random.Generator) -> Columns:
    """The target's rows belong to others."""
    return {**columns, "target": random.permutation(np.asarray(columns["target"], dtype=object))}


def codes(target: Any) -> np.ndarray:
    """Classes as numbers from 0, numbers as they are."""
    values = np.asarray(target)
    return values.astype(np.float64) if values.dtype.kind == "f" else np.unique(values, return_inverse=True)[1].astype(np.float64)


def leak_in_another_unit(columns: Columns, random: np.random.Generator) -> Columns:
    """A column is the target in another unit, measured with a little noise."""
    target = codes(columns["target"])
    noise = 0.002 * target.std() * random.standard_normal(len(target))
    return {"later": 2.2 * target + noise + 5, **columns}


def leak_as_words(columns: Columns, random: np.random.Generator) -> Columns:
    """A column of words, of which each class has two of its own."""
    target = codes(columns["target"]).astype(np.int64)
    words = [f"ward {2 * one + random.integers(2)}" for one in target]
    return {**columns, "ward": words}


def counted(name: str, first: int) -> Defect:
    """A column counts the rows."""

    def make(columns: Columns, random: np.random.Generator) -> Columns:
        return {name: np.arange(first, first + len(columns["target"])), **columns}

    return make


def coded(name: str) -> Defect:
    """A column has a code of its own for each row."""

    def make(columns: Columns, random: np.random.Generator) -> Columns:
        numbers = random.choice(900_000, len(columns["target"]), replace=False) + 100_000
        return {name: [f"K{number}" for number in numbers], **columns}

    return make


def constant(columns: Columns, random: np.random.Generator) -> Columns:
    """A column is the same in every row: no harm at all."""
    return {**columns, "country": np.full(len(columns["target"]), 7)}


def few(count: int) -> Defect:
    """So many rows alone are left."""

    def make(columns: Columns, random: np.random.Generator) -> Columns:
        return taken(columns, random.permutation(len(columns["target"]))[:count])

    return make


def mislabelled(share: float, count: int) -> Defect:
    """So many rows are left, and a share of them has a class drawn at random: whoever learns them by heart errs."""

    def make(columns: Columns, random: np.random.Generator) -> Columns:
        left = taken(columns, random.permutation(len(columns["target"]))[:count])
        is_wrong = random.random(len(left["target"])) < share
        return {**left, "target": np.where(is_wrong, random.permutation(left["target"]), left["target"])}

    return make


DEFECTS: Mapping[str, Defect] = {
    "twice_a_quarter": twice(0.25),
    "twice_a_half": twice(0.5),
    "twice_a_tenth": twice(0.12),
    "shuffled": shuffled,
    "leak": leak_in_another_unit,
    "leak_words": leak_as_words,
    "numbered": counted("id", 1001),
    "counted": counted("record_number", 1),
    "coded": coded("sample"),
    "constant": constant,
    "few": few(240),
    "mislabelled": mislabelled(0.25, 260),
}
