"""A column of a typed file, such as parquet: what its type says of how its cells are kept, and what is read of them.

Cells are kept as numbers, or as codes into their different words; either at once, or batch by batch.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dltrain.data.sources.cells import (
    VERBATIM,
    Read,
    codes_of,
    column_of_words,
    finite,
    text_of_numbers,
)
from dltrain.data.sources.column_builders import NumberColumn, WordColumn
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.numeric_names import code_notices, is_long
from dltrain.data.sources.numeric_words import Cells
from dltrain.data.sources.spec_text import key_of
from dltrain.data.table import Booleans, Request, Words
from dltrain.errors import MAX_MESSAGES, DataError
from dltrain.lazy import NDArray, np, polars

if TYPE_CHECKING:
    Coded = tuple[NDArray[np.int32], polars.Series]  # codes (rows,), -1 where null, and the words that they stand for, in order


@dataclass(frozen=True)
class TypedColumn:
    """A column of a file by its type. is_long: whether it holds whole numbers that are too long to be exact."""

    origin: ColumnOrigin
    dtype: polars.DataType
    request: Request
    is_long: bool = False

    @property
    def kind(self) -> str | None:
        """The kind that the spec declares it to be."""
        return self.request.kinds.get(self.origin.column)

    @property
    def is_whole(self) -> bool:
        """Whether it is of whole numbers by its type."""
        return is_whole(self.dtype)

    @property
    def may_be_name(self) -> bool:
        """Whether its whole numbers stay as they are written where they are long."""
        return self.is_whole and self.kind not in VERBATIM and self.origin.column in self.request.names

    @property
    def is_of_numbers(self) -> bool:
        """Whether its cells are kept as numbers, else as words."""
        is_number = self.dtype.is_numeric() or self.dtype in (polars.Null, polars.Boolean)
        return is_number and self.kind not in VERBATIM and not self.is_long

    def numbers(self, cells: polars.Series) -> NDArray[np.float64]:
        """Its cells as numbers: float64 (rows,), NaN where missing."""
        return cells.cast(polars.Float64).to_numpy()

    def text(self, cells: polars.Series) -> polars.Series:
        """Its cells as words, null where missing. Raises DataError where one is infinite, or its type can be no word."""
        dtype = self.dtype
        if isinstance(dtype, polars.Datetime) and dtype.time_zone is not None:
            return cells.dt.convert_time_zone("UTC").dt.replace_time_zone(None).dt.to_string("iso") + "Z"
        if dtype in (polars.Datetime, polars.Date, polars.Time):
            return cells.dt.to_string("iso")
        if self.is_whole or dtype in (polars.Boolean, polars.String, polars.Categorical, polars.Enum):
            return cells.cast(polars.String)
        if dtype.is_numeric() or dtype == polars.Null:
            numbers = finite(self.numbers(cells), self.origin)
            return polars.Series(cells.name, text_of_numbers(numbers.values), dtype=polars.String)
        raise unusable(self.origin.table, {self.origin.column: dtype}, self.request.excluded)

    def long_number(self, cells: polars.Series) -> str | None:
        """One of its whole numbers that is longer than a number is exact; None where there is none."""
        ends = (cells.min(), cells.max()) if self.is_whole else ()
        return next((str(end) for end in ends if is_long(end)), None)

    def of_numbers(self, values: NDArray[np.float64], long: str | None) -> Read:
        """The column of all its numbers, of which `long` is one that is not exact. Raises DataError where one is infinite."""
        notices = [] if long is None else code_notices(long, 0, self.origin.column, self.request, names=False)
        return Read(Booleans(values) if self.dtype == polars.Boolean else finite(values, self.origin), notices)

    def of_words(self, coded: Coded) -> Read:
        """The column of all its words. Raises DataError where they are meant as numbers."""
        if self.dtype == polars.Boolean:
            return Read(Words(coded[0], tuple(coded[1])))
        is_string = self.dtype in (polars.String, polars.Categorical, polars.Enum)
        if self.is_long or (is_string and (self.kind == "numeric" or not self.request.strings_are_words)):
            return column_of_words(*coded, self.origin, self.request)
        words = _words(coded, self.origin, self.request)
        if not is_string:
            return Read(words)
        read = Cells.of(words, self.origin, self.request)
        if self.kind is None and read.are_formatted:
            return column_of_words(*coded, self.origin, self.request)
        return Read(words, [] if self.kind in VERBATIM else read.check(strings=True))


def whole_column(cells: polars.Series, origin: ColumnOrigin, request: Request) -> Read:
    """The column of these cells. Raises DataError where they cannot be used."""
    column = TypedColumn(origin, cells.dtype, request)
    if column.may_be_name and is_long(cells.min(), cells.max()):
        column = TypedColumn(origin, cells.dtype, request, is_long=True)
    if column.is_of_numbers:
        return column.of_numbers(column.numbers(cells), column.long_number(cells))
    text = column.text(cells)
    return column.of_words(codes_of(text.to_frame())[text.name])


class BatchedColumn:
    """A column that is put together batch by batch, in the storage of the request."""

    def __init__(self, column: TypedColumn, rows: int) -> None:
        self.column = column
        self._long: str | None = None
        storage = column.request.storage
        self._built = NumberColumn(rows, storage) if column.is_of_numbers else WordColumn(rows, storage)

    def put(self, at: int, cells: polars.Series) -> None:
        """Takes its cells from row `at` on. Raises DataError."""
        if isinstance(self._built, NumberColumn):
            self._built.values[at : at + len(cells)] = self.column.numbers(cells)
            self._long = self._long or self.column.long_number(cells)
        else:
            self._built.put(at, self.column.text(cells), self.column.request)

    def read(self) -> Read:
        """The whole. Raises DataError."""
        built = self._built
        if isinstance(built, NumberColumn):
            return self.column.of_numbers(built.values, self._long)
        return self.column.of_words(built.coded())


def is_whole(dtype: polars.DataType) -> bool:
    """Whether a type is one of whole numbers."""
    return dtype.is_integer() or (isinstance(dtype, polars.Decimal) and dtype.scale == 0)


def unusable(path: str, columns: Mapping[str, polars.DataType], excluded: Collection[str]) -> DataError:
    """The error of columns whose values are none of a table's. excluded: those that the spec leaves out already."""
    lines = [str(ColumnOrigin(path, name).error(f"values of type {dtype} cannot be used")) for name, dtype in columns.items()]
    if len(lines) > MAX_MESSAGES:
        lines = [*lines[: MAX_MESSAGES - 1], f"and {len(lines) - MAX_MESSAGES + 1:,} more columns like these"]
    names = ", ".join(key_of(name) for name in [*sorted(excluded), *columns])
    saved = "them" if len(columns) > 1 else "it"
    return DataError("\n".join(lines) + f"; write exclude: [{names}], or save {saved} as numbers or strings")


def _words(coded: Coded, origin: ColumnOrigin, request: Request) -> Words:
    read = column_of_words(*coded, ColumnOrigin("", origin.column), Request(request.missing_values, {origin.column: "text"}))
    assert isinstance(read.column, Words)
    return read.column
