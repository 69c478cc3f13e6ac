"""The records of separated text: by polars where it is well formed, by Python's csv module where quotes stray."""

from __future__ import annotations

import codecs
import csv
import io
import os
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dltrain.data.sources.cells import NUMBER
from dltrain.data.sources.files import composed
from dltrain.data.sources.survey import QUOTED, stray_quotes
from dltrain.data.sources.table_width import check_width
from dltrain.errors import DataError
from dltrain.lazy import NDArray, np, polars

SEPARATORS = (",", ";", "\t", "|")
MAX_ROW_LENGTH = 60  # characters of a row that is shown
# How much polars reads ahead, which bounds the memory beside the columns: some 30 MB, where its defaults take 150 and more.
CELLS = 2**17  # of a batch
BATCHES = {"POLARS_CSV_CHUNK_SIZE": "500000", "POLARS_CSV_CHUNK_PREFETCH_LIMIT": "2"}  # bytes; chunks


def _nothing_to_write(**changes: object) -> str:
    return "write " + ", ".join(f"{key}: {value}" for key, value in changes.items())


@dataclass(frozen=True)
class Dialect:
    """How the text of the file `name` is written: its separator, whether cells may be quoted, whether names come first.

    remedy: what to do so that it is read with other options
    above: how many lines lie above the text that is parsed
    ends: how many blank cells a row may have more than the header
    """

    name: str
    separator: str
    quoted: bool
    header: bool
    remedy: Callable[..., str] = field(default=_nothing_to_write, compare=False)
    above: int = 0
    ends: int = 0


class RaggedError(DataError):
    """Rows that have not a cell for each column."""


def column_names(text: bytes, dialect: Dialect) -> list[str]:
    """The columns' names. Raises DataError for an empty file, equal names, another separator, a header that is none."""
    record, _ = first_record(text, dialect)
    if not any(cell.strip() for cell in record) and not text.strip():
        raise DataError(f"{dialect.name}: the file is empty")
    if len(record) == 1 and (other := another_separator(text, dialect)):
        raise DataError(f"{dialect.name}: only one column, but {other}")
    check_width(dialect.name, len(record))
    if not dialect.header:
        return [str(number) for number in range(len(record))]
    names = [composed(name).strip() or str(number) for number, name in enumerate(record)]
    numbers = [name for name in names if NUMBER.fullmatch(name)]
    name, count = Counter(names).most_common(1)[0]
    if len(numbers) == len(names) and (count > 1 or any("." in number for number in numbers)):
        raise no_header(record, dialect)
    if count > 1:
        if name in numbers and all(NUMBER.fullmatch(name) for name, count in Counter(names).items() if count > 1):
            raise no_header(record, dialect)
        places = [str(number) for number, other in enumerate(names, 1) if other == name]
        raise DataError(f"{dialect.name}: columns {' and '.join(places)} are both named '{name}'; names must differ")
    return names


def first_record(text: bytes, dialect: Dialect) -> tuple[list[str], int]:
    """The cells of the first line that is not blank, and how many lines there are to its end.

    Raises DataError where its quotes do not match.
    """
    cells, line = next(((cells, line) for cells, line in plain_records(text, dialect) if cells), ([], 1))
    return cells, line + sum(cell.count("\n") for cell in cells)


def no_header(record: Sequence[str], dialect: Dialect) -> DataError:
    """The error of a file that begins with a row in place of the names."""
    shown = textwrap.shorten(", ".join(record), MAX_ROW_LENGTH, placeholder=" ...")
    return DataError(
        f"{dialect.name}: the first row is data ({shown}), not the names of the columns; {dialect.remedy(header=False)}; "
        f"the columns are then called {joined_numbers(len(record))}"
    )


def joined_numbers(count: int) -> str:
    """The numbers from 0 to before `count`, in words."""
    return "0" if count == 1 else "0 and 1" if count == 2 else f"0, 1 to {count - 1}" if count > 3 else "0, 1 and 2"


def parse(
    source: Path | bytes, schema: Mapping[str, Any], dialect: Dialect, skip_lines: int = 0, *, checked: bool = False
) -> Iterator[polars.DataFrame]:
    """The rows below so many lines in polars' own batches: a cell is null where it is empty, and so is all of a blank line.

    Raises polars' errors for quotes in the middle of cells, rows with more cells than the schema has, a first row with fewer, and
    cells that are not of the schema's types. checked: the first row may have fewer, as it is known that no row has more.
    """
    for name, value in BATCHES.items():
        os.environ.setdefault(name, value)
    text = polars.scan_csv(
        source.absolute() if isinstance(source, Path) else source,
        has_header=False,
        schema=schema,
        separator=dialect.separator,
        quote_char='"' if dialect.quoted else None,
        skip_lines=skip_lines,
        glob=False,
        missing_columns="insert" if checked else "raise",
    )
    return iter(text.collect_batches(chunk_size=max(CELLS // len(schema), 1)))


def read_strings(source: Path | bytes, names: Sequence[str], dialect: Dialect, *, checked: bool = False) -> polars.DataFrame:
    """All cells as strings at once."""
    schema = dict.fromkeys(names, polars.String)
    return polars.concat([polars.DataFrame(schema=schema), *parse(source, schema, dialect, checked=checked)])


def read_exactly(body: bytes, names: Sequence[str], dialect: Dialect) -> tuple[polars.DataFrame, NDArray[np.int64]]:
    """All rows as strings, and on which line of the file each begins, for text in whatever state: of `body`, the rows alone, in
    which a row may lack its last `dialect.ends` cells, and blank lines are no rows unless there is but one column.

    Raises RaggedError for rows that have not a cell for each name, and DataError.
    """
    text = body
    if body.endswith((b"\n\n", b"\n\r\n")) or not body.strip(b"\r\n"):
        body = body.rstrip(b"\r\n")
    records = records_of(body, dialect)
    if records is None or body.startswith(codecs.BOM_UTF8):  # polars would drop what is a cell here
        return _read_slowly(text, names, dialect)
    keep = [not record.blank or len(names) == 1 for record in records]
    rows = [record for record, kept in zip(records, keep, strict=True) if kept]
    wrong = [row for row, record in enumerate(rows) if not len(names) - dialect.ends <= record.cells <= len(names)]
    if wrong:
        raise _ragged(wrong[0], rows[wrong[0]].line, rows[wrong[0]].cells, len(wrong), len(names), dialect)
    try:
        frame = read_strings(body, names, dialect, checked=True)
    except polars.exceptions.PolarsError as error:
        raise DataError(f"{dialect.name}: cannot be read as separated text: {str(error).splitlines()[0]}") from error
    if frame.height != len(records):
        return _read_slowly(text, names, dialect)
    return frame.filter(polars.Series(keep, dtype=polars.Boolean)), np.array([record.line for record in rows], dtype=np.int64)


@dataclass(frozen=True)
class Record:
    """The line on which a record begins, from 1; how many cells it has, and whether it is a blank line."""

    line: int
    cells: int
    blank: bool


def records_of(body: bytes, dialect: Dialect) -> list[Record] | None:
    """The records of the text below `dialect.above` lines; None where its quotes are not as RFC 4180 has them."""
    outside = body
    if dialect.quoted and b'"' in body:
        outside = QUOTED.sub(lambda cell: b'"' + b"\0" * cell[0].count(b"\n") + b'"', body)
        if body.count(b'"') % 2 or stray_quotes(dialect.separator).search(outside):
            return None
    line, separator = dialect.above + 1, dialect.separator.encode()
    records = []
    for record in outside.removesuffix(b"\n").split(b"\n") if outside else ():
        records.append(Record(line, record.count(separator) + 1, record in (b"", b"\r")))
        line += 1 + record.count(b"\0")
    return records


def _ragged(row: int, line: int, cells: int, count: int, width: int, dialect: Dialect) -> RaggedError:
    where = f"row {row + 1} (line {line}) has {cells} cell{'s' * (cells != 1)}"
    expected = f"the {'header' if dialect.header else 'first row'} has {width - dialect.ends}"
    others = f"; {count} such rows in all" if count > 1 else ""
    return RaggedError(f"{dialect.name}: {where}, {expected}{others}")


def _read_slowly(body: bytes, names: Sequence[str], dialect: Dialect) -> tuple[polars.DataFrame, NDArray[np.int64]]:
    """As `read_exactly`, by Python's csv module: for quotes in the middle of cells, which polars does not read.

    Raises DataError.
    """
    width = len(names)
    records, lines = [], []
    for cells, line in plain_records(body, dialect):
        if width - dialect.ends <= len(cells) <= width:
            records.append(cells + [""] * (width - len(cells)))
            lines.append(line + dialect.above)
        elif width == 1 and not cells:
            records.append([""])
            lines.append(line + dialect.above)
        elif cells:
            raise _ragged(len(records), line + dialect.above, len(cells), 1, width, dialect)
    columns = list(zip(*records, strict=True)) or [()] * width
    frame = polars.DataFrame(
        {name: polars.Series(cells, dtype=polars.String) for name, cells in zip(names, columns, strict=True)}
    )
    return frame, np.array(lines, dtype=np.int64)


def plain_records(text: bytes, dialect: Dialect, separator: str | None = None) -> Iterator[tuple[list[str], int]]:
    """Each record and the line on which it begins. Raises DataError where quotes do not match."""
    lines = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="\n")
    delimiter = separator or dialect.separator
    if dialect.quoted:
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
    else:
        reader = csv.reader(lines, delimiter=delimiter, quoting=csv.QUOTE_NONE, strict=True)
    limit = csv.field_size_limit(sys.maxsize)
    line = 1
    try:
        for cells in reader:
            yield cells, line
            line = reader.line_num + 1
    except csv.Error as error:
        if "new-line character" in str(error):
            where = f"{dialect.name}: the record on line {line + dialect.above} holds a bare carriage return"
            raise DataError(f"{where}; end all lines alike, or put the cell that it belongs to in quotes") from error
        raise DataError(
            f"{dialect.name}: the record on line {line + dialect.above} cannot be read: {error}; "
            "if quotes are ordinary characters in this file, write quote: none"
        ) from error
    finally:
        csv.field_size_limit(limit)


def another_separator(text: bytes, dialect: Dialect) -> str | None:
    """What to say where another separator would split every one of the first lines evenly."""
    sample = text[:100_000].decode(errors="ignore").rsplit("\n", 1)[0].encode() if len(text) > 100_000 else text
    for separator in (*SEPARATORS, " "):
        if separator == dialect.separator:
            continue
        try:
            records = [cells for cells, _ in plain_records(sample, dialect, separator) if cells]
        except DataError:
            continue
        width = len(records[0]) if records else 0
        if width < 2 or any(len(cells) != width for cells in records):
            continue
        if separator == " " and not (len(records) > 2 and all(any(map(NUMBER.fullmatch, cells)) for cells in records[1:])):
            continue  # texts of as many words
        word = "\\t" if separator == "\t" else separator
        return f'"{word}" splits every line into {width}; {dialect.remedy(separator=separator)}'
    return None
