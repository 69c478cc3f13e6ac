"""Apache Parquet tables."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from dltrain.data.sources.base import SOURCES
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
from dltrain.data.sources.files import composed, content, find
from dltrain.data.sources.npz import LARGEST, LARGEST_EXPANSION, UNSUSPICIOUS
from dltrain.data.sources.number_options import FormattedFile
from dltrain.data.sources.numeric_names import is_long
from dltrain.data.sources.numeric_words import Cells
from dltrain.data.sources.spec_text import key_of
from dltrain.data.sources.table_width import check_width
from dltrain.data.table import Booleans, Request, Table, Words
from dltrain.errors import MOST_TOLD, DataError
from dltrain.lazy import polars
from dltrain.process.streams import silenced
from dltrain.types import page

MAGIC, LEAST = b"PAR1", 12  # how a parquet file ends, and the bytes that the emptiest has
CELL = 8  # bytes that a number takes; a string, besides its text, no less


@SOURCES.entry("parquet")
@page
class Parquet(FormattedFile):
    """A parquet file of numbers, booleans, strings, categories, dates and times. Strings stay words unless declared numeric."""

    def read(self, folder: Path, request: Request) -> Table:
        raw = content(find(folder, self.path), self.path)
        if len(raw) < LEAST or not raw.endswith(MAGIC):
            raise self._unreadable("it does not end as a parquet file does")
        if (size := int.from_bytes(raw[-8:-4], "little")) > len(raw) - LEAST:
            raise self._unreadable(f"its footer announces {size:,} bytes of its own, more than the file has")
        try:
            return self._table(raw, request)
        except polars.exceptions.PanicException as error:  # how polars ends where it did not foresee the damage
            raise self._unreadable("it is damaged") from error

    def _unreadable(self, why: str) -> DataError:
        return DataError(f"{self.path}: cannot be read as parquet: {why}")

    def _table(self, raw: bytes, request: Request) -> Table:
        try:
            with silenced():
                schema = polars.read_parquet_schema(raw)
                names = [composed(name) for name in schema]
                needed = [name for name in names if request.needs(name)]
                check_width(self.path, len(names))
                self._check_names(names)
                place = {name: number for number, name in enumerate(names)}
                types = list(schema.values())
                self._check_types({name: types[place[name]] for name in needed}, request.excluded)
                self._check_size(polars.scan_parquet(raw).select(polars.len()).collect().item() * CELL * len(needed), len(raw))
                frame = polars.read_parquet(raw, columns=[place[name] for name in needed])
                frame.columns = needed
        except (polars.exceptions.PolarsError, OSError, ValueError, RuntimeError) as error:
            raise self._unreadable(_brief(error)) from error
        if frame.height == 0:
            raise DataError(f"{self.path}: the table has no rows")
        text = frame.select(polars.col(polars.String).str.len_bytes().cast(polars.Int64).sum())
        self._check_size(sum(number or 0 for number in text.row(0)) if text.width else 0, len(raw))
        request = self.with_number_format(request)
        cells = dict(zip(needed, frame.get_columns(), strict=True))
        columns, notices = read_columns(cells, lambda name, own: _column(own, ColumnOrigin(self.path, name), request), request)
        left_out = tuple(name for name in names if name not in columns)
        digest = hashlib.sha256(raw).hexdigest()
        return Table(self.path, columns, frame.height, digest, left_out=left_out, notices=tuple(notices))

    def _check_names(self, names: list[str]) -> None:
        name, count = Counter(names).most_common(1)[0] if names else ("", 0)
        if count > 1:
            raise DataError(f"{self.path}: {count} columns are named '{name}'; names must differ")

    def _check_types(self, schema: dict[str, polars.DataType], excluded: frozenset[str]) -> None:
        """Raises DataError for all columns that cannot be used, which then need not be unpacked."""
        wrong = {
            name: dtype
            for name, dtype in schema.items()
            if dtype.is_nested() or dtype.base_type().__name__ in ("Binary", "Duration", "Object", "Unknown")
        }
        if wrong:
            raise _unusable(self.path, wrong, excluded)

    def _check_size(self, unpacked: int, size: int) -> None:
        """Raises DataError where the file unpacks to more than a table would: a value that repeats takes next to nothing."""
        most = min(LARGEST, max(LARGEST_EXPANSION * size, UNSUSPICIOUS))
        if unpacked > most:
            raise DataError(f"{self.path}: {size:,} bytes that unpack to {unpacked:,}; at most {most:,} are read")


def _brief(error: BaseException) -> str:
    """polars' words where they name what it cannot read of a whole file; of damage they are its own innards."""
    words = (str(error).splitlines() or [""])[0]
    return words if re.search("encrypt|support|not implemented", words, re.IGNORECASE) else "it is damaged"


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
