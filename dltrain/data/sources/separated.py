"""A table out of separated text: by polars in its own batches where it is well formed, else record by record."""

from __future__ import annotations

import codecs
import functools
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from dltrain.data.sources.cells import VERBATIM, Read, read_columns
from dltrain.data.sources.column_builders import NumberColumn, WordColumn, are_plain, put_numbers, reads_plainly
from dltrain.data.sources.column_origin import ColumnOrigin
from dltrain.data.sources.numeric_names import code_notices, codes_among
from dltrain.data.sources.preamble import blank_ends, is_row, ragged_advice, read_preamble, title_advice
from dltrain.data.sources.records import (
    Dialect,
    RaggedError,
    column_names,
    first_record,
    no_header,
    parse,
    read_exactly,
    read_strings,
    records_of,
)
from dltrain.data.sources.signatures import markup
from dltrain.data.sources.survey import Chunks, Irregular, Survey, is_clean
from dltrain.data.sources.wide import WIDE, WideNumbers, WideText, WideWords, codes_in_first_rows, is_wide
from dltrain.data.storage import RESIDENT
from dltrain.data.table import Column, Numbers, Request, Table, missing_cells, row_of
from dltrain.errors import DataError
from dltrain.lazy import np, polars

BuiltColumn = NumberColumn | WordColumn
Readable = TypeVar("Readable", NumberColumn | WordColumn, WideNumbers | WideWords)


@dataclass(frozen=True)
class Header:
    """What stands above the rows of a text.

    dialect: with what the text itself tells of it; `above` counts the lines above the header
    names: of the columns, then of the cells that rows have more, which are blank; record: the cells of the first line
    lines: how many the header takes; top, start: the bytes at which it begins, and the rows; notices: what was passed over
    """

    dialect: Dialect
    names: Sequence[str]
    record: Sequence[str]
    lines: int
    top: int
    start: int
    notices: tuple[str, ...] = ()

    @property
    def rows_dialect(self) -> Dialect:
        """That of the text below the header."""
        return replace(self.dialect, above=self.dialect.above + self.lines)

    @property
    def width(self) -> int:
        """How many columns the header has."""
        return len(self.names) - self.dialect.ends

    @property
    def unnamed(self) -> list[str]:
        """Those whose name is blank."""
        return [name for name, cell in zip(self.names, self.record, strict=False) if not cell.strip()]

    def needed(self, request: Request) -> list[str]:
        """The columns that are to be read, those beyond the header among them."""
        return [*(name for name in self.names[: self.width] if request.needs(name)), *self.names[self.width :]]


@dataclass(frozen=True)
class Layout:
    """What the first rows say of all. floats: the columns that polars parses as numbers; words: those whose cells are no numbers;
    codes: of the other columns, a whole number that looks like a name, where there is one."""

    header: Header
    floats: frozenset[str]
    words: frozenset[str]
    codes: Mapping[str, str]


def read_separated(source: Path | bytes, load: Callable[[], bytes], dialect: Dialect, request: Request) -> Table:
    """The table in a file, or in text in memory. load: what gives the clean text of `source`, where it is looked at again.

    Raises Irregular where polars does not read the text as it is meant, and DataError for cells that cannot be used.
    """
    with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as file:
        chunks = Chunks(file, dialect.separator)
        each = iter(chunks)
        text = _whole_records(each, dialect)
        try:
            header = _header(text, dialect)
            if markup(text) or text.startswith(codecs.BOM_UTF8, header.start):  # polars would drop such a cell
                raise Irregular
            first = functools.cache(lambda: read_strings(text[header.start :], header.names, header.dialect))
            _check_header(header, text, first)
            if len(header.names) < WIDE:
                first()
        except (DataError, polars.exceptions.PolarsError) as error:
            raise Irregular from error
        survey = Survey(header.dialect.separator, quoted=dialect.quoted)
        for chunk in chain([text[header.start :]], each):
            survey.add(chunk)
        survey.check()
    rows = survey.records
    if not rows or survey.separators != (len(header.names) - 1) * rows:
        raise Irregular
    line_of = _Lines(header, None if survey.one_line_each else load)
    if is_wide(len(header.names), rows) and not survey.has_quotes:
        with suppress(Irregular):
            wide, codes = _wide(source, header, text[header.start :], rows, request)
            return _table(header, wide, codes, rows, chunks.fingerprint, line_of, request)
    try:
        cells = first()
    except polars.exceptions.PolarsError as error:
        raise Irregular from error
    is_whole = cells.height >= rows
    columns = _built(header.needed(request), cells.head(rows), request)
    layout = _layout(header, columns, cells, request)
    if not is_whole:
        columns = _streamed(source, layout, rows, request)
    return _table(header, columns, layout.codes, rows, chunks.fingerprint, line_of, request)


def read_irregular(text: bytes, fingerprint: str, dialect: Dialect, request: Request) -> Table:
    """The table in a text in whatever state, record by record. Raises DataError."""
    try:
        header = _header(text, dialect)
        cells, lines = read_exactly(text[header.start :], header.names, header.rows_dialect)
    except RaggedError as error:
        raise DataError(f"{error}; {ragged_advice(text[header.top :], header.dialect)}") from None
    _check_header(header, text, lambda: cells)
    if cells.height == 0:
        raise DataError(f"{dialect.name}: the file has a header and no rows")
    columns = _built(header.needed(request), cells, request)
    layout = _layout(header, columns, cells, request)

    def line_of(row: int) -> str:
        return f"{row_of(row)} (line {lines[row]})"

    return _table(header, columns, layout.codes, cells.height, fingerprint, line_of, request)


def _whole_records(chunks: Iterator[bytes], dialect: Dialect) -> bytes:
    """The first chunk, and those in which its last record ends, without a byte order mark."""
    text = next(chunks, b"").removeprefix(codecs.BOM_UTF8)
    while dialect.quoted and text.count(b'"') % 2 and (chunk := next(chunks, b"")):
        text += chunk
    if not is_clean(text):
        raise Irregular
    return text


def _header(text: bytes, dialect: Dialect) -> Header:
    """Raises DataError."""
    preamble = read_preamble(text, dialect)
    body = text[preamble.length :].lstrip(b"\r\n")
    top = len(text) - len(body)
    dialect = replace(preamble.dialect, above=text.count(b"\n", 0, top))
    names = column_names(body, dialect)
    record, lines = first_record(body, dialect)
    lines = lines if dialect.header else 0
    dialect = replace(dialect, ends=blank_ends(body, len(names), dialect))
    names += [f"\n{number}" for number in range(dialect.ends)]  # no column of the header is called so
    start = len(text) - len(b"".join(body.split(b"\n", lines)[lines:]))
    return Header(dialect, names, record, lines, top, start, preamble.notices)


def _check_header(header: Header, text: bytes, cells: Callable[[], polars.DataFrame]) -> None:
    """Raises DataError where the header is a row, or a title."""
    dialect, record = header.dialect, header.record
    if dialect.header and is_row(record, cells):
        raise no_header(record, dialect)
    is_lone = header.width > 2 and sum(cell.strip() != "" for cell in record) == 1
    if is_lone and (advice := title_advice(text[header.top :], dialect)):
        raise DataError(f"{dialect.name}: only one column has a name, '{''.join(record).strip()}'; {advice}")


def _built(names: Sequence[str], cells: polars.DataFrame, request: Request) -> dict[str, BuiltColumn]:
    """The columns of these names out of cells as they are written."""
    columns: dict[str, BuiltColumn] = {}
    given = dict(zip(cells.columns, cells.get_columns(), strict=True))  # a frame looks for each name among all
    for name in names:
        column: BuiltColumn = NumberColumn(cells.height, RESIDENT)
        if request.kinds.get(name) in VERBATIM or not column.put(0, given[name], request):
            column = WordColumn(cells.height, RESIDENT)
            column.put(0, given[name], request)
        columns[name] = column
    return columns


def _wide(
    source: Path | bytes, header: Header, first: bytes, rows: int, request: Request
) -> tuple[dict[str, WideNumbers | WideWords], dict[str, str]]:
    """The columns of a text that has many and no quotes, and what `Layout.codes` says; `first`: some rows. Raises Irregular."""
    names = header.needed(request)
    place_of = {name: index for index, name in enumerate(header.names)}
    places = [place_of[name] for name in names]
    plainly, apart = reads_plainly(request), {name for name, kind in request.kinds.items() if kind in VERBATIM} | request.names
    text = WideText(source, header.start, header.dialect.separator, len(header.names), rows)
    columns = text.columns(np.array(places), np.array([not plainly or name in apart for name in names]), request)
    codes = codes_in_first_rows(first, text, places, columns)
    return dict(zip(names, columns, strict=True)), {names[number]: code for number, code in codes.items()}


def _layout(header: Header, columns: Mapping[str, BuiltColumn], cells: polars.DataFrame, request: Request) -> Layout:
    """What columns of some first cells say of the whole ones."""
    numbers = {name: Numbers.of(column.values) for name, column in columns.items() if isinstance(column, NumberColumn)}
    floats = [
        name
        for name, column in numbers.items()
        if reads_plainly(request)
        and not (name in request.names and column.whole)
        and cells[name].cast(polars.Float64, strict=False).null_count() == cells[name].null_count()
    ]
    return Layout(header, frozenset(floats), frozenset(columns.keys() - numbers.keys()), codes_among(cells, numbers))


def _streamed(source: Path | bytes, layout: Layout, rows: int, request: Request) -> dict[str, BuiltColumn]:
    """The columns out of polars' own batches. What turns out not to be as in the first rows is read again, at most twice: as
    numbers that are taken from the cells as they are written, then as words.

    Raises Irregular where polars refuses a row.
    """
    built: dict[str, BuiltColumn] = {}
    floats, words = layout.floats, layout.words
    todo = frozenset(layout.header.needed(request))
    while todo:
        columns: dict[str, BuiltColumn] = {
            name: (WordColumn if name in words else NumberColumn)(rows, request.storage) for name in todo
        }
        try:
            wrong = _filled(columns, source, layout.header, floats, rows, request)
        except polars.exceptions.PolarsError as error:
            if not floats & todo:
                raise Irregular from error
            floats = frozenset()  # one cell is no number; the message may not say in which column
            continue
        built |= {name: column for name, column in columns.items() if name not in wrong}
        words |= wrong - floats
        floats -= wrong
        todo = wrong
    return built


def _filled(
    columns: Mapping[str, BuiltColumn], source: Path | bytes, header: Header, floats: Collection[str], rows: int, request: Request
) -> frozenset[str]:
    """Puts all rows into the columns; those whose cells are not such as they take. Raises polars' errors."""
    parsed = {name: column for name, column in columns.items() if name in floats and isinstance(column, NumberColumn)}
    others = {name: column for name, column in columns.items() if name not in parsed}
    schema: dict[str, Any] = dict.fromkeys(header.names, polars.String) | dict.fromkeys(parsed, polars.Float64)
    schema |= {name: column.dtype for name, column in others.items() if isinstance(column, WordColumn)}
    at, wrong = 0, set()
    for batch in parse(source, schema, header.dialect, header.rows_dialect.above):
        batch = batch.head(rows - at)
        if parsed:
            put_numbers(list(parsed.values()), at, batch[list(parsed)])
        for name, cells in zip(others, batch[list(others)] if others else (), strict=True):
            if name not in wrong and not others[name].put(at, cells, request):
                wrong.add(name)
        at += batch.height
    if at != rows:
        raise Irregular
    return frozenset(wrong) | {name for name, column in parsed.items() if not are_plain(column.values, column.missing)}


class _Lines:
    """Names rows with the line of the file on which they begin, which is looked for once it is asked for.

    load: what gives the text; None where each row is a line of its own.
    """

    def __init__(self, header: Header, load: Callable[[], bytes] | None) -> None:
        self._header, self._load = header, load

    def __call__(self, row: int) -> str:
        if self._load is None:
            return f"{row_of(row)} (line {self._header.rows_dialect.above + row + 1})"
        return f"{row_of(row)} (line {self._lines[row]})" if row < len(self._lines) else row_of(row)

    @functools.cached_property
    def _lines(self) -> list[int]:
        """Empty where the file is not there any more."""
        assert self._load is not None
        with suppress(DataError):
            records = records_of(self._load()[self._header.start :], self._header.rows_dialect) or ()
            return [record.line for record in records]
        return []


def _table(
    header: Header,
    columns: dict[str, Readable],
    codes: Mapping[str, str],
    rows: int,
    fingerprint: str,
    line_of: Callable[[int], str],
    request: Request,
) -> Table:
    """Raises DataError for all columns that cannot be used."""
    name = header.dialect.name

    def column(key: str, built: Readable) -> Read:
        read = built.read(ColumnOrigin(name, key, line_of), request)
        code = codes.get(key)
        if code is None or read.notices or not isinstance(read.column, Numbers) or not read.column.whole:
            return read
        return replace(read, notices=code_notices(code, 0, key, request, names=False))

    needed = header.needed(request)
    result: dict[str, Column]
    result, notices = read_columns({key: columns.pop(key) for key in needed}, column, request)
    notices += [*header.notices, *_without_blank(header, result, request, line_of)]
    silent = set(header.unnamed) - request.excluded  # an index without a name is left out by its number
    left_out = tuple(key for key in header.names[: header.width] if key not in result and key not in silent)
    return Table(
        name, result, rows, fingerprint, left_out=left_out, line_of=line_of, notices=tuple(notices), storage=request.storage
    )


def _without_blank(header: Header, columns: dict[str, Column], request: Request, line_of: Callable[[int], str]) -> list[str]:
    """Takes out the cells beyond those of the header, and columns with neither a name nor a value; notices of them.

    Raises DataError where one of those cells is not blank.
    """
    name, notices = header.dialect.name, []
    for key in header.names[header.width :]:
        if not (blank := missing_cells(columns.pop(key))).all():
            where = line_of(int((~blank).argmax()))
            raise DataError(f"{name}: {where} has more cells than the header, which has {header.width}")
    if header.dialect.ends:
        notices.append(f"{name}: the rows end with a separator more than the header has; the blank cells there are passed over")
    for key in header.unnamed if request.needed is None else ():
        if key in columns and len(columns) > 1 and key not in request.kinds and missing_cells(columns[key]).all():
            del columns[key]
            notices.append(f"{name}: column {int(key) + 1} has neither a name nor a value, and is passed over")
    return notices
