"""Tables that are no text: the bytes of a parquet file, of an Arrow file, and of an Excel workbook."""

from __future__ import annotations

import datetime
import importlib.util
import io
from collections.abc import Mapping, Sequence
from typing import Any

from dltrain.errors import InputError

MOST_ROWS = 2**20 - 1  # of a sheet, below the names of the columns
MOST_LETTERS = 32_767  # of a cell of Excel's
UNIX = datetime.datetime(1970, 1, 1)  # so that the same table is the same file


def parquet(columns: Mapping[str, Any]) -> bytes:
    """A parquet file of the columns."""
    import polars

    buffer = io.BytesIO()
    polars.DataFrame(dict(columns)).write_parquet(buffer)
    return buffer.getvalue()


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


def excel(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """An Excel workbook with one sheet of the columns, texts as texts: none is a formula or a link.

    Raises InputError where they do not fit into a sheet, or xlsxwriter is not installed.
    """
    check_excel()
    import xlsxwriter

    rows = max(map(len, columns.values()), default=0)
    if rows > MOST_ROWS:
        raise InputError(f"a sheet of Excel holds {MOST_ROWS:,} rows, and there are {rows:,}; name a .csv or .parquet file")
    buffer = io.BytesIO()
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, plain) as book:
        book.set_properties({"created": UNIX})
        sheet = book.add_worksheet("predictions")
        for place, (name, cells) in enumerate(columns.items()):
            for row, cell in enumerate((name, *cells)):
                if isinstance(cell, str) and len(cell) > MOST_LETTERS:
                    raise InputError(
                        f"a cell of Excel holds {MOST_LETTERS:,} letters, and row {row} of '{name}' has {len(cell):,}; "
                        "name a .csv or .parquet file"
                    )
                if cell is not None:
                    sheet.write(row, place, cell)
    return buffer.getvalue()
