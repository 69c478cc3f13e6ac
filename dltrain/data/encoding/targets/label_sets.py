"""A target of which a cell holds several labels: `action;drama`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn, factorize, spelled
from dltrain.data.encoding.misfits import Misfits, repeated
from dltrain.data.encoding.targets.target import Target, check_labels
from dltrain.data.table import Array, Table, Words
from dltrain.errors import listing
from dltrain.tasks import Task

SEPARATORS = (";", "|", ",")


@dataclass(frozen=True)
class LabelSetTarget(Target):
    """Which of `tags` stand in a cell, between separators: float32 (rows, labels) of 0 and 1. A blank cell holds none."""

    kind = "label_set"

    tags: tuple[str, ...]
    separator: str

    @property
    def task(self) -> Task:
        return Task.MULTILABEL

    @property
    def labels(self) -> tuple[int | str, ...]:
        return self.tags

    def summary(self, name: str) -> str:
        return f"any of {len(self.tags)} labels"

    def names(self, inputs: list[str]) -> list[str]:
        return list(self.tags)

    def encode(self, table: Table) -> NDArray[np.float32]:
        column = TableColumn(table, self.columns[0])
        words = _words(column)
        numbered = {tag: number for number, tag in enumerate(self.tags)}
        coded = np.zeros((len(words.levels) + 1, len(self.tags)), dtype=np.float32)  # the last one serves code -1
        unknown: dict[int, list[str]] = {}
        for code, level in enumerate(words.levels):
            for tag in tags_in(level, self.separator):
                if tag in numbered:
                    coded[code, numbered[tag]] = 1
                else:
                    unknown.setdefault(code, []).append(tag)
        if unknown:
            rows = np.isin(words.codes, list(unknown))
            shown = listing(sorted({f"'{tag}'" for tags in unknown.values() for tag in tags}), 5)
            known = listing(self.tags, 10)
            raise column.error(f"has labels that training did not know: {shown}, first in {column.row(rows)}; known are {known}")
        return np.asarray(coded[words.codes])

    def misfits(self) -> Misfits:
        if len(self.columns) != 1:
            yield "columns", f"a list of 1, not of {len(self.columns)}"
        if len(self.tags) < 2:
            yield "tags", f"a list of 2 or more, not of {len(self.tags)}"
        yield from repeated("tags", self.tags)
        if len(self.separator) != 1:
            yield "separator", f"one character, not '{self.separator}'"


def tags_in(cell: str, separator: str) -> list[str]:
    """The labels in a cell."""
    return [tag for part in cell.split(separator) if (tag := part.strip())]


def label_set(table: Table, name: str, separator: str) -> LabelSetTarget:
    """The target of a column whose cells hold several labels. Raises DataError where there are not two of them, or where another
    separator is meant."""
    column = TableColumn(table, name)
    levels = _words(column).levels
    meant = None if any(separator in level for level in levels) else separator_of(levels)
    if meant:
        raise column.error(f"has '{separator}' in no cell, but '{meant}' between labels; write {declaration(name, meant)}")
    tags = sorted({tag for level in levels for tag in tags_in(level, separator)})
    if len(tags) < 2:
        only = f"only '{tags[0]}'" if tags else "no label"
        raise column.error(f"holds {only} between its separators '{separator}'; expected two different labels or more")
    check_labels(len(tags), column)
    return LabelSetTarget((name,), tuple(tags), separator)


def _words(column: TableColumn) -> Words:
    if isinstance(column.cells, Words):
        return column.cells
    if isinstance(column.cells, Array):
        raise column.error("is an array a row; expected words with several labels in each")
    values = factorize(column)
    return Words.of(values.codes, tuple(map(str, values.labels)))


def notices(column: str, cells: Sequence[str]) -> list[str]:
    """A notice where classes look like several labels each: their parts recur."""
    if (separator := separator_of(cells)) is None:
        return []
    example = next(cell for cell in cells if len(tags_in(cell, separator)) > 1)
    looks = f"classes such as '{example}' look like several labels each"
    return [f"column '{column}': {looks}; to predict every label write {declaration(column, separator)}"]


def declaration(column: str, separator: str) -> str:
    """What declares such a column in a spec."""
    return f'columns: {{{spelled(column)}: {{type: labels, separator: "{separator}"}}}}'


def separator_of(cells: Sequence[str]) -> str | None:
    """What parts the labels of different cells that look like several labels each; None where they do not."""
    for separator in SEPARATORS:
        several = [cell for cell in cells if len(tags_in(cell, separator)) > 1]
        recurring = Counter(tag for cell in cells for tag in set(tags_in(cell, separator)))
        often = sum(count > 1 for count in recurring.values())
        if len(several) >= 2 and 5 * len(several) >= len(cells) and 2 * often > len(recurring) and len(recurring) <= len(cells):
            return separator
    return None
