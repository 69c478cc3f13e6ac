"""Apache Parquet tables."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from dltrain.data.sources.base import SOURCES
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.files import composed, content, find
from dltrain.data.sources.frame_columns import TypedColumn
from dltrain.data.sources.frames import check_names, check_size, check_types, table_of_batches, table_of_frame
from dltrain.data.sources.number_options import FormattedFile
from dltrain.data.sources.numeric_names import is_long
from dltrain.data.table import Request, Table
from dltrain.errors import DataError
from dltrain.lazy import polars
from dltrain.process.streams import silenced
from dltrain.types import page

MAGIC, LEAST = b"PAR1", 12  # how a parquet file ends, and the bytes that the emptiest has
CELL = 8  # bytes that a number takes; a string, besides its text, no less
CELLS = 2**22  # of a batch, where a table is read batch by batch


@SOURCES.entry("parquet")
@page
class Parquet(FormattedFile):
    """A parquet file of numbers, booleans, strings, categories, dates and times. Strings stay words unless declared numeric."""

    def read(self, folder: Path, request: Request) -> Table:
        if request.storage.is_mapped:
            return self._read_mapped(find(folder, self.path), request)
        raw = content(find(folder, self.path), self.path)
        check_ends(io.BytesIO(raw), self._unreadable)
        try:
            return self._table(raw, request)
        except polars.exceptions.PanicException as error:  # how polars ends where it did not foresee the damage
            raise self._unreadable("it is damaged") from error

    def _read_mapped(self, path: Path, request: Request) -> Table:
        """The table read a row group at a time, its columns in the storage of the request."""
        try:
            with path.open("rb") as file:
                check_ends(file, self._unreadable)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            with silenced():
                return self._mapped_table(path, digest, self.with_number_format(request))
        except polars.exceptions.PanicException as error:
            raise self._unreadable("it is damaged") from error
        except (polars.exceptions.PolarsError, OSError, ValueError, RuntimeError) as error:
            raise self._unreadable(_brief(error)) from error

    def _mapped_table(self, path: Path, digest: str, request: Request) -> Table:
        scan = polars.scan_parquet(path, glob=False)
        schema = scan.collect_schema()
        given = {composed(name): name for name in schema}
        check_names(self.path, [composed(name) for name in schema])
        types = {name: schema[own] for name, own in given.items() if request.needs(name)}
        check_types(self.path, types, request.excluded)
        columns = {name: TypedColumn(ColumnOrigin(self.path, name), dtype, request) for name, dtype in types.items()}
        scan = scan.select(polars.col(given[name]).alias(name) for name in columns)
        numbers = [name for name, column in columns.items() if column.may_be_name]
        if numbers:
            extremes = [polars.col(numbers).min(), polars.col(numbers).max()]
            lows, highs = (scan.select(each).collect(engine="streaming").row(0) for each in extremes)
            long = {name for name, low, high in zip(numbers, lows, highs, strict=True) if is_long(low, high)}
            columns |= {name: replace(columns[name], is_long=True) for name in long}
        rows = polars.scan_parquet(path, glob=False).select(polars.len()).collect().item()
        batches = scan.collect_batches(chunk_size=max(CELLS // len(columns), 1), maintain_order=True)
        return table_of_batches(self.path, batches, columns, rows, list(given), digest, request)

    def _unreadable(self, why: str) -> DataError:
        return DataError(f"{self.path}: cannot be read as parquet: {why}")

    def _table(self, raw: bytes, request: Request) -> Table:
        try:
            with silenced():
                schema = polars.read_parquet_schema(raw)
                names = [composed(name) for name in schema]
                needed = [name for name in names if request.needs(name)]
                check_names(self.path, names)
                place = {name: number for number, name in enumerate(names)}
                types = list(schema.values())
                check_types(self.path, {name: types[place[name]] for name in needed}, request.excluded)
                check_size(
                    self.path, polars.scan_parquet(raw).select(polars.len()).collect().item() * CELL * len(needed), len(raw)
                )
                frame = polars.read_parquet(raw, columns=[place[name] for name in needed])
                frame.columns = needed
        except (polars.exceptions.PolarsError, OSError, ValueError, RuntimeError) as error:
            raise self._unreadable(_brief(error)) from error
        text = frame.select(polars.col(polars.String).str.len_bytes().cast(polars.Int64).sum())
        check_size(self.path, sum(number or 0 for number in text.row(0)) if text.width else 0, len(raw))
        return table_of_frame(self.path, frame, names, hashlib.sha256(raw).hexdigest(), self.with_number_format(request))


def check_ends(file: BinaryIO, unreadable: Callable[[str], DataError]) -> None:
    """Raises an error where a file does not end as a parquet file does; else it stands at its beginning."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(size - 8, 0))
    end = file.read(8)
    file.seek(0)
    if size < LEAST or not end.endswith(MAGIC):
        raise unreadable("it does not end as a parquet file does")
    if (announced := int.from_bytes(end[:4], "little")) > size - LEAST:
        raise unreadable(f"its footer announces {announced:,} bytes of its own, more than the file has")


def _brief(error: BaseException) -> str:
    """polars' words where they name what it cannot read of a whole file; of damage they are its own innards."""
    words = (str(error).splitlines() or [""])[0]
    return words if re.search("encrypt|support|not implemented", words, re.IGNORECASE) else "it is damaged"
