"""Tables as output, in the format that a file's name asks for, or as text to the terminal."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TextIO

from dltrain.errors import InputError, did_you_mean, listing
from dltrain.files.atomic import check_place, output_file
from dltrain.files.binary_tables import arrow, check_excel, excel, parquet
from dltrain.lazy import NDArray

Columns = Mapping[str, NDArray[Any] | Sequence[Any]]

TEXTS = ("csv", "tsv", "json", "jsonl")
BINARIES = ("parquet", "arrow", "xlsx")
EXACT = ("parquet", "arrow")  # formats that programs read, not people
FORMATS = (*TEXTS, *BINARIES)
ALIASES = {"ndjson": "jsonl", "feather": "arrow", "ipc": "arrow"}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp949", "euc-kr", "cp1252", "shift_jis", "gb18030", "latin-1")
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
    in_bytes = format in BINARIES
    content = _binary(columns, format) if in_bytes else _encoded(_text(columns, format, verbatim), encoding or "utf-8")
    with output_file(target) as file:
        file.write(content)


def write_text(text: str, target: Path | TextIO, encoding: str | None = None) -> None:
    """Writes a text that is no table, whole or not at all. Raises InputError, WriteError."""
    if not isinstance(target, Path):
        _write_stream(text, target, encoding)
        return
    content = _encoded(text, encoding or "utf-8")
    with output_file(target) as file:
        file.write(content)


def _write_stream(text: str, stream: TextIO, encoding: str | None) -> None:
    if encoding is None:
        if stream.encoding and stream.errors == "strict":
            _encoded(text, stream.encoding)
        stream.write(text)
        return
    content = _encoded(text, encoding)
    stream.flush()
    stream.buffer.write(content)
    stream.buffer.flush()


def _encoded(text: str, encoding: str) -> bytes:
    """Raises InputError where the encoding lacks a character, so that nothing of the text is written."""
    try:
        return text.encode(encoding)
    except UnicodeError as error:
        lacks = (
            f"'{error.object[error.start]}', which {encoding} has not" if isinstance(error, UnicodeEncodeError) else str(error)
        )
        line = text.count("\n", 0, error.start) + 1 if isinstance(error, UnicodeEncodeError) else 1
        advice = "" if encoding.lower().startswith("utf") else "; write --encoding utf-8, or utf-8-sig for Excel"
        raise InputError(f"line {line} of the table holds {lacks}{advice}") from None


def _binary(columns: Columns, format: str) -> bytes:
    if format == "xlsx":
        return excel({name: _plain(column) for name, column in columns.items()})
    return parquet(columns) if format == "parquet" else arrow(columns)


def _text(columns: Columns, format: str, verbatim: Collection[str]) -> str:
    plain = {name: _plain(column) for name, column in columns.items()}
    rows: Iterable[tuple[Any, ...]] = zip(*plain.values(), strict=True)
    if format == "json":
        return "[\n" + ",\n".join(_records(plain, rows)) + "\n]\n"
    if format == "jsonl":
        return "".join(f"{record}\n" for record in _records(plain, rows))
    cells = [column if name in verbatim else [_safe(cell) for cell in column] for name, column in plain.items()]
    returns = any(isinstance(cell, str) and "\r" in cell for column in (plain, *cells) for cell in column)
    quoting: Literal[0, 2] = csv.QUOTE_NONNUMERIC if returns else csv.QUOTE_MINIMAL  # csv itself quotes no bare carriage return
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter="\t" if format == "tsv" else ",", lineterminator="\n", quoting=quoting)
    writer.writerow([escape_cell(name) for name in plain])
    writer.writerows(zip(*cells, strict=True))
    return file.getvalue()


def _records(names: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    """Each row as an object of JSON in one line."""
    return (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=str) for row in rows)


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
