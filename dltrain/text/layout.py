"""Text within the width of a terminal: lines that break between words, tables that part between columns."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TextIO

from dltrain.text.formatting import width

GAP = 3  # between two columns of a table
NARROWEST = 16  # columns that a cell is wrapped to
_WORDS = re.compile(r"\s*(?:[0-9][0-9.,]*%? )?\S+(?: [=<≤] \S+)?")  # a count stays with what it counts, p with its value
_SOURCE = re.compile(r" *[0-9]* \| ")  # a line of a spec that is shown with its number, or the caret below it

TextRows = Sequence[Sequence[str]]


def available(stream: TextIO | None) -> int | None:
    """The width of the terminal that a stream goes to, or what COLUMNS says; None where any width will do."""
    width_told = os.environ.get("COLUMNS", "")
    if width_told.isascii() and width_told.isdigit() and int(width_told):
        return int(width_told)
    try:
        if stream is not None and stream.isatty():
            return os.get_terminal_size(stream.fileno()).columns or None
    except (OSError, ValueError):
        pass
    return None


def wrapped(text: str, within: int | None) -> str:
    """The text with its long lines broken between words, what follows hanging below; lines of a spec stay whole."""
    if within is None:
        return text
    return "\n".join(part for line in text.split("\n") for part in _broken(line, within))


def _broken(line: str, within: int) -> list[str]:
    if width(line) <= within or _SOURCE.match(line):
        return [line]
    indent = len(line) - len(line.lstrip(" "))
    hang = " " * min(indent + 2, within // 3)
    parts, current = [], ""
    for word in _WORDS.findall(line):
        if current.strip() and width(current + word) > within:
            parts.append(current)
            current = hang + word.lstrip()
        else:
            current += word
    return [*parts, current]


def columns(rows: TextRows, *, right: bool = True, indent: str = "  ", within: int | None = None) -> str:
    """TextRows of cells in aligned columns: the first to the left, the others to the right (or all to the left).

    A table that is wider than `within` is parted into pieces with the first column each; of facts (two columns to the left) the
    second is wrapped.
    """
    if within is None or _needed(rows, indent) <= within:
        return _aligned(rows, right, indent)
    if not right and len(rows[0]) == 2:
        return _hanging(rows, indent, within)
    return "\n\n".join(_fitted(piece, right, indent, within) for piece in pieces(rows, within - len(indent)))


def pieces(rows: TextRows, within: int) -> list[list[list[str]]]:
    """The table in pieces of as many columns as fit, each with the first column."""
    widths = _widths(rows)
    parts: list[list[int]] = [[]]
    taken = 0
    for index, wanted in enumerate(widths[1:], 1):
        if parts[-1] and taken + wanted + GAP > within - widths[0]:
            parts.append([])
            taken = 0
        parts[-1].append(index)
        taken += wanted + GAP
    return [[[row[index] for index in (0, *part) if index < len(row)] for row in rows] for part in parts]


def _fitted(rows: TextRows, right: bool, indent: str, within: int) -> str:
    """A piece in aligned columns, or each cell below its row's name where even one column does not fit beside the names."""
    if _needed(rows, indent) <= within:
        return _aligned(rows, right, indent)
    lines = []
    for row in rows:
        lines += [indent + row[0]] if row[0] else []
        lines += [f"{indent}  {cell}" for cell in row[1:] if cell]
    return "\n".join(lines)


def _hanging(rows: TextRows, indent: str, within: int) -> str:
    """Names and facts, the facts wrapped in a column of their own, or below their names where it would be too narrow."""
    start = len(indent) + max(width(row[0]) for row in rows) + GAP
    below = within - start < NARROWEST
    lead = " " * (len(indent) + 2 if below else start)
    lines = []
    for name, fact in rows:
        first, *rest = wrapped(fact, within - len(lead)).split("\n")
        rest = [lead + line.strip() for line in rest]
        head = [indent + name, lead + first] if below else [f"{indent}{name}{' ' * (start - len(indent) - width(name))}{first}"]
        lines += [*head, *rest]
    return "\n".join(line.rstrip() for line in lines)


def _widths(rows: TextRows) -> list[int]:
    return [max(width(row[i]) for row in rows if i < len(row)) for i in range(max(map(len, rows)))]


def _needed(rows: TextRows, indent: str) -> int:
    widths = _widths(rows)
    return len(indent) + sum(widths) + GAP * (len(widths) - 1)


def _aligned(rows: TextRows, right: bool, indent: str) -> str:
    widths = _widths(rows)
    lines = []
    for row in rows:
        cells = [
            " " * (widths[i] - width(cell)) + cell if right and i else cell + " " * (widths[i] - width(cell))
            for i, cell in enumerate(row)
        ]
        lines.append((indent + (" " * GAP).join(cells)).rstrip())
    return "\n".join(lines)
