"""The network's inputs written from the columns of a table, a chunk of rows at a time."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn
from dltrain.data.encoding.feature import FLAT, Feature, Notices, Writer
from dltrain.data.encoding.numeric import is_without_gaps, side_by_side, writers_without_gaps
from dltrain.data.memory import give_back
from dltrain.data.table import Array, Numbers, Table
from dltrain.errors import map_collecting_errors

CHUNK_SIZE = 2**20  # numbers that are written at a time,
MIN_ROWS = 512  # and rows, where there are many columns
AT_ONCE = 2**22  # bytes of pixels that are moved at a time

# The network's inputs by block, and what was out of the ordinary.
Encoded = tuple[dict[str, NDArray[Any]], Notices]


def encode(
    features: Sequence[Feature], table: Table, parts: Sequence[RowNumbers], *, is_sequence: bool, use_up: bool = False
) -> list[Encoded]:
    """The inputs of the rows of each part. is_sequence: whether an example is several rows; use_up: the rows are ascending, and
    the table gives its memory back. Raises DataError where a cell holds what its column may not."""
    flat = [feature for feature in features if feature.block is None]
    only = table.columns[flat[0].name] if len(flat) == 1 else None
    # A flat block of pixels alone stays as it is, like the blocks of their own.
    if isinstance(only, Array) and only.values.dtype == np.uint8 and not is_sequence:
        flat = []
    width = sum(feature.width for feature in flat)
    step = max(MIN_ROWS, CHUNK_SIZE // max(width, 1))
    encoded: list[Encoded] = []
    writers: list[list[tuple[slice, Writer]]] = []
    for rows in parts:
        inputs: dict[str, NDArray[Any]] = {FLAT: table.storage.zeros((len(rows), width), np.float32)} if width else {}
        begun, notices = _begin(features, table, rows, inputs, step, use_up=use_up)
        writers.append(begun)
        encoded.append((inputs, notices))
    for feature in features if use_up else ():
        if (pixels := feature.pixels_of(TableColumn(table, feature.name))) is not None:
            _move(pixels, parts, [inputs[_name_of(feature)] for inputs, _ in encoded])
    # All columns of a chunk of rows while it is in the processor's cache, rather than all rows of a column.
    for begin in range(0, (table.rows if use_up else max(map(len, parts))) if width else 0, step):
        for rows, (inputs, _), writes in zip(parts, encoded, writers, strict=True):
            low, high = np.searchsorted(rows, (begin, begin + step)) if use_up else (begin, begin + step)
            chunk = slice(int(low), min(int(high), len(rows)))
            if chunk.start < chunk.stop:
                for columns, write in writes:
                    write(chunk, inputs[FLAT][chunk, columns])
        if use_up:
            _give_back(flat, table, min(begin + step, table.rows))
    return encoded


def _name_of(feature: Feature) -> str:
    return feature.block.name if feature.block else FLAT


def _move(pixels: NDArray[np.uint8], parts: Sequence[RowNumbers], blocks: Sequence[NDArray[np.uint8]]) -> None:
    """Puts the pixels of the rows of each part, ascending, into its block, and gives back the memory that they leave."""
    step = max(1, AT_ONCE // max(1, pixels[:1].nbytes))
    for begin in range(0, len(pixels), step):
        for rows, block in zip(parts, blocks, strict=True):
            low, high = np.searchsorted(rows, (begin, begin + step))
            np.take(pixels, rows[low:high], axis=0, out=block[low:high])
        give_back(pixels, min(begin + step, len(pixels)))


def _give_back(features: Sequence[Feature], table: Table, stop: int) -> None:
    for feature in features:
        cells = table.columns[feature.name]
        if isinstance(cells, Numbers):
            give_back(cells.values, stop)


def _begin(
    features: Sequence[Feature], table: Table, rows: RowNumbers, inputs: dict[str, NDArray[Any]], at_once: int, *, use_up: bool
) -> tuple[list[tuple[slice, Writer]], Notices]:
    """Puts the blocks that columns are by themselves among the inputs of these rows; what writes those of the flat block, so many
    rows at once, and notices. Where the table is used up, pixels get their place alone. Raises DataError with all bad columns."""
    writers: list[tuple[int, Writer]] = []
    notices: Notices = []
    at_once = min(at_once, len(rows))

    def begin(run: list[Feature]) -> None:
        if FLAT in inputs and is_without_gaps(run[0], table):
            writers.extend(writers_without_gaps(run, table, rows, at_once))
            return
        for feature in run:
            column = TableColumn(table, feature.name)
            if use_up and (pixels := feature.pixels_of(column)) is not None:
                inputs[_name_of(feature)], notice = table.storage.zeros((len(rows), *pixels.shape[1:]), np.uint8), None
            elif feature.block is None and FLAT in inputs:
                write, notice = feature.writer(column, rows)
                writers.append((feature.width, write))
            else:
                block, notice = feature.encode(column, rows)
                inputs[_name_of(feature)] = table.storage.keep(block)
            if notice:
                notices.append((feature.name, f"column '{feature.name}': {notice}"))

    runs = itertools.groupby(features, key=lambda feature: is_without_gaps(feature, table) or feature.name)  # True, or a name
    map_collecting_errors(begin, (list(run) for _, run in runs))
    merged = list(side_by_side(writers, at_once))
    ends = itertools.accumulate(width for width, _ in merged)
    return [(slice(end - width, end), write) for end, (width, write) in zip(ends, merged, strict=True)], notices
