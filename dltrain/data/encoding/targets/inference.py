"""The target that the target columns look like, or are declared to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dltrain.data.columns import TableColumn, factorize, spelled, whole_words
from dltrain.data.encoding.targets.beside import BesideTarget
from dltrain.data.encoding.targets.classes import ClassTarget
from dltrain.data.encoding.targets.label_sets import LabelSetTarget, label_set
from dltrain.data.encoding.targets.labels import LabelsTarget
from dltrain.data.encoding.targets.multitask import MultitaskTarget, head_of
from dltrain.data.encoding.targets.next_token import NextToken
from dltrain.data.encoding.targets.soft_labels import SoftLabelsTarget
from dltrain.data.encoding.targets.target import MAX_LABELS, Target, present
from dltrain.data.encoding.targets.unsupervised import InputTarget, NoTarget
from dltrain.data.encoding.targets.values import ValuesTarget, numbers_of
from dltrain.data.options.columns import Boolean, ColumnKind, Labels, Numeric
from dltrain.data.sources.numeric_names import MAX_CLASSES, is_inexact
from dltrain.data.table import Booleans, Column, Numbers, Table, Words
from dltrain.data.transforms import scale as scaling
from dltrain.errors import DataError, listing

TARGETS: dict[str, type[Target]] = {
    target.kind: target
    for target in (
        *(ClassTarget, SoftLabelsTarget, LabelsTarget, LabelSetTarget, ValuesTarget, MultitaskTarget),
        *(NoTarget, InputTarget, BesideTarget, NextToken),
    )
}


def infer(
    table: Table, columns: Sequence[str], declared: Mapping[str, ColumnKind], *, soft_classes: bool, are_several: bool = False
) -> Target:
    """The target that these columns look like, or are declared to be; numbers not scaled yet.

    Several columns are the shares of classes where the loss asks for that (`soft_classes`), and targets each by itself where
    they are of different kinds, or are said to be (`are_several`). Raises DataError.
    """
    if are_several:
        return _several(table, columns, declared)
    if len(columns) == 1:
        return _one(table, columns[0], declared.get(columns[0]))
    if soft_classes:
        _check_count(table, columns, "shares of classes")
        target = SoftLabelsTarget(tuple(columns))
        target.encode(table)
        return target
    if sets := [name for name in columns if isinstance(declared.get(name), Labels)]:
        message = "holds several labels in a cell, and can only be the one target; leave the others out"
        raise TableColumn(table, sets[0]).error(message)
    pairs = [_label_values(present(table, name), declared.get(name)) for name in columns]
    labels = tuple(pair for pair in pairs if pair is not None)
    if len(labels) == len(columns):
        _check_count(table, columns, "labels")
        return LabelsTarget(tuple(columns), labels)
    if not all(_is_number(table.columns[name], declared.get(name)) for name in columns):
        return _several(table, columns, declared)
    return ValuesTarget(tuple(columns), scaling.unscaled(len(columns)))


def _several(table: Table, columns: Sequence[str], declared: Mapping[str, ColumnKind]) -> Target:
    """Targets each by itself. Raises DataError."""
    return MultitaskTarget(tuple(columns), tuple(head_of(_one(table, name, declared.get(name))) for name in columns))


def _check_count(table: Table, columns: Sequence[str], what: str) -> None:
    """Raises DataError where there are more target columns than there is memory for."""
    if len(columns) > MAX_LABELS:
        message = f"{table.name}: {len(columns):,} target columns are {what}; at most {MAX_LABELS:,} are predicted"
        raise DataError(f"{message}; name the frequent ones alone with target: [...]")


def _same(cells: Column, name: str, value: int | float | str, purpose: str) -> str:
    """What to say of targets that are all the same, or have become so as numbers."""
    if isinstance(cells, Numbers) and is_inexact(cells):
        kept = f"write columns: {{{spelled(name)}: categorical}} to keep every digit"
        return f"its whole numbers, about {value:.6e}, differ in digits that a number does not keep, if at all; {kept}"
    return f"every row has the same value, {value}; there is nothing to {purpose}"


def _one(table: Table, name: str, kind: ColumnKind | None) -> Target:
    if isinstance(kind, Labels):
        return label_set(table, name, kind.separator)
    column = present(table, name)
    cells, classes = column.cells, factorize(column)
    if isinstance(cells, Words) and kind is not None:
        classes = whole_words(classes)
    few = not isinstance(cells, Numbers) or (cells.whole and len(classes.labels) <= MAX_CLASSES)
    if isinstance(kind, Numeric) or (kind is None and not few):
        numbers_of(column)
        if len(classes.labels) == 1 and table.rows > 1:
            raise column.error(f"is the target, but {_same(cells, name, classes.labels[0], 'learn')}")
        return ValuesTarget((name,), scaling.unscaled(1))
    if len(classes.labels) < 2:
        raise column.error(f"is the target, but {_same(cells, name, classes.labels[0], 'tell apart')}")
    if isinstance(kind, Boolean) and len(classes.labels) > 2:
        raise column.error(f"is declared boolean, but has {len(classes.labels)} different values: {listing(classes.labels, 5)}")
    if len(classes.labels) > MAX_LABELS:
        raise column.error(_too_many(len(classes.labels), name, isinstance(cells, Numbers)))
    # What is longer than 64 bits is no number to those who read results.
    labels = tuple(label if isinstance(label, int) and abs(label) < 2**63 else str(label) for label in classes.labels)
    return ClassTarget((name,), labels)


def _too_many(count: int, name: str, is_number: bool) -> str:
    """What is said of a target with more classes than there is memory for."""
    numeric = f"to predict it as a number write columns: {{{spelled(name)}: numeric}}, or " if is_number else ""
    problem = f"is the target, and has {count:,} different values; at most {MAX_LABELS:,} classes are told apart"
    return f"{problem}; {numeric}keep the frequent values and write one word for all others"


def _label_values(column: TableColumn, kind: ColumnKind | None) -> tuple[str, str] | None:
    """The two values of a column of a label, (does not hold, holds); None where it is no such column."""
    cells = column.cells
    if isinstance(kind, Numeric):
        return None
    if isinstance(cells, Booleans):
        return cells.words
    values = factorize(column)
    if isinstance(cells, Numbers) and set(values.labels) <= {0, 1}:
        return ("0", "1")
    if (isinstance(cells, Numbers) and kind is None) or len(values.labels) != 2:
        return None
    return (values.words[0], values.words[1])


def _is_number(column: Column, kind: ColumnKind | None) -> bool:
    return isinstance(kind, Numeric) or (kind is None and isinstance(column, Numbers))
