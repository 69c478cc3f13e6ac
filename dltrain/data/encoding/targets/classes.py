"""A target of classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn, factorize, label_text
from dltrain.data.encoding.misfits import Misfits, repeated
from dltrain.data.encoding.targets.target import Target, present
from dltrain.data.table import Table
from dltrain.data.word_forms import plain, quoted
from dltrain.errors import listing
from dltrain.tasks import Task


@dataclass(frozen=True)
class ClassTarget(Target):
    """One of `classes`: int64 (rows,)."""

    kind = "classes"

    classes: tuple[int | str, ...]

    @property
    def task(self) -> Task:
        return Task.BINARY if len(self.classes) == 2 else Task.MULTICLASS

    @property
    def labels(self) -> tuple[int | str, ...]:
        return self.classes

    def summary(self, name: str) -> str:
        return f"{len(self.classes)} classes"

    def encode(self, table: Table) -> NDArray[np.int64]:
        return codes_among(present(table, self.columns[0]), [label_text(label) for label in self.classes])

    def misfits(self) -> Misfits:
        if len(self.columns) != 1:
            yield "columns", f"a list of 1, not of {len(self.columns)}"
        if len(self.classes) < 2:
            yield "classes", f"a list of 2 or more, not of {len(self.classes)}"
        yield from repeated("classes", [label_text(label) for label in self.classes])


def codes_among(column: TableColumn, known: Sequence[str]) -> NDArray[np.int64]:
    """The number of each row's label among `known`: int64 (rows,). Raises DataError naming labels that are none of them."""
    values = factorize(column)
    numbered = {label: number for number, label in enumerate(known)}
    renamed = column.table.codes.get(column.name, {})
    numbers = np.array([numbered.get(word, numbered.get(renamed.get(word, ""), -1)) for word in values.words])
    codes = np.asarray(numbers[values.codes], dtype=np.int64)
    if len(codes) and codes.min() < 0:
        labels, counts = np.unique(values.codes[codes < 0], return_counts=True)
        shown = listing((f"'{values.labels[label]}' ({_rows(count)})" for label, count in zip(labels, counts, strict=True)), 5)
        where = f"first in {column.row(codes < 0)}; known are {listing(known, 10)}"
        probably = _probably(values.words[labels[0]], known)
        raise column.error(f"has labels that training did not know: {shown}, {where}{probably}")
    return codes


def _probably(label: str, known: Sequence[str]) -> str:
    """Which label is probably meant by one that differs in leading zeros, blanks, case or Unicode form alone."""
    meant = next((other for other in known if plain(other).lstrip("0") == plain(label).lstrip("0")), None)
    return f"; {quoted(label)} is probably {quoted(meant)}" if meant else ""


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
