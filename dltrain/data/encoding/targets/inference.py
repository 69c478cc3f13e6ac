"""The target that the target columns look like, or are declared to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dltrain.data.columns import ColumnLocation, factorize, label_text, spelled, whole_words
from dltrain.data.encoding.targets.classes import ClassTarget
from dltrain.data.encoding.targets.label_sets import LabelSetTarget, label_set
from dltrain.data.encoding.targets.labels import LabelsTarget
from dltrain.data.encoding.targets.shares import SharesTarget
from dltrain.data.encoding.targets.target import MOST_TOLD_APART, Target, present
from dltrain.data.encoding.targets.unsupervised import InputTarget, NoTarget
from dltrain.data.encoding.targets.values import ValuesTarget, _measurable
from dltrain.data.options.columns import Boolean, ColumnKind, Labels, Numeric
from dltrain.data.sources.number_names import MOST_CLASSES
from dltrain.data.table import Booleans, Column, Numbers, Table, Words
from dltrain.data.transforms import scale as scaling
from dltrain.errors import DataError, listing

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
        raise ColumnLocation(table, sets[0]).error(
            "holds several labels in a cell, and can only be the one target; leave the others out"
        )
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
    classes = (
        whole_words(factorize(column, place)) if isinstance(column, Words) and kind is not None else factorize(column, place)
    )
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


def _label_values(column: Column, place: ColumnLocation, kind: ColumnKind | None) -> tuple[str, str] | None:
    """The two values of a column of a label, (does not hold, holds); None where it is no such column."""
    if isinstance(kind, Numeric):
        return None
    if isinstance(column, Booleans):
        return column.words
    found = factorize(column, place).labels
    if isinstance(column, Numbers) and kind is None and not set(found) <= {0, 1}:
        return None
    if isinstance(column, Numbers) and set(found) <= {0, 1}:
        return ("0", "1")
    return (label_text(found[0]), label_text(found[1])) if len(found) == 2 else None


def _is_number(column: Column, kind: ColumnKind | None) -> bool:
    return isinstance(kind, Numeric) or (kind is None and isinstance(column, Numbers))


def _looks(table: Table, name: str) -> str:
    column, place = present(table, name)
    return "numbers" if isinstance(column, Numbers) else f"{len(factorize(column, place).labels)} different words"
