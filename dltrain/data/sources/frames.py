"""A polars frame as a table: what the readers of typed files have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from dltrain.data.sources.cells import read_columns
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.files import MAX_EXPANSION, UNSUSPICIOUS
from dltrain.data.sources.frame_columns import BatchedColumn, TypedColumn, unusable, whole_column
from dltrain.data.sources.npz import MAX_BYTES
from dltrain.data.sources.table_width import check_width
from dltrain.data.table import Request, Table, row_of
from dltrain.errors import DataError
from dltrain.lazy import polars


def table_of_frame(
    path: str,
    frame: polars.DataFrame,
    names: Sequence[str],
    digest: str,
    request: Request,
    line_of: Callable[[int], str] = row_of,
) -> Table:
    """The table of a frame that has the columns which the request needs; `names` are those of the whole file; `line_of` is how a
    row is named.

    Raises DataError for all columns that cannot be used.
    """
    if frame.height == 0:
        raise DataError(f"{path}: the table has no rows")
    cells = dict(zip(frame.columns, frame.get_columns(), strict=True))
    columns, notices = read_columns(
        cells, lambda name, own: whole_column(own, ColumnOrigin(path, name, line_of), request), request
    )
    left_out = tuple(name for name in names if name not in columns)
    return Table(
        path, columns, frame.height, digest, left_out=left_out, line_of=line_of, notices=tuple(notices), storage=request.storage
    )


def _text_size(batch: polars.DataFrame) -> int:
    """The bytes of all strings."""
    text = batch.select(polars.col(polars.String).str.len_bytes().cast(polars.Int64).sum())
    return sum(number or 0 for number in text.row(0)) if text.width else 0


def check_names(path: str, names: Sequence[str]) -> None:
    """Raises DataError where two columns have one name, or there are too many of them."""
    check_width(path, len(names))
    name, count = Counter(names).most_common(1)[0] if names else ("", 0)
    if count > 1:
        raise DataError(f"{path}: {count} columns are named '{name}'; names must differ")


def check_types(path: str, schema: Mapping[str, polars.DataType], excluded: frozenset[str]) -> None:
    """Raises DataError for all columns that cannot be used, which then need not be unpacked."""
    wrong = {
        name: dtype
        for name, dtype in schema.items()
        if dtype.is_nested() or dtype.base_type().__name__ in ("Binary", "Duration", "Object", "Unknown")
    }
    if wrong:
        raise unusable(path, wrong, excluded)


def check_size(path: str, unpacked: int, size: int) -> None:
    """Raises DataError where the file unpacks to more than a table would: a value that repeats takes next to nothing."""
    most = min(MAX_BYTES, max(MAX_EXPANSION * size, UNSUSPICIOUS))
    if unpacked > most:
        raise DataError(f"{path}: {size:,} bytes that unpack to {unpacked:,}; at most {most:,} are read")


def table_of_batches(
    path: str,
    batches: Iterable[polars.DataFrame],
    columns: Mapping[str, TypedColumn],
    rows: int,
    names: Sequence[str],
    digest: str,
    size: int,
    request: Request,
) -> Table:
    """The same of a table that comes batch by batch out of a file of `size` bytes, `rows` in all, and whose columns lie in the
    storage of the request.

    Raises DataError for all columns that cannot be used, and where there are more rows or fewer.
    """
    if rows == 0:
        raise DataError(f"{path}: the table has no rows")
    built = {name: BatchedColumn(column, rows) for name, column in columns.items()}
    at = text = 0
    for batch in batches:
        for column, cells in zip(built.values(), batch.get_columns(), strict=True):
            column.put(at, cells)
        at += batch.height
        text += _text_size(batch)
        check_size(path, text, size)
    if at != rows and columns:  # of none of them there are no batches: the caller says which are missing
        raise DataError(f"{path}: {at:,} rows were read, where the file says that it has {rows:,}; it is damaged, or was changed")
    read, notices = read_columns(built, lambda name, own: own.read(), request)
    left_out = tuple(name for name in names if name not in read)
    return Table(path, read, rows, digest, left_out=left_out, notices=tuple(notices), storage=request.storage)
