"""Apache Parquet tables."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from dltrain.data.sources.base import SOURCES
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.files import composed, find, unreadable
from dltrain.data.sources.frame_columns import TypedColumn
from dltrain.data.sources.frames import check_names, check_size, check_types, table_of_batches
from dltrain.data.sources.number_options import FormattedFile
from dltrain.data.sources.numeric_names import is_long
from dltrain.data.table import Request, Table
from dltrain.errors import DataError
from dltrain.lazy import polars
from dltrain.process.streams import silenced
from dltrain.types import options

MAGIC, MIN_BYTES = b"PAR1", 12  # how a parquet file ends, and the bytes that the emptiest has
CELL = 8  # bytes that a number takes; a string, besides its text, no less
SMALL = 2**18  # bytes of a file that never needs much
WHILE_READ = 12  # bytes that a cell takes at most while a table is read and encoded
CELLS = 2**22  # of a batch, where a table is read batch by batch


@SOURCES.entry("parquet")
@options
class Parquet(FormattedFile):
    """A parquet file of numbers, booleans, strings, categories, dates and times. Strings stay words unless declared numeric."""

    def read(self, folder: Path, request: Request) -> Table:
        path = find(folder, self.path)
        try:
            with path.open("rb") as file:
                self._check_ends(file)
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            with silenced():
                return self._table(path, digest, self.with_number_format(request))
        except OSError as error:
            raise unreadable(self.path, error) from error
        except polars.exceptions.PanicException as error:  # how polars ends where it did not foresee the damage
            raise self._unreadable("it is damaged") from error
        except (polars.exceptions.PolarsError, ValueError, RuntimeError) as error:
            raise self._unreadable(_brief(error)) from error

    def resident_size(self, folder: Path, request: Request) -> int:
        path = find(folder, self.path)
        size = path.stat().st_size
        if size < SMALL:
            return 0
        try:
            with silenced():
                scan = polars.scan_parquet(path, glob=False)
                names = [composed(name) for name in scan.collect_schema()]
                rows = scan.select(polars.len()).collect().item()
        except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError, ValueError, RuntimeError):
            return 0  # what is wrong is said when it is read
        return int(rows) * sum(map(request.needs, names)) * WHILE_READ

    def _table(self, path: Path, digest: str, request: Request) -> Table:
        """The table, read some rows at a time."""
        scan = polars.scan_parquet(path, glob=False)
        schema = scan.collect_schema()
        given = {composed(name): name for name in schema}
        check_names(self.path, [composed(name) for name in schema])
        types = {name: schema[own] for name, own in given.items() if request.needs(name)}
        check_types(self.path, types, request.excluded)
        rows = scan.select(polars.len()).collect().item()
        size = path.stat().st_size
        if not request.storage.is_mapped:
            check_size(self.path, rows * CELL * len(types), size)
        columns = {name: TypedColumn(ColumnOrigin(self.path, name), dtype, request) for name, dtype in types.items()}
        scan = scan.select(polars.col(given[name]).alias(name) for name in columns)
        if numbers := [name for name, column in columns.items() if column.may_be_name]:
            extremes = [polars.col(numbers).min(), polars.col(numbers).max()]
            lows, highs = (scan.select(each).collect(engine="streaming").row(0) for each in extremes)
            long = {name for name, low, high in zip(numbers, lows, highs, strict=True) if is_long(low, high)}
            columns |= {name: replace(columns[name], is_long=True) for name in long}
        batches = scan.collect_batches(chunk_size=max(CELLS // max(len(columns), 1), 1), maintain_order=True)
        return table_of_batches(self.path, batches, columns, rows, list(given), digest, size, request)

    def _check_ends(self, file: BinaryIO) -> None:
        """Raises DataError where a file does not end as a parquet file does; else it stands at its beginning."""
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - 8, 0))
        end = file.read(8)
        file.seek(0)
        if size < MIN_BYTES or not end.endswith(MAGIC):
            raise self._unreadable("it does not end as a parquet file does")
        if (announced := int.from_bytes(end[:4], "little")) > size - MIN_BYTES:
            raise self._unreadable(f"its footer announces {announced:,} bytes of its own, more than the file has")

    def _unreadable(self, why: str) -> DataError:
        return DataError(f"{self.path}: cannot be read as parquet: {why}")


def _brief(error: BaseException) -> str:
    """polars' words where they name what it cannot read of a whole file; of damage they are its own innards."""
    words = (str(error).splitlines() or [""])[0]
    return words if re.search("encrypt|support|not implemented", words, re.IGNORECASE) else "it is damaged"
