"""Excel workbooks."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from dltrain.data.sources.base import SOURCES
from dltrain.data.sources.extras import needed as package
from dltrain.data.sources.files import composed, content, find
from dltrain.data.sources.frames import check_names, check_size, check_types, table_of_frame
from dltrain.data.sources.number_options import FormattedFile
from dltrain.data.sources.sheet_cells import sheet_cells
from dltrain.data.sources.signatures import EXCEL, foreign
from dltrain.data.sources.spec_text import source_line
from dltrain.data.table import Request, Table
from dltrain.errors import DataError, did_you_mean, listing
from dltrain.lazy import polars
from dltrain.process.streams import silenced
from dltrain.types import option, options

UNNAMED = "__UNNAMED__"  # as fastexcel calls columns without a name
TOP = 20  # rows that are looked at for a header


@SOURCES.entry("excel")
@options
class Excel(FormattedFile):
    """A sheet of an Excel workbook (.xlsx): numbers, booleans, words and dates, the columns' names in its first row that has any.
    Text is read as in a CSV file, numbers that are stored as text among it; a column of both words and numbers is one of words.
    ECMA-376, Office Open XML (2006)."""

    sheet: str | int | None = option(None, help="the sheet's name, or its number from 1; the first if omitted")
    header: bool = option(True, help="whether the first row holds the columns' names; else they are 0, 1, 2, ...")

    def read(self, folder: Path, request: Request) -> Table:
        raw = content(find(folder, self.path), self.path)
        self._check(raw)
        reader = package("fastexcel", self.path, "an Excel workbook")
        try:
            with silenced():
                book = reader.read_excel(raw)
        except Exception as error:  # its errors are of no common kind
            raise DataError(f"{self.path}: cannot be read as an Excel workbook: it is damaged") from error
        sheet = self._sheet(list(book.sheet_names))
        frame = self._frame(book, sheet)
        cells = sheet_cells(raw, sheet)
        name = f"{self.path}, sheet '{sheet}'" if len(book.sheet_names) > 1 else self.path
        names = list(frame.columns)
        check_names(name, names)
        chosen = [one for one in names if request.needs(one)]
        check_types(name, {one: frame.schema[one] for one in chosen}, request.excluded)
        digest = hashlib.sha256(raw + sheet.encode()).hexdigest()
        first = cells.first_row + (1 if self.header else 0)
        request = replace(self.with_number_format(request), strings_are_words=False)
        table = table_of_frame(
            name, frame.select(chosen), names, digest, request, lambda row: f"row {row + 1} (row {row + first} of the sheet)"
        )
        return replace(table, notices=(*self._of_several(book, sheet, request), *cells.notices(name), *table.notices))

    def _of_several(self, book: Any, sheet: str, request: Request) -> Iterator[str]:
        """A notice of the sheets that are not read where none is named."""
        others = [name for name in book.sheet_names if name != sheet]
        if self.sheet is None and others:
            advice = f"; for another write {source_line(self, 'excel', sheet=others[0])}" if request.key_path else ""
            yield f"{self.path} has {len(others) + 1} sheets, of which the first is read, '{sheet}'{advice}"

    def _check(self, raw: bytes) -> None:
        """Raises DataError for what is no workbook, or unpacks to more than one would hold."""
        if not raw.startswith(b"PK\x03\x04"):
            what = foreign(raw, self.path) or "separated text, perhaps; write source: {type: csv, ...}"
            what = "a workbook of Excel 97; save it as .xlsx" if what == EXCEL else what
            raise DataError(f"{self.path}: the file is no Excel workbook of today (.xlsx), but {what}")
        try:
            unpacked = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(raw)).infolist())
        except Exception as error:  # damaged archives make zipfile raise errors of every kind
            raise DataError(f"{self.path}: cannot be read as an Excel workbook: it is damaged") from error
        check_size(self.path, unpacked, len(raw))

    def _sheet(self, names: list[str]) -> str:
        if self.sheet is None:
            return names[0]
        if isinstance(self.sheet, int):
            if 1 <= self.sheet <= len(names):
                return names[self.sheet - 1]
            raise DataError(f"{self.path}: there is no sheet {self.sheet}; it has {len(names)}: {listing(names, 12)}")
        by_name = {composed(name): name for name in names}
        if composed(self.sheet) not in by_name:
            hint = did_you_mean(self.sheet, names) or f"; it has {listing(names, 12)}"
            raise DataError(f"{self.path}: there is no sheet '{self.sheet}'{hint}")
        return by_name[composed(self.sheet)]

    def _frame(self, book: Any, sheet: str) -> polars.DataFrame:
        """The cells of a sheet, without columns and rows that are blank all through."""
        try:
            with silenced():
                frame = book.load_sheet(
                    sheet, header_row=0 if self.header else None, schema_sample_rows=None, dtype_coercion="coerce"
                ).to_polars()
        except Exception as error:  # its errors are of no common kind
            raise DataError(f"{self.path}: sheet '{sheet}' cannot be read: {str(error).splitlines()[0]}") from error
        if frame.width == 0 or frame.height == 0:
            raise DataError(f"{self.path}: sheet '{sheet}': the table has no rows")
        if self.header:
            self._check_header(book, sheet, list(map(str, frame.columns)))
        if self.sheet is None and frame.width == 1 and (others := [name for name in book.sheet_names if name != sheet]):
            what = f"{self.path}: sheet '{sheet}', the first, has one column alone"
            raise DataError(
                f"{what}, and there are others: {listing(others, 12)}; write {source_line(self, 'excel', sheet=others[0])}"
            )
        names = [composed(str(name)) for name in frame.columns]
        names = [str(index) if name.startswith(UNNAMED) else name for index, name in enumerate(names)]
        frame.columns = names if self.header else list(map(str, range(len(names))))
        blank = [name for name in frame.columns if frame[name].null_count() == frame.height and name.isdigit()]
        kept: polars.DataFrame = frame.drop(blank)
        return kept.with_columns(_as_day(cells) for cells in kept.get_columns() if cells.dtype == polars.Datetime)

    def _check_header(self, book: Any, sheet: str, names: Sequence[str]) -> None:
        """Raises DataError where two columns have one name, and where the first row is a title. Both the reader of workbooks
        renames in silence."""
        unnamed = sum(name.startswith(UNNAMED) for name in names)
        renamed = any(match and match[1] in names for match in (re.fullmatch("(.*)_[0-9]+", name) for name in names))
        if not renamed and unnamed < len(names) - 1:
            return
        with silenced():
            top = book.load_sheet(sheet, header_row=None, n_rows=TOP, dtypes="string").to_polars().rows()
        check_names(f"{self.path}: sheet '{sheet}'", [cell for cell in top[0] if cell is not None])
        filled = [sum(cell is not None for cell in row) for row in top]
        if unnamed and unnamed == len(names) - 1 and max(filled) > 1:
            header = next(index for index, cells in enumerate(filled) if cells == max(filled))
            title = next(cell for cell in top[0] if cell is not None)
            what = f"{self.path}: sheet '{sheet}': only one column has a name, '{title}', which is perhaps a title"
            raise DataError(
                f"{what}; if the names of the columns are '{listing(map(str, top[header]), 4)}', remove the rows above"
            )


def _as_day(cells: polars.Series) -> polars.Series:
    """Moments as days where all are midnight, as a cell is that shows a date: Excel knows no other dates."""
    days = cells.cast(polars.Date)
    return days if (days.cast(cells.dtype) == cells).all() else cells
