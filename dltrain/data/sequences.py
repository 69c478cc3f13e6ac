"""Sequences out of a table: windows over rows in the order of time, and groups of rows.

A window is `length` rows in a line, its target the target columns of the next `horizon` rows. The rows of a group are in the
order of the file; where there is a group column no window crosses from one group into another.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import RowNumbers, TableColumn, factorize
from dltrain.data.options.split import Window
from dltrain.data.part import Part
from dltrain.data.storage import AT_ONCE, RESIDENT, Storage
from dltrain.data.table import Table, missing_cells
from dltrain.errors import DataError


def lines(table: Table, group: str | None) -> list[RowNumbers]:
    """The rows of each group in the order of the file, groups in the order of their first rows; one line without a group column.

    Raises DataError where a row has no group.
    """
    if group is None:
        return [np.arange(table.rows)]
    column = TableColumn(table, group)
    absent = missing_cells(column.cells)
    if absent.any():
        raise column.error(f"says which group a row is in, but has no value in {column.row(absent)}")
    return sorted(groups_of(factorize(column).codes), key=lambda rows: int(rows[0]))


def groups_of(codes: NDArray[Any]) -> list[RowNumbers]:
    """The rows of each code, ascending; codes: (rows,)."""
    order = np.argsort(codes, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(codes[order])) + 1)


@dataclass(frozen=True)
class Windows:
    """Where the windows of a part lie.

    rows: int64 (rows,), the rows of the table that they are made of, a line after another
    starts: int64 (windows,), the index in `rows` where each window begins
    first: int64 (windows,), the row of the table where each window's target begins, ascending
    series: int64 (windows,), the number of the group that each window lies in; None without a group column
    """

    window: Window
    rows: RowNumbers
    starts: RowNumbers
    first: RowNumbers
    series: RowNumbers | None

    def of(self, base: Part, storage: Storage = RESIDENT) -> Part:
        """The windows, out of `rows` encoded one by one; copies of rows lie in a storage. A window's weight is the mean of its
        target rows'."""
        length, horizon = self.window.length, self.window.horizon
        inputs = {name: gather(block, self.starts, length, storage) for name, block in base.inputs.items()}
        target, weights = base.target, base.weights
        if target.shape[-1:] == (0,):
            target = target[: len(self.starts)]
        elif target.ndim == 1:
            target = target[self.starts + length]
        else:
            target = gather(target, self.starts + length, horizon).reshape(len(self.starts), -1)
        if weights is not None:
            weights = gather(weights, self.starts + length, horizon).mean(axis=1)
        return dataclasses.replace(base, inputs=inputs, target=target, weights=weights, rows=self.first, series=self.series)


def windows(table: Table, group: str | None, window: Window, part: RowNumbers, *, name: str, ahead: bool = False) -> Windows:
    """The windows whose targets lie wholly in the rows `part` of a table.

    Those that train lie in it with their inputs too, `stride` rows apart. Those of every other part begin at every row and reach
    back over its border; without a name it is a file of its own. `ahead`: the targets need not be there: the last window is that
    of the last rows. Raises DataError where a line of the part is broken, and where there is no window.
    """
    length, horizon = window.length, window.horizon
    inside = np.zeros(table.rows, dtype=bool)
    inside[part] = True
    rows, starts, first, series = [], [], [], []
    count = 0
    for number, line in enumerate(lines(table, group)):
        indices = np.flatnonzero(inside[line])
        if not len(indices):
            continue
        low, high = int(indices[0]), int(indices[-1]) + 1
        if high - low > len(indices):
            gap = int(line[low + int((~inside[line[low:high]]).argmax())])
            raise DataError(
                f"{table.name}: 'window' needs the rows of each part in a line, but the {name} part is interrupted "
                f"in {table.line_of(gap)}"
            )
        begin = low if name == "train" else max(0, low - length)
        targets = np.arange(max(low, begin + length), high + 1 if ahead else high - horizon + 1)
        targets = targets[:: window.stride] if name == "train" else targets
        rows.append(line[begin:high])
        starts.append(targets - length - begin + count)
        first.append(np.append(line, line[-1] + 1)[targets])
        series.append(np.full(len(targets), number))
        count += high - begin
    targets_begin = np.concatenate(first)
    if not len(targets_begin):
        longest = max(map(len, rows))
        one = f"{length} rows" if ahead else f"{length + horizon} rows, {length} of inputs and {horizon} of the target"
        where = f"the {name} part" if name else "the file"
        where = where if group is None else f"the longest group of {where}"
        raise DataError(f"{table.name}: {where} is too short: a window takes {one}; there are {longest}")
    order = np.argsort(targets_begin, kind="stable")
    of_series = None if group is None else np.concatenate(series)[order]
    return Windows(window, np.concatenate(rows), np.concatenate(starts)[order], targets_begin[order], of_series)


def gather(base: NDArray[Any], starts: RowNumbers, length: int, storage: Storage = RESIDENT) -> NDArray[Any]:
    """`length` rows from each of `starts`: (windows, length, ...).

    Where the starts are evenly spaced it is a view, which holds no row twice; else a copy in a storage.
    """
    views = np.moveaxis(np.lib.stride_tricks.sliding_window_view(base, length, axis=0, writeable=True), -1, 1)
    steps = np.diff(starts)
    if len(steps) and (steps[0] <= 0 or (steps != steps[0]).any()):
        copy = storage.zeros((len(starts), *views.shape[1:]), base.dtype)
        at_once = max(1, AT_ONCE // max(1, copy[:1].nbytes))
        for begin in range(0, len(starts), at_once):
            copy[begin : begin + at_once] = views[starts[begin : begin + at_once]]
        return copy
    step = int(steps[0]) if len(steps) else 1
    return views[starts[0] : starts[-1] + 1 : step]


def nbytes(array: NDArray[Any]) -> int:
    """The bytes that an array takes, where a view holds no number twice."""
    low, high = np.lib.array_utils.byte_bounds(array)
    return high - low


def padded(base: Part, sizes: Sequence[int], steps: int) -> Part:
    """Groups as examples: inputs (groups, steps, ...) of each group's last rows, zeros before the first row of a shorter one.

    base: the rows of all groups encoded one by one, a group after another; sizes: how many each has. Target, weight and number
    are those of a group's first row.
    """
    ends = np.cumsum(sizes)
    begins = ends - np.array(sizes)
    inputs = {}
    for name, block in base.inputs.items():
        inputs[name] = np.zeros((len(sizes), steps, *block.shape[1:]), dtype=block.dtype)
        for number, (begin, end) in enumerate(zip(begins, ends, strict=True)):
            last = block[max(begin, end - steps) : end]
            inputs[name][number, steps - len(last) :] = last
    weights = None if base.weights is None else base.weights[begins]
    return dataclasses.replace(base, inputs=inputs, target=base.target[begins], weights=weights, rows=base.rows[begins])


def check_constant(table: Table, group: str, members: Sequence[RowNumbers], cells: NDArray[Any], what: str) -> None:
    """Raises DataError where the rows of a group have different cells. cells: (rows, ...), those of a group after another."""
    begin = 0
    for rows in members:
        group_cells = cells[begin : begin + len(rows)]
        begin += len(rows)
        differs = (group_cells != group_cells[0]).reshape(len(rows), -1).any(axis=1)
        if differs.any():
            values = factorize(TableColumn(table, group))
            name = values.words[values.codes[rows[0]]]
            first, other = table.line_of(int(rows[0])), table.line_of(int(rows[differs.argmax()]))
            raise DataError(
                f"{table.name}: {what} must be the same in all rows of a group, "
                f"but {first} and {other} of the group '{name}' of '{group}' differ"
            )
