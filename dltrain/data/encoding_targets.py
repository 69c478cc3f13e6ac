"""Target encodings: classes, shares of classes, labels that may hold together, or values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from dltrain.data import scale as scaling
from dltrain.data.columns import Place, Values, numbers, spelled, text, values, whole_words
from dltrain.data.encoding_label_sets import LabelSetTarget, label_set
from dltrain.data.options import Boolean, ColumnKind, Labels, Numeric
from dltrain.data.scale import Scale
from dltrain.data.sources.number_names import MOST_CLASSES
from dltrain.data.table import Booleans, Column, Numbers, Table, Words
from dltrain.data.target import MOST_TOLD_APART, Rows, Target, present
from dltrain.data.word_forms import plain, quoted
from dltrain.errors import DataError, listing


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
        found = values(column, place)
        return _matched(found, [text(label) for label in self.classes], table, place)


@dataclass(frozen=True)
class SharesTarget(Target):
    """How much of a row is of each class, a column a class: float32 (rows, classes), rows sum to 1."""

    kind = "shares"

    @property
    def task(self) -> str:
        return "binary" if len(self.columns) == 2 else "multiclass"

    @property
    def labels(self) -> tuple[int | str, ...]:
        return self.columns

    def summary(self, name: str) -> str:
        return "the share of a class"

    def encode(self, table: Table) -> NDArray[np.float32]:
        shares = np.stack([numbers(*present(table, name), "is the share of a class") for name in self.columns], axis=1)
        wrong = (shares < 0).any(axis=1) | (np.abs(shares.sum(axis=1) - 1) > 1e-4)
        if wrong.any():
            row = int(wrong.argmax())
            shown = f"{', '.join(f'{share:g}' for share in shares[row])} in {table.line_of(row)}{_shares_advice(shares)}"
            raise DataError(f"{table.name}: the target columns must be shares of at least 0 that sum to 1, not {shown}")
        return shares.astype(np.float32)


@dataclass(frozen=True)
class LabelsTarget(Target):
    """Labels of which any number holds, a column a label: float32 (rows, labels) of 0 and 1. `pairs`: (does not hold, holds)."""

    kind = "labels"

    pairs: tuple[tuple[str, str], ...]

    @property
    def task(self) -> str:
        return "multilabel"

    @property
    def labels(self) -> tuple[int | str, ...]:
        return self.columns

    def summary(self, name: str) -> str:
        return f"a label, which {self.pairs[self.columns.index(name)][1]} stands for"

    def encode(self, table: Table) -> NDArray[np.float32]:
        out = np.empty((table.rows, len(self.columns)), dtype=np.float32)
        for number, (name, pair) in enumerate(zip(self.columns, self.pairs, strict=True)):
            column, place = present(table, name)
            out[:, number] = _matched(values(column, place), pair, table, place)
        return out


@dataclass(frozen=True)
class ValuesTarget(Target):
    """Numbers, scaled: float32 (rows, targets)."""

    kind = "values"

    scale: Scale

    @property
    def task(self) -> str:
        return "regression"

    def summary(self, name: str) -> str:
        return "a number"

    def encode(self, table: Table) -> NDArray[np.float32]:
        with np.errstate(over="ignore"):
            scaled = self.scale.apply(_numbers(table, self.columns)).astype(np.float32)
        if not np.isfinite(scaled).all():
            row, column = np.argwhere(~np.isfinite(scaled))[0]
            raise Place(table, self.columns[column]).error(f"holds a number too large for float32 in {table.line_of(int(row))}")
        return scaled

    def undo(self, targets: NDArray[np.float64]) -> NDArray[np.float64]:
        by_row = targets.reshape(len(targets), -1, len(self.columns))  # of several rows ahead
        return self.scale.undo(by_row).reshape(targets.shape)


@dataclass(frozen=True)
class NoTarget(Target):
    """Nothing is predicted: float32 (rows, 0). `purpose` is what the rows are learned for, and `columns`, if any, are those that
    would be the target, which the network does not see."""

    kind = "none"

    purpose: str

    @property
    def task(self) -> str:
        return self.purpose

    def summary(self, name: str) -> str:
        return "not looked at"

    def encode(self, table: Table) -> NDArray[np.float32]:
        return np.empty((table.rows, 0), dtype=np.float32)


@dataclass(frozen=True)
class InputTarget(Target):
    """The numbers of the input themselves, scaled as the network sees them: float32 (rows, width). No column is its own."""

    kind = "inputs"
    purpose: ClassVar[str] = "reconstruction"

    @property
    def task(self) -> str:
        return self.purpose

    def of_rows(self, table: Table, rows: Rows, inputs: NDArray[np.float32] | None) -> NDArray[np.float32]:
        assert inputs is not None
        return inputs

    def names(self, inputs: list[str]) -> list[str]:
        return inputs


def _shares_advice(shares: NDArray[np.float64]) -> str:
    """What to do where numbers that are not shares are one of these: labels, percentages, counts."""
    sums = shares.sum(axis=1)
    if np.isin(shares, (0, 1)).all():
        return "; where any number of them may hold write loss: binary_cross_entropy"
    if (shares < 0).any() or not (sums > 0).all() or np.isclose(sums, 1).any():
        return ""
    return f"; divide them by {sums[0]:g}" if np.allclose(sums, sums[0]) else "; divide each by the sum of its row"


KINDS = (ClassTarget, SharesTarget, LabelsTarget, LabelSetTarget, ValuesTarget, NoTarget, InputTarget)
TARGETS: dict[str, type[Target]] = {page.kind: page for page in KINDS}


def infer(table: Table, columns: Sequence[str], declared: Mapping[str, ColumnKind], *, shares: bool) -> Target:
    """The target that these columns look like, or are declared to be; a regression target not scaled yet.

    Several columns are the shares of classes where the loss asks for that (`shares`). Raises DataError.
    """
    if len(columns) == 1:
        return _one(table, columns[0], declared.get(columns[0]))
    if shares:
        _check_count(table, columns, "shares of classes")
        target = SharesTarget(tuple(columns))
        target.encode(table)
        return target
    if sets := [name for name in columns if isinstance(declared.get(name), Labels)]:
        raise Place(table, sets[0]).error("holds several labels in a cell, and can only be the one target; leave the others out")
    found = {name: _label_values(*present(table, name), declared.get(name)) for name in columns}
    labels = {name: pair for name, pair in found.items() if pair is not None}
    if len(labels) == len(columns):
        _check_count(table, columns, "labels")
        return LabelsTarget(tuple(columns), tuple(labels.values()))
    measured = [name for name in columns if _is_number(table.columns[name], declared.get(name))]
    if len(measured) < len(columns):
        odd = next(name for name in columns if name not in measured)
        other = next((name for name in columns if name != odd), odd)
        raise DataError(
            f"{table.name}: several targets must be all numbers or all of two values; "
            f"'{odd}' has {_looks(table, odd)}, '{other}' has {_looks(table, other)}"
        )
    return ValuesTarget(tuple(columns), scaling.unscaled(len(columns)))


def _check_count(table: Table, columns: Sequence[str], what: str) -> None:
    """Raises DataError where there are more target columns than there is memory for."""
    if len(columns) > MOST_TOLD_APART:
        told = f"{table.name}: {len(columns):,} target columns are {what}; at most {MOST_TOLD_APART:,} are predicted"
        raise DataError(f"{told}; name the frequent ones alone with target: [...]")


def _one(table: Table, name: str, kind: ColumnKind | None) -> Target:
    if isinstance(kind, Labels):
        return label_set(table, name, kind.separator)
    column, place = present(table, name)
    classes = whole_words(values(column, place)) if isinstance(column, Words) and kind is not None else values(column, place)
    few = not isinstance(column, Numbers) or (column.whole and len(classes.labels) <= MOST_CLASSES)
    if isinstance(kind, Numeric) or (kind is None and not few):
        _measurable(column, place)
        return ValuesTarget((name,), scaling.unscaled(1))
    if len(classes.labels) < 2:
        raise place.error(f"is the target, but every row has the same value, {classes.labels[0]}; there is nothing to tell apart")
    if isinstance(kind, Boolean) and len(classes.labels) > 2:
        raise place.error(f"is declared boolean, but has {len(classes.labels)} different values: {listing(classes.labels, 5)}")
    if len(classes.labels) > MOST_TOLD_APART:
        raise place.error(_too_many(len(classes.labels), name, isinstance(column, Numbers)))
    # What is longer than 64 bits is no number to those who read results.
    labels = tuple(label if isinstance(label, int) and abs(label) < 2**63 else str(label) for label in classes.labels)
    return ClassTarget((name,), labels)


def _too_many(count: int, name: str, is_number: bool) -> str:
    """What is said of a target with more classes than there is memory for."""
    numeric = f"to predict it as a number write columns: {{{spelled(name)}: numeric}}, or " if is_number else ""
    told = f"is the target, and has {count:,} different values; at most {MOST_TOLD_APART:,} classes are told apart"
    return f"{told}; {numeric}keep the frequent values and write one word for all others"


def _label_values(column: Column, place: Place, kind: ColumnKind | None) -> tuple[str, str] | None:
    """The two values of a column of a label, (does not hold, holds); None where it is no such column."""
    if isinstance(kind, Numeric):
        return None
    if isinstance(column, Booleans):
        return column.words
    found = values(column, place).labels
    if isinstance(column, Numbers) and kind is None and not set(found) <= {0, 1}:
        return None
    if isinstance(column, Numbers) and set(found) <= {0, 1}:
        return ("0", "1")
    return (text(found[0]), text(found[1])) if len(found) == 2 else None


def _is_number(column: Column, kind: ColumnKind | None) -> bool:
    return isinstance(kind, Numeric) or (kind is None and isinstance(column, Numbers))


def _looks(table: Table, name: str) -> str:
    column, place = present(table, name)
    return "numbers" if isinstance(column, Numbers) else f"{len(values(column, place).labels)} different words"


def scaled(target: ValuesTarget, table: Table, train: Rows, how: str) -> ValuesTarget:
    """The same target, scaled by its values in the training rows."""
    return ValuesTarget(target.columns, scaling.fit(_numbers(table, target.columns)[train], how))


def _numbers(table: Table, columns: Sequence[str]) -> NDArray[np.float64]:
    return np.stack([_measurable(*present(table, name)) for name in columns], axis=1)


def _measurable(column: Column, place: Place) -> NDArray[np.float64]:
    """A target's numbers. Raises DataError where all are so small that their squares are 0."""
    found = numbers(column, place, "is the target and numeric")
    largest = max(found.max(initial=0.0), -found.min(initial=0.0))
    if 0 < largest < scaling.SQUARED_TO_NOTHING:
        raise place.error(
            f"is the target, but no more than {largest:g} in any row, too small to be measured; write it in another unit"
        )
    return found


def _matched(found: Values, known: Sequence[str], table: Table, place: Place) -> NDArray[np.int64]:
    """The number of each row's label among `known`. Raises DataError naming labels that are none of them."""
    numbered = {label: number for number, label in enumerate(known)}
    other = table.codes.get(place.name, {})
    renamed = np.array([numbered.get(text(label), numbered.get(other.get(text(label), ""), -1)) for label in found.labels])
    codes = np.asarray(renamed[found.codes], dtype=np.int64)
    if len(codes) and codes.min() < 0:
        strange = found.codes[codes < 0]
        labels, counts = np.unique(strange, return_counts=True)
        shown = listing((f"'{found.labels[label]}' ({_rows(count)})" for label, count in zip(labels, counts, strict=True)), 5)
        first = text(found.labels[labels[0]])
        told = f"first in {place.row(codes < 0)}; known are {listing(known, 10)}{_probably(first, known)}"
        raise place.error(f"has labels that training did not know: {shown}, {told}")
    return codes


def _probably(label: str, known: Sequence[str]) -> str:
    """Which label is probably meant by one that differs in leading zeros, blanks, case or Unicode form alone."""
    meant = next((other for other in known if plain(other).lstrip("0") == plain(label).lstrip("0")), None)
    return f"; {quoted(label)} is probably {quoted(meant)}" if meant else ""


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"
