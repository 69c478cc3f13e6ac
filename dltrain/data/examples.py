"""The examples that rows of a table make: the rows themselves, windows over them, or groups of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dltrain.data import sequences
from dltrain.data.columns import RowNumbers, TableColumn, parse_numbers
from dltrain.data.encoding.encoding import Encoding
from dltrain.data.encoding.feature import Notices
from dltrain.data.encoding.writing import Encoded
from dltrain.data.part import Part
from dltrain.data.sources.cells import MAX_NUMBER
from dltrain.data.table import Table


def encode(
    encoding: Encoding, table: Table, rows: RowNumbers, *, with_target: bool, part: str = "", encoded: Encoded | None = None
) -> tuple[Part, Notices]:
    """The examples that these rows of a table make, and what was out of the ordinary.

    part: its name; empty for a new file, where windows may reach into the future if there is no target; encoded: the inputs of
    the rows, where these are already there. Raises DataError.
    """
    if encoding.window is not None:
        windows = sequences.windows(table, encoding.group, encoding.window, rows, name=part, ahead=not with_target)
        base, notices = _encode_rows(encoding, table, windows.rows, with_target=with_target)
        return windows.of(base, table.storage), notices
    if encoding.group is not None:
        return _encode_groups(encoding, encoding.group, table, rows, with_target=with_target)
    return _encode_rows(encoding, table, rows, with_target=with_target, encoded=encoded)


def _encode_groups(encoding: Encoding, group: str, table: Table, rows: RowNumbers, *, with_target: bool) -> tuple[Part, Notices]:
    chosen = np.isin(np.arange(table.rows), rows)
    members = [line for line in sequences.lines(table, group) if chosen[line[0]]]
    base, notices = _encode_rows(encoding, table, np.concatenate(members), with_target=with_target)
    if with_target:
        sequences.check_constant(table, group, members, base.target, "the target")
    sizes = [len(line) for line in members]
    short, long = sum(size < encoding.steps for size in sizes), sum(size > encoding.steps for size in sizes)
    if short:
        notices.append(
            (group, f"{short} of {len(sizes)} groups have fewer than {encoding.steps} rows; zeros stand before their first")
        )
    if long:
        more = f"{long} of {len(sizes)} groups have more rows than any that trains"
        notices.append((group, f"{more}; only their last {encoding.steps} are seen"))
    return sequences.padded(base, sizes, encoding.steps), notices


def _encode_rows(
    encoding: Encoding, table: Table, rows: RowNumbers, *, with_target: bool, encoded: Encoded | None = None
) -> tuple[Part, Notices]:
    """The part of these rows, each an example: their inputs, targets and weights."""
    inputs, notices = encoded or encoding.encode(table, rows)
    target = encoding.targets(table, rows, inputs) if with_target else np.empty((len(rows), 0), dtype=np.float32)
    weights = None
    if with_target and encoding.weight is not None and encoding.weight in table.columns:
        weights = _weights(TableColumn(table, encoding.weight))[rows]
    elif with_target and encoding.weight is not None:
        notices.append((encoding.weight, f"{table.name} has no column '{encoding.weight}': every row counts the same"))
    keep = table.storage.keep
    weights = None if weights is None else keep(weights)
    inputs = {name: keep(block) for name, block in inputs.items()}
    return Part(inputs, keep(target), weights, keep(table.numbers_of(rows)), encoding.pixels(inputs)), notices


def _weights(column: TableColumn) -> NDArray[np.float32]:
    weights = parse_numbers(column, "is the weight")
    wrong = ~(weights >= 0)
    if wrong.any():
        row = int(wrong.argmax())
        shown = "no value" if np.isnan(weights[row]) else f"{weights[row]:g}"
        raise column.error(f"is the weight, of at least 0 in every row, but {column.row(wrong)} has {shown}")
    beyond = (weights > 0) & ((weights < 1 / MAX_NUMBER) | (weights > MAX_NUMBER))  # where float32 has no number for it
    if beyond.any():
        span = f"expected 0, or {1 / MAX_NUMBER:g} to {MAX_NUMBER:g}; only the ratios of weights matter"
        raise column.error(f"is the weight, but {column.row(beyond)} has {weights[beyond.argmax()]:g}; {span}")
    return weights.astype(np.float32)
