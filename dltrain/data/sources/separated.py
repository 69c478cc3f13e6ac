"""A table out of separated text, block by block: blocks are parsed beside each other, and their columns put together in order."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dltrain.data.sources.blocks import Blocks, Irregular, check
from dltrain.data.sources.cells import VERBATIM, Read, codes_of, read_columns
from dltrain.data.sources.number_names import codes_among, told
from dltrain.data.sources.opening import is_row, opening, ragged_advice, title_advice, with_ends
from dltrain.data.sources.pieces import Codes, Floats, Growing, Mixed, Piece, floats_of, floats_of_text, typed
from dltrain.data.sources.place import Place
from dltrain.data.sources.records import (
    Dialect,
    RaggedError,
    column_names,
    first_record,
    no_header,
    read_block,
    read_slowly,
)
from dltrain.data.sources.signatures import markup
from dltrain.data.sources.width import check_width
from dltrain.data.table import Column, Numbers, Request, Table, missing_cells
from dltrain.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    import polars
    from numpy.typing import NDArray

AHEAD = 4  # blocks that are parsed beside each other
_BLANK = (b"\n\n", b"\n\r\n")  # the end of a text that ends with a blank line


@dataclass(frozen=True)
class Parsed:
    """A block's needed columns, how many rows it has, the line on which each begins (None: one a line, from `above` + 1)."""

    pieces: dict[str, Piece]
    rows: int
    lines: NDArray[np.int64] | None
    height: int  # lines of the block
    above: int = 0  # lines of the block that are not rows, such as the header


@dataclass(frozen=True)
class Parser:
    """How the blocks of a text are parsed. words: the columns that are not numbers throughout; numeric: those that seem to be;
    codes: of those a whole number that looks like a name, where the first block has one; unnamed: those whose header is
    a blank cell; notices: what was passed over."""

    dialect: Dialect
    request: Request
    names: Sequence[str]
    needed: Sequence[str]
    words: frozenset[str]
    numeric: frozenset[str] = frozenset()
    codes: Mapping[str, str] = field(default_factory=dict)
    unnamed: Sequence[str] = ()
    notices: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns the header has."""
        return len(self.names) - self.dialect.ends

    def parse(self, block: bytes) -> Parsed:
        """Raises Irregular."""
        check(block)
        if len(self.names) == 1 and (block.startswith((b"\n", b"\r\n")) or block.endswith(_BLANK)):
            raise Irregular  # blank lines are rows, but not at the end of the file
        try:
            frame, lines = read_block(block, self.names, self.numeric, self.dialect)
        except DataError as error:
            raise Irregular from error  # said with the numbers of the whole text
        pieces = self.pieces(frame)
        if pieces is None:
            frame, _ = read_block(block, self.names, (), self.dialect)
            pieces = self.pieces(frame)
            assert pieces is not None
        plain = lines is None and b'"' not in block and not block.endswith(_BLANK)
        return Parsed(pieces, frame.height, lines, frame.height if plain else block.count(b"\n"))

    def pieces(self, frame: polars.DataFrame) -> dict[str, Piece] | None:
        """None where numbers were read of which it matters how they are written."""
        import polars

        found: dict[str, Piece] = {}
        columns = dict(zip(frame.columns, frame.get_columns(), strict=True))  # a frame looks for each name among all
        for name in self.needed:
            cells = columns[name]
            if cells.dtype == polars.Float64:
                floats = floats_of(cells, cells.null_count())
                if floats is None:
                    return None
                found[name] = floats
            elif name not in self.words and self.request.kinds.get(name) not in VERBATIM:
                floats = floats_of_text(cells, self.request)
                if floats is not None:
                    found[name] = floats
        words = [name for name in self.needed if name not in found]
        return found | {name: Codes(*codes) for name, codes in codes_of(frame.select(words)).items()}


def read_blocks(blocks: Blocks, dialect: Dialect, request: Request) -> Table:
    """Raises Irregular where the text is not well formed throughout, and DataError for cells that cannot be used."""
    words: frozenset[str] = frozenset()
    while True:
        each = iter(blocks)
        first = next(each, b"")
        check(first)
        if markup(first):
            raise Irregular
        try:
            parser, head = _begin(first, dialect, request, words)
        except DataError as error:
            raise Irregular from error
        if len(parser.names) == 1 and first.endswith(_BLANK):
            raise Irregular
        try:
            with closing(_in_order(parser, head, each)) as parsed:
                return _table(parser, parsed, blocks.size / max(len(first), 1) * head.rows, blocks)
        except Mixed as mixed:
            words |= {mixed.name}


def read_whole(text: bytes, dialect: Dialect, request: Request, fingerprint: str) -> Table:
    """The same for text in whatever state. Raises DataError."""
    try:
        parser, head = _begin(text, dialect, request, frozenset(), slowly=True)
    except RaggedError as error:
        body = text.split(b"\n", error.dialect.above)[-1]
        raise DataError(f"{error}; {ragged_advice(body, error.dialect)}") from None
    if head.rows == 0:
        raise DataError(f"{dialect.name}: the file has a header and no rows")
    return _table(parser, iter([head]), head.rows, fingerprint)


def _begin(
    text: bytes, dialect: Dialect, request: Request, words: frozenset[str], *, slowly: bool = False
) -> tuple[Parser, Parsed]:
    """The first block: it has the names, and says which columns seem to be numbers."""
    opened = opening(text, dialect)
    body = text[opened.length :].lstrip(b"\r\n")
    above = text.count(b"\n", 0, len(text) - len(body))
    dialect = replace(opened.dialect, above=above)
    names = column_names(body, dialect)
    body, blank = with_ends(body, len(names), dialect)
    dialect = replace(dialect, ends=blank)
    ends = [f"\n{number}" for number in range(blank)]  # no column of the header is called so
    needed = [*(name for name in names if request.needs(name)), *ends]
    check_width(dialect.name, len(names), len(needed))
    parser = Parser(dialect, request, [*names, *ends], needed, words, notices=opened.notices)
    try:
        frame, lines = read_block(body, parser.names, (), dialect)
    except Irregular:
        if not slowly:
            raise
        frame, lines = read_slowly(body, parser.names, dialect)
    header = int(dialect.header)
    body_cells = frame[header:]
    record = first_record(body, dialect)[: len(names)]
    if header and is_row(record, body_cells):
        raise no_header(record, dialect)
    if len(names) > 2 and sum(cell.strip() != "" for cell in record) == 1 and (advice := title_advice(body, dialect)):
        raise DataError(f"{dialect.name}: only one column has a name, '{''.join(record).strip()}'; {advice}")
    unnamed = [name for name, cell in zip(names, record, strict=True) if not cell.strip()]
    parser = replace(parser, unnamed=unnamed)
    pieces = parser.pieces(body_cells)
    assert pieces is not None
    if lines is None:
        head = Parsed(pieces, frame.height - header, None, text.count(b"\n"), above + header)
    else:
        head = Parsed(pieces, frame.height - header, lines[header:] + above, text.count(b"\n"))
    numbers = {name: piece.numbers for name, piece in pieces.items() if isinstance(piece, Floats)}
    codes = codes_among(body_cells, numbers)
    numeric = frozenset(name for name, found in numbers.items() if typed(request) and not (name in request.names and found.whole))
    return replace(parser, words=frozenset(parser.needed) - numbers.keys(), numeric=numeric, codes=codes), head


def _in_order(parser: Parser, head: Parsed, blocks: Iterator[bytes]) -> Generator[Parsed]:
    yield head
    with ThreadPoolExecutor(1) as reading, ThreadPoolExecutor(AHEAD) as parsing:
        begun: deque[Future[Parsed]] = deque()
        upcoming = reading.submit(next, blocks, None)
        while (block := upcoming.result()) is not None:
            upcoming = reading.submit(next, blocks, None)
            begun.append(parsing.submit(parser.parse, block))
            if len(begun) > AHEAD:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def _table(parser: Parser, blocks: Iterator[Parsed], rows: float, fingerprint: str | Blocks) -> Table:
    columns = {name: Growing(name, round(1.05 * rows)) for name in parser.needed}
    starts, lines, above = [0], [], [0]
    for parsed in blocks:
        if parsed.rows:
            for name, piece in parsed.pieces.items():
                columns[name].add(piece)
        starts.append(starts[-1] + parsed.rows)
        lines.append((above[-1] + parsed.above, parsed.lines))
        above.append(above[-1] + parsed.height)
    if not starts[-1]:
        raise Irregular

    def line_of(row: int) -> str:
        block = bisect_right(starts, row) - 1
        before, own = lines[block]
        place = row - starts[block]
        return f"row {row + 1} (line {before + (place + 1 if own is None else int(own[place]))})"

    name = parser.dialect.name
    found, notices = _typed(parser, columns, line_of)
    notices += [*parser.notices, *_without_blank(parser, found, line_of)]
    silent = set(parser.unnamed) - parser.request.excluded  # an index without a name is left out by its number
    left_out = tuple(key for key in parser.names[: parser.width] if key not in found and key not in silent)
    digest = fingerprint if isinstance(fingerprint, str) else fingerprint.fingerprint
    return Table(name, found, starts[-1], digest, left_out=left_out, line_of=line_of, notices=tuple(notices))


def _typed(parser: Parser, columns: dict[str, Growing], line_of: Callable[[int], str]) -> tuple[dict[str, Column], list[str]]:
    """The columns, and notices of them. Raises DataError for all that cannot be used."""

    def column(name: str, growing: Growing) -> Read:
        read = growing.column(Place(parser.dialect.name, name, line_of), parser.request)
        code = parser.codes.get(name)
        if code is None or read.notices or not isinstance(read.column, Numbers) or not read.column.whole:
            return read
        return Read(read.column, told(code, 0, name, parser.request, names=False), read.absent)

    return read_columns({name: columns.pop(name) for name in parser.needed}, column, parser.request)


def _without_blank(parser: Parser, found: dict[str, Column], line_of: Callable[[int], str]) -> list[str]:
    """Takes out the cells beyond those of the header, and columns with neither a name nor a value; notices of them.

    Raises DataError where one of those cells is not blank.
    """
    name, notices = parser.dialect.name, []
    for key in parser.names[parser.width :]:
        if not (blank := missing_cells(found.pop(key))).all():
            where = line_of(int((~blank).argmax()))
            raise DataError(f"{name}: {where} has more cells than the header, which has {parser.width}")
    if parser.dialect.ends:
        notices.append(f"{name}: the rows end with a separator more than the header has; the blank cells there are passed over")
    for key in parser.unnamed if parser.request.needed is None else ():
        if key in found and len(found) > 1 and key not in parser.request.kinds and missing_cells(found[key]).all():
            del found[key]
            notices.append(f"{name}: column {int(key) + 1} has neither a name nor a value, and is passed over")
    return notices
