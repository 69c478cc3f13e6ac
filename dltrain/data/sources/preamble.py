"""What stands above the first record of separated text, and whether it holds names: habits of Excel and of other programs."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from dltrain.data.sources.cells import NUMBER
from dltrain.data.sources.records import SEPARATORS, Dialect, another_separator, plain_records
from dltrain.errors import DataError, listing
from dltrain.lazy import polars

EXCEL = re.compile(rb'"?sep=([^"\r\n])"?[,;\t]*\r?\n', re.IGNORECASE)  # its line that names the separator
MAX_TITLES = 20  # lines above a header
MAX_NOTES = 20  # lines below a table
SAMPLE = 1000  # rows that a first one is compared with


@dataclass(frozen=True)
class Preamble:
    """The dialect that the file itself tells, how many bytes lie above the first record, and notices of what was passed over."""

    dialect: Dialect
    length: int
    notices: tuple[str, ...] = ()


def read_preamble(text: bytes, dialect: Dialect) -> Preamble:
    """Reads Excel's `sep=;`, and passes over comments above the header, lines that begin with #."""
    at = len(text) - len(text.lstrip(b"\r\n"))
    if match := EXCEL.match(text, at):
        dialect, at = replace(dialect, separator=match[1].decode("latin-1")), match.end()
    comments: list[bytes] = []
    end = at
    while text.startswith(b"#", end) or (comments and text.startswith((b"\n", b"\r\n"), end)):
        line, _, _ = text[end : end + 100_000].partition(b"\n")
        comments += [line] if line.strip() else []
        starts, end = end, end + len(line) + 1
        if not line.strip():
            continue
        last = starts
    if not comments:
        return Preamble(dialect, at)
    following = [line for line in text[end : end + 100_000].split(b"\n", 50) if line.strip() and not line.startswith(b"#")]
    if _is_header(comments[-1], following[:2], dialect):
        comments.pop()
        end = last
    shown = listing((f"'{line.decode(errors='replace').strip()[:60]}'" for line in comments), 2)
    lines = "1 line" if len(comments) == 1 else f"{len(comments)} lines"
    notices = (f"{dialect.name}: {lines} above the header that begin with # are passed over: {shown}",) if comments else ()
    return Preamble(dialect, end if comments else at, notices)


def _is_header(comment: bytes, following: Sequence[bytes], dialect: Dialect) -> bool:
    """Whether a line that begins with # has the names of the columns rather than a remark about them."""
    if not following:
        return True
    own, first, second = (_cells(line, dialect.separator) for line in (comment, following[0], following[-1]))
    if len(own) != len(first):
        return False
    if len(own) == 1 and any(
        len(_cells(comment, other)) != (width := len(_cells(following[0], other))) > 1
        and width == len(_cells(following[-1], other))
        for other in SEPARATORS
    ):
        return False
    names_below = not any(map(_is_number, first)) and any(map(_is_number, second))
    return not names_below


def _cells(line: bytes, separator: str) -> list[str]:
    return next(csv.reader([line.decode(errors="replace").rstrip("\r")], delimiter=separator), [])


def _is_number(cell: str) -> bool:
    return NUMBER.fullmatch(cell.strip()) is not None


def is_row(record: Sequence[str], rows: Callable[[], polars.DataFrame]) -> bool:
    """Whether the first record reads as one of the `rows` below it: its numbers lie among those of numeric columns, and its words
    are found in the other columns. Numbers that go up throughout are names: those of years, or of pixels."""
    if not any(map(_is_number, record)):
        return False
    if all(map(_is_number, record)) and all(float(a) < float(b) for a, b in pairwise(record)):
        return False
    below = rows().head(SAMPLE)
    if below.height < 2:
        return False
    for name, written in zip(below.columns, record, strict=False):
        cell, cells = written.strip(), below[name].str.strip_chars().drop_nulls()
        if not cell or not _is_number(cell):
            if not cells.is_in([cell]).any() and not (not cell and below[name].null_count()):
                return False
            continue
        numbers = cells.filter(cells != "").cast(polars.Float64, strict=False)
        low, high = numbers.min(), numbers.max()
        if numbers.null_count() or low is None or high is None:
            return False
        reach = float(high) - float(low)  # type: ignore[arg-type]  # it is a column of numbers
        if not float(low) - reach <= float(cell) <= float(high) + reach:  # type: ignore[arg-type]
            return False
    return True


def blank_ends(body: bytes, width: int, dialect: Dialect) -> int:
    """How many more cells than the header the first row has, where they are blank."""
    if not dialect.header:
        return 0
    records = list(islice((cells for cells, _ in plain_records(body, dialect) if cells), 2))
    more = records[-1][width:]
    return 0 if any(cell.strip() for cell in more) else len(more)


def title_advice(text: bytes, dialect: Dialect) -> str | None:
    """What to do where a title stands above the header: first lines of which one cell alone is filled, or none."""
    if not dialect.header:
        return None
    filled = []
    try:
        for cells, line in islice(plain_records(text, dialect), MAX_TITLES):
            filled.append((sum(cell.strip() != "" for cell in cells), line + dialect.above))
    except DataError:
        return None
    counts = [count for count, _ in filled]
    titles = counts.index(max(counts, default=0)) if counts else 0  # no title is as wide as the header
    after = counts[titles : titles + 3]
    if titles == 0 or counts[0] > 1 or len(after) < 2 or after[0] < 2 or len(set(after)) > 1:
        return None
    line = filled[titles][1]
    above = "line 1 is" if line == 2 else f"lines 1 to {line - 1} are"
    return f"{above} perhaps a title; if the names of the columns are in line {line}, remove what stands above it"


def ragged_advice(text: bytes, dialect: Dialect) -> str:
    """What to do where rows have not a cell for each name."""
    return (
        another_separator(text, dialect)
        or title_advice(text, dialect)
        or _index_advice(text, dialect)
        or _notes_advice(text, dialect)
        or "quote cells that hold the separator"
    )


def _index_advice(text: bytes, dialect: Dialect) -> str | None:
    """What to do where every row has a cell more than the header, as tables have whose row names have no name."""
    try:
        header, *rows = (len(cells) for cells, _ in islice(plain_records(text, dialect), SAMPLE) if cells)
    except (DataError, ValueError):
        return None
    if not dialect.header or len(rows) < 2 or set(rows) != {header + 1}:
        return None
    return f"if the first cell of each row is its name, let the header begin with a name for it: row{dialect.separator}..."


def _notes_advice(text: bytes, dialect: Dialect) -> str | None:
    """What to do where remarks stand below the table: last lines of which one cell alone is filled."""
    try:
        records = [(cells, line + dialect.above) for cells, line in plain_records(text, dialect) if cells]
    except DataError:
        return None
    width = len(records[0][0])
    notes = list(itertools.takewhile(lambda record: sum(cell.strip() != "" for cell in record[0]) == 1, reversed(records)))
    table = records[: len(records) - len(notes)]
    if width < 2 or not notes or len(notes) > MAX_NOTES or any(len(cells) != width for cells, _ in table):
        return None
    first, last = notes[-1], notes[0]
    lines = f"line {first[1]} is" if len(notes) == 1 else f"lines {first[1]} to {last[1]} are"
    return f"{lines} perhaps a note below the table ('{''.join(first[0]).strip()[:40]}'); remove what stands below its rows"
