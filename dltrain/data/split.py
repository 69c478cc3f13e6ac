"""The split that a spec asks for: of rows, of whole groups or by a column. The draws themselves are in `split`."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data import draws, sequences
from dltrain.data.columns import TableColumn, factorize
from dltrain.data.encoding.targets.classes import ClassTarget
from dltrain.data.encoding.targets.multitask import MultitaskTarget
from dltrain.data.encoding.targets.soft_labels import SoftLabelsTarget
from dltrain.data.encoding.targets.target import Target
from dltrain.data.options.fractions import split_fractions
from dltrain.data.options.section import Data
from dltrain.data.options.split import PARTS, Split
from dltrain.data.reading import Tables
from dltrain.data.table import Table, Words
from dltrain.errors import DataError, Problem, SpecError, did_you_mean, listing


def parts(data: Data, tables: Tables, target: Target, encoded: NDArray[Any] | None) -> draws.Parts:
    """The rows of the train table that train, validate and test, in whole groups where these are the examples.

    `encoded` are the targets of its rows, where there are any besides numbers. Raises DataError, SpecError.
    """
    return _draw(data, tables, target, encoded) if not data.makes_groups else _draw_groups(data, tables, target, encoded)


def _draw_groups(data: Data, tables: Tables, target: Target, encoded: NDArray[Any] | None) -> draws.Parts:
    """The rows of the groups that train, validate and test: the same draw as that of rows, each group by its first one."""
    table, group, by = tables.train, str(data.group_column), data.split_column
    members = sequences.lines(table, group)
    if by is not None:
        codes = factorize(TableColumn(table, by)).codes[np.concatenate(members)]
        sequences.check_constant(table, group, members, codes, f"column '{by}', which splits,")
    first = np.array([line[0] for line in members])
    examples = dataclasses.replace(tables, train=table.select(first))
    drawn = _draw(data, examples, target, None if encoded is None else encoded[first])
    return {part: np.concatenate([members[group] for group in groups] or [first[:0]]) for part, groups in drawn.items()}


def _draw(data: Data, tables: Tables, target: Target, encoded: NDArray[Any] | None) -> draws.Parts:
    """The rows of the train table that train, validate and test."""
    table, chosen = tables.train, data.split if isinstance(data.split, Split) else Split()
    if data.split_column is not None:
        return _by_column(data.split_column, table)
    classes = None
    if isinstance(target, MultitaskTarget) and target.stratifies and encoded is not None:
        classes = encoded[:, target.class_heads[0]].astype(np.int64)
    elif isinstance(target, ClassTarget | SoftLabelsTarget) and encoded is not None:
        classes = encoded if encoded.ndim == 1 else encoded.argmax(axis=1)
    elif chosen.stratify:
        message = f"'stratify' needs one target of classes; {_these(target)}; leave it out"
        raise SpecError([Problem(("data", "split", "stratify"), message)])
    if chosen.stratify is False:
        classes = None
    fractions = split_fractions(data)
    if chosen.folds:
        if chosen.folds > table.rows:
            raise SpecError(
                [Problem(("data", "split", "folds"), f"{table.name} has {table.rows} rows, too few for {chosen.folds} folds")]
            )
        parts = draws.fold_of(table.rows, chosen.folds, chosen.fold or 1, fractions.validation, classes, chosen.seed)
    elif chosen.order:
        parts = draws.in_order(table.rows, fractions.validation, fractions.test)
    else:
        parts = draws.at_random(table.rows, fractions.validation, fractions.test, classes, chosen.seed)
    for part, wanted in (("train", 1.0), ("validation", fractions.validation), ("test", fractions.test)):
        if wanted and not len(parts[part]):
            amount = "what is left" if part == "train" else f"{wanted:g}"
            raise DataError(f"{table.name}: the {part} part is empty: {amount} of {table.rows} rows is none; change 'split'")
    return parts


def _these(target: Target) -> str:
    return "these are several" if target.task.is_multitask else f"this one is {target.task}"


def _by_column(name: str, table: Table) -> draws.Parts:
    column = TableColumn(table, name)
    values = factorize(column)
    if not isinstance(column.cells, Words):
        raise column.error(f"says which part a row is in: expected the words {listing(PARTS)}, not {listing(values.labels, 5)}")
    levels = list(map(str, values.labels))
    wrong = np.array([level not in PARTS for level in levels] + [True])[values.codes]
    if wrong.any():
        code = values.codes[int(wrong.argmax())]
        shown = "no word" if code < 0 else f"'{levels[code]}'"
        hint = "" if code < 0 else did_you_mean(levels[code], PARTS)
        raise column.error(
            f"says which part a row is in: expected train, validation or test, but {column.row(wrong)} holds {shown}{hint}"
        )
    parts = draws.by_words(values.codes, levels)
    if not len(parts["train"]):
        raise column.error("leaves no row to train on: none holds 'train'")
    return parts
