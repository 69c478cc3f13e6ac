"""A polars frame as a table: what the readers of typed files have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from dltrain.data.sources.cells import (
    VERBATIM,
    Read,
    column_of_text,
    finite,
    read_columns,
    text_of_numbers,
    words_of,
    words_of_text,
)
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.files import LARGEST_EXPANSION, UNSUSPICIOUS
from dltrain.data.sources.npz import LARGEST
from dltrain.data.sources.numeric_names import is_long
from dltrain.data.sources.numeric_words import Cells
from dltrain.data.sources.spec_text import key_of
from dltrain.data.sources.table_width import check_width
from dltrain.data.table import Booleans, Request, Table, Words, row_of
from dltrain.errors import MOST_TOLD, DataError
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
    columns, notices = read_columns(cells, lambda name, own: _column(own, ColumnOrigin(path, name, line_of), request), request)
    left_out = tuple(name for name in names if name not in columns)
    return Table(path, columns, frame.height, digest, left_out=left_out, line_of=line_of, notices=tuple(notices))


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
        raise _unusable(path, wrong, excluded)


def check_size(path: str, unpacked: int, size: int) -> None:
    """Raises DataError where the file unpacks to more than a table would: a value that repeats takes next to nothing."""
    most = min(LARGEST, max(LARGEST_EXPANSION * size, UNSUSPICIOUS))
    if unpacked > most:
        raise DataError(f"{path}: {size:,} bytes that unpack to {unpacked:,}; at most {most:,} are read")


def _column(cells: polars.Series, origin: ColumnOrigin, request: Request) -> Read:
    kind = request.kinds.get(origin.column)
    dtype = cells.dtype
    if dtype == polars.Boolean and kind not in VERBATIM:
        return Read(Booleans(cells.cast(polars.Float64).to_numpy()))
    if dtype == polars.Boolean:
        return Read(words_of_text(cells.cast(polars.String)))
    whole = dtype.is_integer() or (isinstance(dtype, polars.Decimal) and dtype.scale == 0)
    if whole and kind in VERBATIM:
        return Read(_words(cells.cast(polars.String), request))
    if dtype.is_numeric() or dtype == polars.Null:
        if whole and origin.column in request.names and is_long(cells.min(), cells.max()):
            return column_of_text(cells.cast(polars.String), origin, request)
        numbers = finite(cells.cast(polars.Float64).to_numpy(), origin)
        return Read(words_of(text_of_numbers(numbers.values), request.missing_values) if kind in VERBATIM else numbers)
    if isinstance(dtype, polars.Datetime) and dtype.time_zone is not None:
        utc = cells.dt.convert_time_zone("UTC").dt.replace_time_zone(None).dt.to_string("iso") + "Z"
        return Read(_words(utc, request))
    if dtype in (polars.Datetime, polars.Date, polars.Time):
        return Read(_words(cells.dt.to_string("iso"), request))
    if dtype in (polars.String, polars.Categorical, polars.Enum):
        text = cells.cast(polars.String)
        if kind == "numeric":
            return column_of_text(text, origin, request)
        read = Cells.of(words := _words(text, request), origin, request)
        if kind is None and read.are_formatted:
            return column_of_text(text, origin, request)
        return Read(words, [] if kind in VERBATIM else read.check(strings=True))
    raise _unusable(origin.table, {origin.column: dtype}, request.excluded)


def _unusable(path: str, columns: Mapping[str, polars.DataType], excluded: frozenset[str]) -> DataError:
    """The error of columns whose values are none of a table's. excluded: those that the spec leaves out already."""
    lines = [str(ColumnOrigin(path, name).error(f"values of type {dtype} cannot be used")) for name, dtype in columns.items()]
    if len(lines) > MOST_TOLD:
        lines = [*lines[: MOST_TOLD - 1], f"and {len(lines) - MOST_TOLD + 1:,} more columns like these"]
    names = ", ".join(key_of(name) for name in [*sorted(excluded), *columns])
    saved = "them" if len(columns) > 1 else "it"
    return DataError("\n".join(lines) + f"; write exclude: [{names}], or save {saved} as numbers or strings")


def _words(cells: polars.Series, request: Request) -> Words:
    read = column_of_text(cells, ColumnOrigin("", cells.name), Request(request.missing_values, {cells.name: "text"}))
    assert isinstance(read.column, Words)
    return read.column
