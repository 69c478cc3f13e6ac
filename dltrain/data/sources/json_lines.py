"""Text with one JSON object a line."""

from __future__ import annotations

import hashlib
import io
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dltrain.data.sources.base import SOURCES
from dltrain.data.sources.files import composed, content, find, unpacked
from dltrain.data.sources.frames import check_names, check_types, table_of_frame
from dltrain.data.sources.number_options import FormattedFile
from dltrain.data.table import Request, Table
from dltrain.errors import DataError
from dltrain.lazy import polars
from dltrain.types import options


@SOURCES.entry("json_lines")
@options
class JsonLines(FormattedFile):
    """A text of JSON objects, one a line (.jsonl, .ndjson, plain or .gz): a key is a column, and a key that an object lacks, or
    whose value is null, is a missing cell. Values are numbers, strings and booleans. jsonlines.org, RFC 8259."""

    def read(self, folder: Path, request: Request) -> Table:
        raw = content(find(folder, self.path), self.path)
        text = unpacked(raw, self.path) if self.path.lower().endswith(".gz") else raw
        rows, lines = [], []
        for number, row in self._objects(text):
            rows.append(row)
            lines.append(number)
        names = list(dict.fromkeys(name for row in rows for name in row))
        check_names(self.path, names)
        needed = [name for name in names if request.needs(name)]
        cells = {name: self._cells(name, [row.get(name) for row in rows], lines) for name in needed}
        frame = polars.DataFrame(cells)
        check_types(self.path, dict(frame.schema), request.excluded)
        digest = hashlib.sha256(raw).hexdigest()
        request = self.with_number_format(request)
        return table_of_frame(self.path, frame, names, digest, request, lambda row: f"row {row + 1} (line {lines[row]})")

    def _objects(self, text: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each line that is not blank, with its number from 1. Raises DataError."""
        for number, line in enumerate(io.BytesIO(text), 1):
            if not line.strip():
                continue
            try:
                words = line.decode("utf-8-sig" if number == 1 else "utf-8")
                row = json.loads(words, object_pairs_hook=_different, parse_constant=_refuse)
            except UnicodeDecodeError as error:
                raise DataError(f"{self.path}: line {number} is no UTF-8: {error.reason}") from error
            except (ValueError, RecursionError) as error:
                said = getattr(error, "msg", None) or str(error) or "it is nested too deeply"
                at = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
                raise DataError(f"{self.path}: line {number}{at}: no JSON: {said}") from error
            if not isinstance(row, dict):
                raise DataError(f'{self.path}: line {number}: expected an object such as {{"x": 1}}, found {_what(row)}')
            yield number, row

    def _cells(self, name: str, values: list[Any], lines: list[int]) -> Any:
        """A column: numbers, booleans, or strings, as which numbers among strings stay what they were written as."""
        kinds = {type(value) for value in values if value is not None}
        for value, line in zip(values, lines, strict=True):
            if isinstance(value, dict | list):
                raise self._nested(name, value, line)
        if kinds == {int} and all(value is None or abs(value) < 2**63 for value in values):
            return polars.Series(name, values, dtype=polars.Int64)
        if kinds <= {int, float}:
            return polars.Series(name, [None if value is None else float(value) for value in values], dtype=polars.Float64)
        if kinds == {bool}:
            return polars.Series(name, values, dtype=polars.Boolean)
        return polars.Series(name, [value if value is None or isinstance(value, str) else _text(value) for value in values])

    def _nested(self, name: str, value: Any, line: int) -> DataError:
        advice = f"take its values out into columns of their own, or write exclude: [{name}]"
        return DataError(f"{self.path}: column '{name}': line {line} holds {_what(value)}; expected one value; {advice}")


def _different(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys differ. Raises ValueError."""
    row = {composed(name): value for name, value in pairs}
    if len(row) != len(pairs):
        raise ValueError("an object has the same key twice")
    return row


def _refuse(word: str) -> Any:
    """Raises ValueError for NaN and Infinity, which JSON has not."""
    raise ValueError(f"{word} is no value of JSON; write null for what is missing")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and math.isfinite(value) and value.is_integer() else str(value)


def _what(value: Any) -> str:
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, dict) else f"{json.dumps(value)[:30]}"
