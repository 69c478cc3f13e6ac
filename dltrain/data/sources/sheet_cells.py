"""Cells of an Excel sheet that have no value of their own, which its reader takes for blank ones: errors, formulas that were
never computed, all but the first of merged ones. ECMA-376, Office Open XML (2006), 18.3.1."""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dltrain.errors import listing
from dltrain.text.formatting import count

_SHEET, _RELATION = re.compile(r"<(?:\w+:)?sheet\s[^>]*>"), re.compile(r"<Relationship\s[^>]*>")
_CELL = re.compile(rb'<c r="[A-Z]+([0-9]+)"[^>/]*>')  # one that is not empty
_ERROR = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*\bt="e"[^>]*>')
_UNCOMPUTED = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>/]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v></v>|<v/>)?</c>')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')


@dataclass(frozen=True)
class SheetCells:
    """first_row: that of the first cell, from 1; errors, uncomputed: cells such as B2; merged: ranges such as A2:A5."""

    first_row: int = 1
    errors: tuple[str, ...] = ()
    uncomputed: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()

    def notices(self, name: str) -> Iterator[str]:
        """What is to be said of a sheet of this name."""
        if self.errors:
            what = f"{name}: {_counted('cell', self.errors)} with an error such as #N/A, taken as missing"
            yield f"{what}; correct what they compute"
        if self.uncomputed:
            what = f"{name}: {_counted('formula', self.uncomputed)} without a value, taken as missing"
            yield f"{what}; open the workbook in Excel and save it, which computes them"
        below = [one for one in self.merged if re.sub("[A-Z]", "", one.split(":")[0]) != re.sub("[A-Z]", "", one.split(":")[1])]
        if below:
            what = f"{name}: {_counted('merged range', below)}, of which the first cell alone has a value; the others are missing"
            yield f"{what}: unmerge them and write the value into each"


def _counted(what: str, where: Sequence[str]) -> str:
    return f"{count(len(where), what)} ({listing(where, 3)})"


def sheet_cells(raw: bytes, sheet: str) -> SheetCells:
    """What a workbook has of a sheet; nothing where it is laid out in another way."""
    with zipfile.ZipFile(io.BytesIO(raw)) as book:
        try:
            text = book.read(_part(book, sheet))
        except (KeyError, StopIteration):
            return SheetCells()
    first = _CELL.search(text)
    found = (tuple(one.decode() for one in pattern.findall(text)) for pattern in (_ERROR, _UNCOMPUTED, _MERGED))
    return SheetCells(int(first[1]) if first else 1, *found)


def _part(book: zipfile.ZipFile, sheet: str) -> str:
    """The name in the archive of a sheet's file. Raises KeyError, StopIteration."""
    own = next(one for one in _SHEET.findall(book.read("xl/workbook.xml").decode()) if _attribute(one, "name") == sheet)
    relation = _attribute(own, r"\w+:id")
    relations = _RELATION.findall(book.read("xl/_rels/workbook.xml.rels").decode())
    target = next(_attribute(one, "Target") for one in relations if _attribute(one, "Id") == relation)
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(match[1]) if match else ""
