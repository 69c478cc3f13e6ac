"""What cannot be learned from the data as the spec asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn, spelled
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import FLAT
from dltrain.data.encoding.targets.classes import ClassTarget
from dltrain.data.encoding.targets.target import Target
from dltrain.data.options.section import Data
from dltrain.data.part import Part
from dltrain.data.table import Numbers, Table
from dltrain.errors import DataError, Problem, SpecError, did_you_mean, listing


def check_horizon(data: Data, target: Target, table: Table) -> None:
    """Raises SpecError where several rows ahead are to be forecast of what are no numbers."""
    if data.window is not None and data.window.horizon > 1 and target.number_scale is None:
        message = f"a horizon of {data.window.horizon} needs targets that are numbers; these are {target.task}; write horizon: 1"
        name = target.columns[0]
        if isinstance(table.columns[name], Numbers) and name not in (data.columns or {}):
            message += f", or columns: {{{spelled(name)}: numeric}}"
        raise SpecError([Problem(("data", "window", "horizon"), message)])


def check_classes(target: Target, encoded: NDArray[Any], table: Table) -> None:
    """Raises DataError where the training rows, whose targets are given, are all of one class."""
    if isinstance(target, ClassTarget) and len(codes := np.unique(encoded)) < 2:
        label = target.classes[codes[0]]
        raise DataError(f"{table.name}: every training row has the same target, {label}; there is nothing to tell apart")


def check_sequences(encoding: Encoding, table: Table) -> None:
    """Raises DataError where an example is a sequence of rows and a column is no numbers of the flat block."""
    for block in encoding.blocks:
        if encoding.steps and block.name != FLAT:
            message = "cannot be part of a sequence of rows, which is made of numbers; leave it out"
            raise TableColumn(table, block.name).error(message)


def check_numbers(encoding: Encoding) -> None:
    """Raises SpecError where an input is no number that could be given back."""
    if codes := [block.name for block in encoding.blocks if block.levels]:
        message = (
            f"an autoencoder gives back numbers, but '{codes[0]}' is learned as vectors; write encoding: one_hot, or exclude it"
        )
        raise SpecError([Problem(("data", "columns", codes[0]), message, at_key=True)])


def check_columns(encoding: Encoding, table: Table, *, with_target: bool) -> None:
    """Raises DataError where a table lacks a column that is needed."""
    needed = [feature.name for feature in encoding.features]
    needed += [*encoding.target_columns] if with_target else []
    needed += [encoding.group] if encoding.group else []
    lacking = [name for name in needed if name not in table.columns]
    if lacking:
        others = [name for name in [*table.columns, *table.left_out] if name not in needed]
        shown = listing((f"'{name}'{did_you_mean(name, others)}" for name in lacking), 12)
        there = "" if "did you mean" in shown or not others else f"; it has {listing(others, 8)}"
        raise DataError(f"{table.name}: there is no column {shown}{there}")


def absent_classes(encoding: Encoding, parts: Mapping[str, Part]) -> list[str]:
    """A notice for each part that lacks rows of a class, whose results say nothing of that class."""
    if not encoding.task.has_classes:
        return []
    notices = []
    for name, part in parts.items():
        present = set(part.target.tolist() if part.target.ndim == 1 else part.target.argmax(axis=1).tolist())
        absent = [f"'{label}'" for number, label in enumerate(encoding.labels) if number not in present]
        if absent:
            notices.append(f"no {name} row is of class {listing(absent, 10)}")
    return notices
