"""The examples of a table as they enter an exported model."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data import sequences
from dltrain.data.columns import TableColumn
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.part import Part
from dltrain.data.table import Table
from dltrain.export.columns import column_of
from dltrain.export.encoding import LENGTHS

Raw = dict[str, NDArray[Any]]  # an array for each input, (rows, ...)

BLANK = {"O": "", "f": np.nan}  # what stands in the steps that are not there


def examples(encoding: Encoding, table: Table, *, ahead: bool = False) -> tuple[Raw, NDArray[np.int64]]:
    """All examples that a table makes, and the row that each is known by (see `Part.rows`). ahead: windows need no target.
    Raises DataError."""
    cells: Raw = {
        feature.name: column_of(feature).cells(feature, TableColumn(table, feature.name)) for feature in encoding.features
    }
    everything = np.arange(table.rows)
    if encoding.window is not None:
        windows = sequences.windows(table, encoding.group, encoding.window, everything, name="", ahead=ahead)
        chosen = {name: values[windows.rows] for name, values in cells.items()}
        raw = {name: sequences.gather(values, windows.starts, encoding.window.length) for name, values in chosen.items()}
        return raw, table.numbers_of(windows.first)
    if encoding.group is not None:
        return _groups(encoding, encoding.group, table, cells)
    return cells, table.numbers_of(everything)


def _groups(encoding: Encoding, group: str, table: Table, cells: Raw) -> tuple[Raw, NDArray[np.int64]]:
    members = sequences.lines(table, group)
    order, sizes = np.concatenate(members), [len(line) for line in members]
    nothing = np.empty((len(order), 0), np.float32)
    base = Part({name: values[order] for name, values in cells.items()}, nothing, None, table.numbers_of(order), {})
    part = sequences.padded(base, sizes, encoding.steps)
    lengths = np.minimum(sizes, encoding.steps).astype(np.int64)
    absent = np.arange(encoding.steps) < encoding.steps - lengths[:, None]
    for values in part.inputs.values():
        if values.dtype.kind in BLANK:
            values[absent] = BLANK[values.dtype.kind]
    return {**part.inputs, LENGTHS.name: lengths}, part.rows


def of_part(encoding: Encoding, table: Table, part: Part) -> Raw:
    """The examples of a part of the data that a table holds, in its order."""
    raw, rows = examples(encoding, table)
    indices = np.searchsorted(rows, part.rows, sorter=(order := np.argsort(rows, kind="stable")))
    return {name: values[order[indices]] for name, values in raw.items()}
