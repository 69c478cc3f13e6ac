"""A target of classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation, Factorized, factorize, label_text
from dltrain.data.encoding.targets.target import Target, present
from dltrain.data.table import Table
from dltrain.data.word_forms import plain, quoted
from dltrain.errors import listing


@dataclass(frozen=True)
class ClassTarget(Target):
    """One of `classes`: int64 (rows,)."""

    kind = "classes"

    classes: tuple[int | str, ...]

    @property
    def task(self) -> str:
        return "binary" if len(self.classes) == 2 else "multiclass"

    @property
    def labels(self) -> tuple[int | str, ...]:
        return self.classes

    def summary(self, name: str) -> str:
        return f"{len(self.classes)} classes"

    def encode(self, table: Table) -> NDArray[np.int64]:
        column, place = present(table, self.columns[0])
        found = factorize(column, place)
        return _matched(found, [label_text(label) for label in self.classes], table, place)


def _matched(found: Factorized, known: Sequence[str], table: Table, place: ColumnLocation) -> NDArray[np.int64]:
    """The number of each row's label among `known`. Raises DataError naming labels that are none of them."""
    numbered = {label: number for number, label in enumerate(known)}
    other = table.codes.get(place.name, {})
    renamed = np.array(
        [numbered.get(label_text(label), numbered.get(other.get(label_text(label), ""), -1)) for label in found.labels]
    )
    codes = np.asarray(renamed[found.codes], dtype=np.int64)
    if len(codes) and codes.min() < 0:
        strange = found.codes[codes < 0]
        labels, counts = np.unique(strange, return_counts=True)
        shown = listing((f"'{found.labels[label]}' ({_rows(count)})" for label, count in zip(labels, counts, strict=True)), 5)
        first = label_text(found.labels[labels[0]])
        told = f"first in {place.row(codes < 0)}; known are {listing(known, 10)}{_probably(first, known)}"
        raise place.error(f"has labels that training did not know: {shown}, {told}")
    return codes


def _probably(label: str, known: Sequence[str]) -> str:
    """Which label is probably meant by one that differs in leading zeros, blanks, case or Unicode form alone."""
    meant = next((other for other in known if plain(other).lstrip("0") == plain(label).lstrip("0")), None)
    return f"; {quoted(label)} is probably {quoted(meant)}" if meant else ""


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
