"""Tables that are no text: the bytes of a parquet file, of an Arrow file, and of an Excel workbook."""

from __future__ import annotations

import datetime
import importlib.util
import io
import itertools
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from dltrain.errors import InputError

AT_ONCE = 2**20  # rows of a parquet file that are made at a time
MAX_ROWS, MAX_COLUMNS = 2**20 - 1, 2**14  # of a sheet, below the names of the columns
MAX_LETTERS = 32_767  # of a cell of Excel's
UNIX = datetime.datetime(1970, 1, 1)  # so that the same table is the same file


def write_parquet(file: BinaryIO, chunks: Iterable[Mapping[str, Any]]) -> None:
    """Writes a parquet file of the columns of a table that comes a chunk of rows after another; only some of them are in memory
    at a time. Raises OSError, and whatever making a chunk raises."""
    import polars
    from polars.io.plugins import register_io_source

    frames = (polars.DataFrame(dict(columns)) for columns in chunks)
    begun = list(itertools.islice(frames, 2))
    if len(begun) == 1:
        buffer = io.BytesIO()
        begun[0].write_parquet(buffer)
        file.write(buffer.getbuffer())
        return

    def source(*options: object) -> Iterator[polars.DataFrame]:
        yield from begun
        yield from frames

    try:
        register_io_source(source, schema=begun[0].schema).sink_parquet(file)
    except polars.exceptions.ComputeError as error:  # in which polars hides what the system has said
        if known := re.search(r"os error (\d+)", str(error)):
            raise OSError(int(known[1]), os.strerror(int(known[1]))) from error
        raise


def slices(columns: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The columns a million rows after another; what is in a column is told by all of it."""
    import polars

    table = polars.DataFrame(dict(columns))
    for begin in range(0, max(1, table.height), AT_ONCE):
        yield {name: table[name].slice(begin, AT_ONCE) for name in table.columns}


def arrow(columns: Mapping[str, Any]) -> bytes:
    """An Arrow file (Feather, version 2) of the columns."""
    import polars

    buffer = io.BytesIO()
    polars.DataFrame(dict(columns)).write_ipc(buffer)
    return buffer.getvalue()


def check_excel() -> None:
    """Raises InputError where nothing is installed that writes an Excel workbook."""
    if importlib.util.find_spec("xlsxwriter") is None:
        raise InputError("an Excel workbook is written by xlsxwriter, which is not installed: pip install 'dltrain[tables]'")


def check_sheet(rows: int, columns: int = 1) -> None:
    """Raises InputError where so many rows, or columns, do not fit into a sheet."""
    for most, there, what in ((MAX_ROWS, rows, "rows"), (MAX_COLUMNS, columns, "columns")):
        if there > most:
            raise InputError(f"a sheet of Excel holds {most:,} {what}, and there are {there:,}; name a .csv or .parquet file")


def excel(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """An Excel workbook with one sheet of the columns, texts as texts: none is a formula or a link.

    Raises InputError where they do not fit into a sheet, or xlsxwriter is not installed.
    """
    check_excel()
    import xlsxwriter

    check_sheet(max(map(len, columns.values()), default=0), len(columns))
    buffer = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, plain) as book:
        book.set_properties({"created": UNIX})
        sheet = book.add_worksheet("predictions")
        for index, (name, cells) in enumerate(columns.items()):
            for row, cell in enumerate((name, *cells)):
                if isinstance(cell, str) and len(cell) > MAX_LETTERS:
                    raise InputError(
                        f"a cell of Excel holds {MAX_LETTERS:,} letters, and row {row} of '{name}' has {len(cell):,}; "
                        "name a .csv or .parquet file"
                    )
                if cell is not None:
                    sheet.write(row, index, cell)
    return buffer.getvalue()
