"""Tables as output, in the format that a file's name asks for, or as text to the terminal."""

from __future__ import annotations

import codecs
import csv
import io
import json
import math
import os
import re
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TextIO

from dltrain.errors import InputError, did_you_mean, listing
from dltrain.files.atomic import check_place, output_file
from dltrain.files.binary_tables import arrow, check_excel, check_sheet, excel, slices, write_parquet
from dltrain.lazy import NDArray

Columns = Mapping[str, NDArray[Any] | Sequence[Any]]

TEXTS = ("csv", "tsv", "json", "jsonl")
BINARIES = ("parquet", "arrow", "xlsx")
EXACT = ("parquet", "arrow")  # formats that programs read, not people
FORMATS = (*TEXTS, *BINARIES)
ALIASES = {"ndjson": "jsonl", "feather": "arrow", "ipc": "arrow"}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp949", "euc-kr", "cp1252", "shift_jis", "gb18030", "latin-1")
ROWS_AT_ONCE = 2**15  # whose text is made at a time
IN_MEMORY = 2**26  # bytes of a text that wait in memory for the rest of it, more of them in a temporary file
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # how one begins, the wide forms in East Asian settings


def escape_cell(text: str) -> str:
    """The text with a leading ' where a spreadsheet would take it for a formula: it begins as one does, and is no number."""
    return "'" + text if text.startswith(FORMULA) and not NUMBER.fullmatch(text) else text


def table_format(path: Path) -> str:
    """The format that a file's name asks for. Raises InputError where it asks for none that is written here."""
    word = path.suffix.lower().removeprefix(".")
    word = ALIASES.get(word, word)
    if word not in FORMATS:
        expected = ", ".join(f".{name}" for name in FORMATS)
        raise InputError(
            f"cannot tell the format of '{path}'; expected a name that ends in {expected}{did_you_mean(word, FORMATS)}"
        )
    return word


def is_text(path: Path) -> bool:
    """Whether a file is, by its name, a text that is no table."""
    return path.suffix.lower() == ".txt"


def check_output(path: Path, *data: Path) -> None:
    """Raises InputError where `path` is neither a table that could be written nor a text, or would take the place of `data`
    that is read, so that it is known before the work is done."""
    if not is_text(path) and table_format(path) == "xlsx":
        check_excel()
    check_place(path)
    if any(os.path.exists(one) and os.path.exists(path) and path.samefile(one) for one in data):
        raise InputError(f"'{path}' is the input itself; name another file for the output")


def check_rows(path: Path, rows: int) -> None:
    """Raises InputError where a table of so many rows, or more, cannot be written to a file of this name."""
    if not is_text(path) and table_format(path) == "xlsx":
        check_sheet(rows)


def check_encoding(encoding: str, output: Path | None) -> None:
    """Raises InputError where it is no text encoding, or the output no text."""
    try:
        "".encode(encoding)
    except LookupError:
        hint = did_you_mean(encoding, ENCODINGS) or f"; expected one such as {listing(ENCODINGS)}"
        raise InputError(f"--encoding: there is no text encoding '{encoding}'{hint}") from None
    if output is not None and not is_text(output) and (format := table_format(output)) in BINARIES:
        raise InputError(f"--encoding can never act beside a .{format} file, which is no text")


def write_table(
    columns: Columns,
    target: Path | TextIO,
    format: str | None = None,
    *,
    verbatim: Collection[str] = (),
    encoding: str | None = None,
) -> None:
    """Writes columns of equal length as a table, whole or not at all.

    `format` is one of FORMATS; omitted, a file's name tells it and the terminal gets csv. Missing and non-finite values are blank
    cells and nulls; a number is written with the fewest digits that read back the same. Texts that a spreadsheet would run are
    escaped in csv and tsv, save in the columns named in `verbatim` (class labels). `encoding` is that of the text; if omitted,
    UTF-8 in a file and the stream's own. Raises InputError, WriteError.
    """
    if not isinstance(target, Path):
        if format in BINARIES:
            raise InputError(f"{format} cannot be written to the terminal; expected a file, or {', '.join(TEXTS)}")
        _write_stream(_text(columns, format or "csv", verbatim), target, encoding)
        return
    format = format or table_format(target)
    if format == "parquet":
        with output_file(target) as file:
            write_parquet(file, slices(columns))
        return
    if format in BINARIES:
        content = excel({name: _plain(column) for name, column in columns.items()}) if format == "xlsx" else arrow(columns)
        with output_file(target) as file:
            file.write(content)
        return
    _write_file(_text(columns, format, verbatim), target, encoding)


def write_text(text: str, target: Path | TextIO, encoding: str | None = None) -> None:
    """Writes a text that is no table, whole or not at all. Raises InputError, WriteError."""
    if not isinstance(target, Path):
        _write_stream([text], target, encoding)
        return
    _write_file([text], target, encoding)


def _write_file(pieces: Iterable[str], target: Path, encoding: str | None) -> None:
    encoded = _encoded(pieces, encoding or "utf-8")
    if os.path.exists(target) and not os.path.isfile(target):  # of what cannot be replaced all must be known before
        encoded = iter([*encoded])
    with output_file(target) as file:
        file.writelines(encoded)


def _write_stream(pieces: Iterable[str], stream: TextIO, encoding: str | None) -> None:
    """Writes a text once all of it is known, and can be encoded."""
    if encoding is not None:
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as whole:
            whole.writelines(_encoded(pieces, encoding))
            whole.seek(0)
            stream.flush()
            shutil.copyfileobj(whole, stream.buffer)
        stream.buffer.flush()
        return
    checked = stream.encoding if stream.encoding and stream.errors == "strict" else None
    with tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass", newline="") as text:
        for piece in pieces if checked is None else _encodable(pieces, checked):
            text.write(piece)
        text.seek(0)
        shutil.copyfileobj(text, stream)


def _encoded(pieces: Iterable[str], encoding: str) -> Iterator[bytes]:
    """Raises InputError where the encoding lacks a character."""
    encoder, lines = codecs.getincrementalencoder(encoding)(), 0
    for piece in pieces:
        try:
            yield encoder.encode(piece)
        except UnicodeError as error:
            raise _lacking(error, encoding, piece, lines) from None
        lines += piece.count("\n")


def _encodable(pieces: Iterable[str], encoding: str) -> Iterator[str]:
    """The pieces. Raises InputError where the encoding lacks a character."""
    lines = 0
    for piece in pieces:
        try:
            piece.encode(encoding)
        except UnicodeError as error:
            raise _lacking(error, encoding, piece, lines) from None
        yield piece
        lines += piece.count("\n")


def _lacking(error: UnicodeError, encoding: str, text: str, above: int) -> InputError:
    """The error of a text, below so many lines, that has a character which the encoding lacks."""
    lacks, line = str(error), above + 1
    if isinstance(error, UnicodeEncodeError):
        lacks = f"'{error.object[error.start]}', which {encoding} has not"
        line += text.count("\n", 0, error.start)
    advice = "" if encoding.lower().startswith("utf") else "; write --encoding utf-8, or utf-8-sig for Excel"
    return InputError(f"line {line} of the table holds {lacks}{advice}")


def _text(columns: Columns, format: str, verbatim: Collection[str]) -> Iterator[str]:
    """The text of a table, that of some rows after another."""
    if format in ("json", "jsonl"):
        yield from _json(columns, format)
        return
    returns = any(
        isinstance(cell, str) and "\r" in cell for column in (columns, *map(_words, columns.values())) for cell in column
    )
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if returns else csv.QUOTE_MINIMAL  # csv itself quotes no bare carriage return

    def written(rows: Iterable[Iterable[Any]]) -> str:
        file = io.StringIO(newline="")
        csv.writer(file, delimiter="\t" if format == "tsv" else ",", lineterminator="\n", quoting=quoting).writerows(rows)
        return file.getvalue()

    yield written([[escape_cell(name) for name in columns]])
    for some in _stretches(columns):
        plain = {name: _plain(column) for name, column in some.items()}
        cells = [column if name in verbatim else [_safe(cell) for cell in column] for name, column in plain.items()]
        yield written(zip(*cells, strict=True))


def _json(columns: Columns, format: str) -> Iterator[str]:
    """Each row as an object of JSON in one line."""
    ends, between = ("[\n", "\n]\n"), ",\n"
    if format == "jsonl":
        ends, between = ("", "\n"), "\n"
    before = ends[0]
    for some in _stretches(columns):
        plain = {name: _plain(column) for name, column in some.items()}
        rows = zip(*plain.values(), strict=True)
        records = (json.dumps(dict(zip(plain, row, strict=True)), ensure_ascii=False, default=str) for row in rows)
        if text := between.join(records):
            yield before + text
            before = between
    if before == between or format == "json":
        yield ends[1] if before == between else ends[0] + ends[1]


def _stretches(columns: Columns) -> Iterator[Columns]:
    """Some rows of all columns after another."""
    for begin in range(0, max(map(len, columns.values()), default=0), ROWS_AT_ONCE):
        yield {name: column[begin : begin + ROWS_AT_ONCE] for name, column in columns.items()}


def _words(column: NDArray[Any] | Sequence[Any]) -> NDArray[Any] | Sequence[Any]:
    """The cells of a column that may be texts."""
    return () if hasattr(column, "dtype") and getattr(column.dtype, "kind", "O") in "iufb" else column


def _plain(column: NDArray[Any] | Sequence[Any]) -> list[Any]:
    """A column as Python's own values; float32 as the shortest decimal that reads back the same."""
    if hasattr(column, "dtype") and str(column.dtype) in ("float32", "float16"):
        column = [float(str(value)) for value in column]
    values = column.tolist() if hasattr(column, "tolist") else list(column)
    return [None if isinstance(value, float) and not math.isfinite(value) else value for value in values]


def _safe(cell: Any) -> Any:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return escape_cell(cell) if isinstance(cell, str) else cell
