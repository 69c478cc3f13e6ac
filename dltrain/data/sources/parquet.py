"""Apache Parquet tables."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from dltrain.data.sources.base import SOURCES
from dltrain.data.sources.files import composed, content, find
from dltrain.data.sources.frames import check_names, check_size, check_types, table_of_frame
from dltrain.data.sources.number_options import FormattedFile
from dltrain.data.table import Request, Table
from dltrain.errors import DataError
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


def _brief(error: BaseException) -> str:
    """polars' words where they name what it cannot read of a whole file; of damage they are its own innards."""
    words = (str(error).splitlines() or [""])[0]
    return words if re.search("encrypt|support|not implemented", words, re.IGNORECASE) else "it is damaged"
