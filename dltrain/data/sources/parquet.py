"""Apache Parquet tables."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.cells import VERBATIM, Place, column_of_text, finite, text_of_numbers, words_of, words_of_text
from dltrain.data.sources.files import content, find
from dltrain.data.table import Booleans, Column, Request, Table
from dltrain.errors import DataError
from dltrain.types import option, page

if TYPE_CHECKING:
    import polars


@SOURCES.entry("parquet")
@page
class Parquet(Source):
    """A parquet file of numbers, booleans, strings, categories, dates and times. Strings stay words unless declared numeric."""

    path: str = option(help="the file, relative to the spec's folder")

    def read(self, folder: Path, request: Request) -> Table:
        import polars

        raw = content(find(folder, self.path), self.path)
        try:
            names = list(polars.read_parquet_schema(raw))
            needed = [name for name in names if request.needs(name)]
            frame = polars.read_parquet(raw, columns=needed)
        except (polars.exceptions.PolarsError, OSError, ValueError, RuntimeError) as error:
            raise DataError(f"{self.path}: cannot be read as parquet: {str(error).splitlines()[0]}") from error
        if frame.height == 0:
            raise DataError(f"{self.path}: the table has no rows")
        columns = {name: _column(frame[name], Place(self.path, name), request) for name in needed}
        left_out = tuple(name for name in names if name not in columns)
        return Table(self.path, columns, frame.height, hashlib.sha256(raw).hexdigest(), left_out=left_out)


def _column(cells: polars.Series, place: Place, request: Request) -> Column:
    import polars

    kind = request.kinds.get(place.column)
    dtype = cells.dtype
    if dtype == polars.Boolean and kind not in VERBATIM:
        return Booleans(cells.cast(polars.Float64).to_numpy())
    if dtype == polars.Boolean:
        return words_of_text(cells.cast(polars.String))
    if dtype.is_integer() and kind in VERBATIM:
        return _words(cells.cast(polars.String), request)
    if dtype.is_numeric() or dtype == polars.Null:
        numbers = finite(cells.cast(polars.Float64).to_numpy(), place)
        return words_of(text_of_numbers(numbers.values), request.missing_values) if kind in VERBATIM else numbers
    if dtype in (polars.Datetime, polars.Date, polars.Time):
        return _words(cells.dt.to_string("iso"), request)
    if dtype in (polars.String, polars.Categorical, polars.Enum):
        text = cells.cast(polars.String)
        return column_of_text(text, place, request) if kind == "numeric" else _words(text, request)
    raise place.error(f"values of type {dtype} cannot be used; write exclude: [{place.column}], or save it as numbers or strings")


def _words(cells: polars.Series, request: Request) -> Column:
    return column_of_text(cells, Place("", cells.name), Request(request.missing_values, {cells.name: "text"}))
