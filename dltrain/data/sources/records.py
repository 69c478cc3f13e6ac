"""The records of separated text: by polars where it is well formed, by Python's csv module where quotes stray."""

from __future__ import annotations

import csv
import io
import sys
import textwrap
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dltrain.data.sources.blocks import Irregular
from dltrain.data.sources.cells import NUMBER
from dltrain.data.sources.files import composed
from dltrain.data.sources.scan import Scan, occurrences, scan
from dltrain.data.sources.width import check_width
from dltrain.errors import DataError
from dltrain.process.lazy import Lazy

if TYPE_CHECKING:
    import numpy as np
    import polars
    from numpy.typing import NDArray
else:
    np = Lazy("numpy")

SEPARATORS = (",", ";", "\t", "|")
LONGEST_ROW = 60  # characters of a row that is shown


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

    def __init__(self, message: str, dialect: Dialect) -> None:
        super().__init__(message)
        self.dialect = dialect


def column_names(text: bytes, dialect: Dialect) -> list[str]:
    """The columns' names. Raises DataError for an empty file, equal names, another separator, a header that is none."""
    record = first_record(text, dialect)
    if not any(cell.strip() for cell in record) and not text.strip():
        raise DataError(f"{dialect.name}: the file is empty")
    if len(record) == 1 and (other := another_separator(text, dialect)):
        raise DataError(f"{dialect.name}: only one column, but {other}")
    check_width(dialect.name, len(record), 0)
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


def first_record(text: bytes, dialect: Dialect) -> list[str]:
    """The cells of the first line that is not blank. Raises DataError where its quotes do not match."""
    return next((cells for cells, _ in plain_records(text, dialect) if cells), [])


def no_header(record: Sequence[str], dialect: Dialect) -> DataError:
    """The error of a file that begins with a row in place of the names."""
    shown = textwrap.shorten(", ".join(record), LONGEST_ROW, placeholder=" ...")
    return DataError(
        f"{dialect.name}: the first row is data ({shown}), not the names of the columns; {dialect.remedy(header=False)}; "
        f"the columns are then called {joined_numbers(len(record))}"
    )


def joined_numbers(count: int) -> str:
    return "0" if count == 1 else "0 and 1" if count == 2 else f"0, 1 to {count - 1}" if count > 3 else "0, 1 and 2"


def read_block(
    body: bytes, names: Sequence[str], numeric: Collection[str], dialect: Dialect
) -> tuple[polars.DataFrame, NDArray[np.int64] | None]:
    """All records, and on which line each begins, from 1; None where that is the record's number.

    Cells are strings, null or "" where empty, those of the columns `numeric` Float64 if all of them can be. Raises Irregular for
    quotes in the middle of cells, and DataError for rows that have not a cell for each name.
    """
    import polars

    if body.endswith((b"\n\n", b"\n\r\n")):
        body = body.rstrip(b"\r\n")
    quoted = dialect.quoted and b'"' in body
    found = scan(body, dialect.separator, True) if quoted else None
    if quoted and found is None:
        raise Irregular
    try:
        frame = polars.read_csv(
            body,
            has_header=False,
            schema={name: polars.Float64 if name in numeric else polars.String for name in names},
            separator=dialect.separator,
            quote_char='"' if dialect.quoted else None,
        )
    except polars.exceptions.PolarsError as error:
        if numeric:
            return read_block(body, names, (), dialect)
        found = found or scan(body, dialect.separator, quoted)
        assert found is not None
        _check_widths(found, len(names), dialect)
        raise DataError(f"{dialect.name}: cannot be read as separated text: {str(error).splitlines()[0]}") from error
    # polars fills a record too short with nulls, and drops an empty cell too many: without such nulls, a plain count will do
    separators = (len(names) - 1) * frame.height
    if not quoted and (frame[:, -1].null_count() or occurrences(body, dialect.separator) != separators):
        found = scan(body, dialect.separator, quoted)
    if found is None:
        return frame, None
    if len(found.cells) != frame.height:
        raise Irregular
    keep = _check_widths(found, len(names), dialect)
    lines = found.lines if keep.all() else found.lines[keep]
    frame = frame if keep.all() else frame.filter(polars.Series(keep))
    return frame, None if (lines == np.arange(1, len(lines) + 1)).all() else lines


def _check_widths(found: Scan, width: int, dialect: Dialect) -> NDArray[np.bool_]:
    """Which records are rows: not blank lines, if there are several columns. Raises DataError where one has not `width` cells."""
    keep = (found.lengths > 0) | (width == 1)
    wrong = ((found.cells > width) | (found.cells < width - dialect.ends)) & keep
    if wrong.any():
        first = int(np.argmax(wrong))
        row = int(np.count_nonzero(keep[:first]))
        raise _ragged(row, int(found.lines[first]), int(found.cells[first]), int(wrong.sum()), width, dialect)
    return keep


def _ragged(row: int, line: int, cells: int, count: int, width: int, dialect: Dialect) -> RaggedError:
    where = f"row {row + 1 - dialect.header} (line {line + dialect.above}) has {cells} cell{'s' * (cells != 1)}"
    expected = f"the {'header' if dialect.header else 'first row'} has {width - dialect.ends}"
    others = f"; {count} such rows in all" if count > 1 else ""
    return RaggedError(f"{dialect.name}: {where}, {expected}{others}", dialect)


def read_slowly(body: bytes, names: Sequence[str], dialect: Dialect) -> tuple[polars.DataFrame, NDArray[np.int64]]:
    """As `read_block`, by Python's csv module: for quotes in the middle of cells, which polars does not read.

    Raises DataError.
    """
    import polars

    width = len(names)
    records, lines = [], []
    for cells, line in plain_records(body, dialect):
        if width - dialect.ends <= len(cells) <= width:
            records.append(cells + [""] * (width - len(cells)))
            lines.append(line)
        elif width == 1 and not cells:
            records.append([""])
            lines.append(line)
        elif cells:
            raise _ragged(len(records), line, len(cells), 1, width, dialect)
    columns = zip(*records, strict=True)
    frame = polars.DataFrame({name: list(column) for name, column in zip(names, columns, strict=True)})
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
