"""A target of which a cell holds several labels: `action;drama`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import ColumnLocation, factorize, spelled
from dltrain.data.encoding.targets.target import Target, check_labels
from dltrain.data.table import Array, Table, Words
from dltrain.errors import listing

SEPARATORS = (";", "|", ",")


@dataclass(frozen=True)
class LabelSetTarget(Target):
    """Which of `tags` stand in a cell, between separators: float32 (rows, labels) of 0 and 1. A blank cell holds none."""

    kind = "label_set"

    tags: tuple[str, ...]
    separator: str

    @property
    def task(self) -> str:
        return "multilabel"

    @property
    def labels(self) -> tuple[int | str, ...]:
        return self.tags

    def summary(self, name: str) -> str:
        return f"any of {len(self.tags)} labels"

    def names(self, inputs: list[str]) -> list[str]:
        return list(self.tags)

    def encode(self, table: Table) -> NDArray[np.float32]:
        words, place = _words(table, self.columns[0])
        number = {tag: place_of for place_of, tag in enumerate(self.tags)}
        coded = np.zeros((len(words.levels) + 1, len(self.tags)), dtype=np.float32)  # the last one serves code -1
        strange: dict[int, list[str]] = {}
        for code, level in enumerate(words.levels):
            for tag in tags_in(level, self.separator):
                if tag in number:
                    coded[code, number[tag]] = 1
                else:
                    strange.setdefault(code, []).append(tag)
        if strange:
            rows = np.isin(words.codes, list(strange))
            shown = listing(sorted({f"'{tag}'" for tags in strange.values() for tag in tags}), 5)
            known = listing(self.tags, 10)
            raise place.error(f"has labels that training did not know: {shown}, first in {place.row(rows)}; known are {known}")
        return np.asarray(coded[words.codes])


def tags_in(cell: str, separator: str) -> list[str]:
    """The labels in a cell."""
    return [tag for part in cell.split(separator) if (tag := part.strip())]


def label_set(table: Table, name: str, separator: str) -> LabelSetTarget:
    """The target of a column whose cells hold several labels. Raises DataError where there are not two of them, or where another
    separator is meant."""
    words, place = _words(table, name)
    meant = None if any(separator in level for level in words.levels) else separator_of(words.levels)
    if meant:
        raise place.error(f"has '{separator}' in no cell, but '{meant}' between labels; write {to_write(name, meant)}")
    tags = sorted({tag for level in words.levels for tag in tags_in(level, separator)})
    if len(tags) < 2:
        held = f"only '{tags[0]}'" if tags else "no label"
        raise place.error(f"holds {held} between its separators '{separator}'; expected two different labels or more")
    check_labels(len(tags), place)
    return LabelSetTarget((name,), tuple(tags), separator)


def _words(table: Table, name: str) -> tuple[Words, ColumnLocation]:
    column, place = table.columns[name], ColumnLocation(table, name)
    if isinstance(column, Words):
        return column, place
    if isinstance(column, Array):
        raise place.error("is an array a row; expected words with several labels in each")
    found = factorize(column, place)
    return Words.of(found.codes, tuple(map(str, found.labels))), place


def told(column: str, cells: Sequence[str]) -> list[str]:
    """A notice where classes look like several labels each: their parts recur."""
    if (separator := separator_of(cells)) is None:
        return []
    example = next(cell for cell in cells if len(tags_in(cell, separator)) > 1)
    looks = f"classes such as '{example}' look like several labels each"
    return [f"column '{column}': {looks}; to predict every label write {to_write(column, separator)}"]


def to_write(column: str, separator: str) -> str:
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
