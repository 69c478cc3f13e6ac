"""The columns of a table that name pictures, with the pixels in place of the names."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from dltrain.data.columns import TableColumn
from dltrain.data.options.columns import ColumnKind, Image
from dltrain.data.sources.class_folders import MAX_NAMED, Member
from dltrain.data.sources.files import composed, located
from dltrain.data.sources.pictures import Wanted, decoded, fingerprint, size_of_all
from dltrain.data.storage import AT_ONCE, Storage
from dltrain.data.table import Array, Column, NamedFiles, Table, Words
from dltrain.errors import DataError, map_collecting_errors
from dltrain.files.states import state_of_all
from dltrain.text.nearest import nearest

Kinds = Mapping[str, ColumnKind]


def with_pictures(table: Table, kinds: Kinds, folder: Path) -> Table:
    """The table with the pictures that its columns of the kind `image` name, as uint8 (rows, channels, height, width). Its
    fingerprint is then that of the pictures as well. Columns that hold pixels already stay as they are.

    folder: that of the table. Raises DataError with every row whose picture is not there, or none that can be decoded.
    """
    named = _naming(table, kinds)
    if not named:
        return table
    made = map_collecting_errors(lambda name: _of_column(TableColumn(table, name), named[name], folder), named)
    columns: dict[str, Column] = {name: column for name, (column, _, _) in zip(named, made, strict=True)}
    prints = "\n".join([table.fingerprint, *(own for _, own, _ in made)])
    whole = hashlib.sha256(prints.encode()).hexdigest()
    files = tuple(files for _, _, files in made)
    return dataclasses.replace(table, columns=table.columns | columns, fingerprint=whole, pictures=files)


def resident_size(table: Table, kinds: Kinds, folder: Path) -> int:
    """The bytes of the pictures that columns of a table name, by the first of each column."""
    total = 0
    for name, kind in _naming(table, kinds).items():
        words = table.columns[name]
        if isinstance(words, Words) and (there := words.codes[words.codes >= 0]).size:
            first = _folders_of(kind, folder).find(words.levels[int(there[0])])
            wanted = Wanted(name, kind.size, kind.colour, kind.fit)
            total += size_of_all(table.rows, first if isinstance(first, Path) else None, wanted)
    return total


def _naming(table: Table, kinds: Kinds) -> dict[str, Image]:
    """The columns that name pictures, but for those that hold them already."""
    columns = table.columns
    named = {name: kind for name, kind in kinds.items() if isinstance(kind, Image) and name in columns}
    return {name: kind for name, kind in named.items() if not isinstance(columns[name], Array)}


def settled(kinds: Kinds | None, table: Table) -> dict[str, ColumnKind]:
    """The kinds of columns, those of pictures with the size that they have in this table."""
    return {name: _settled(kind, table.columns.get(name)) for name, kind in (kinds or {}).items()}


def _settled(kind: ColumnKind, column: Column | None) -> ColumnKind:
    if not isinstance(kind, Image) or not isinstance(column, Array) or column.values.ndim != 4:
        return kind
    return dataclasses.replace(kind, size=list(column.values.shape[2:]))


def _of_column(column: TableColumn, kind: Image, folder: Path) -> tuple[Array, str, NamedFiles]:
    """The pictures of a column, their fingerprint and their files. Raises DataError."""
    words = column.cells
    if not isinstance(words, Words):
        raise column.error("holds no words; a column of the kind image names pictures, a file each")
    problems = {-1: "no picture is named; every row needs one: name it, or leave the row out"}
    members: list[Member] = []
    folders = _folders_of(kind, folder)
    for code, word in enumerate(words.levels):
        path = folders.find(word)
        members.append(Member(str(path), word, None))
        if isinstance(path, str):
            problems[code] = f"{word}: {path}"
    there = [code for code in range(len(members)) if code not in problems]
    found = [members[code] for code in there]
    # Where each picture is in one row, they are decoded into their rows, and lie in memory once.
    each_once = len(there) == len(members) == len(words.codes)
    order = words.codes.tolist() if each_once else range(len(there))
    storage = column.table.storage
    wanted = Wanted(f"{column.table.name}: column '{column.name}'", kind.size, kind.colour, kind.fit)
    paths = tuple(one.path for one in found)
    files = NamedFiles(paths, state_of_all(paths))
    made = decoded([found[index] for index in order], wanted, storage)
    hashed = list(made.hashed)
    for index, digest in zip(order, made.hashed, strict=True):
        hashed[index] = digest
    problems |= {there[order[index]]: f"{found[order[index]].name}: {reason}" for index, reason in made.reasons.items()}
    _check(column, words, problems)
    return Array(made.pixels if each_once else _in_rows(made.pixels, words, storage)), fingerprint(found, hashed), files


def _in_rows(pixels: NDArray[np.uint8], words: Words, storage: Storage) -> NDArray[np.uint8]:
    """The picture of each row out of the pictures that are named."""
    rows = storage.zeros((len(words.codes), *pixels.shape[1:]), np.uint8)
    step = max(1, AT_ONCE // max(1, pixels[:1].nbytes))
    for begin in range(0, len(rows), step):
        np.take(pixels, words.codes[begin : begin + step], axis=0, out=rows[begin : begin + step])
    return rows


def _check(column: TableColumn, words: Words, problems: Mapping[int, str]) -> None:
    """Raises DataError with the rows whose codes have problems."""
    wrong = np.flatnonzero(np.isin(words.codes, list(problems)))
    if not len(wrong):
        return
    lines = [f"{column.table.line_of(int(row))}: {problems[int(words.codes[row])]}" for row in wrong[:MAX_NAMED]]
    if len(wrong) == 1:
        raise DataError(f"{column.table.name}: column '{column.name}': {lines[0]}")
    lines += [f"and {len(wrong) - MAX_NAMED:,} more"] if len(wrong) > MAX_NAMED else []
    head = f"column '{column.name}': {len(wrong):,} of {len(words.codes):,} rows have no picture that can be used:"
    raise DataError("\n  ".join([f"{column.table.name}: {head}", *lines]))


def _folders_of(kind: Image, folder: Path) -> _Folders:
    return _Folders(folder if kind.folder is None else located(folder, kind.folder))


class _Folders:
    """Where pictures are looked for, each folder listed once, and only where one of its pictures is not there."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self._listed: dict[Path, dict[str, Path]] = {}

    def find(self, word: str) -> Path | str:
        """The file that a cell names, or what is wrong with it."""
        if "://" in word:
            return "an address, no file; download the pictures, and name the files"
        path = located(self.base, word)
        try:
            if path.exists():
                return "a folder, no picture" if path.is_dir() else path
            if path.is_symlink():
                return f"a link to '{path.readlink()}', where there is no file"
            return self._alike(path, word)
        except (OSError, ValueError) as error:
            return f"cannot be read: {getattr(error, 'strerror', None) or error}"

    def _alike(self, path: Path, word: str) -> Path | str:
        """The file whose name differs only in its Unicode form, or why there is none."""
        parent = path.parent
        if not parent.is_dir():
            other = "" if "\\" not in word else "; folders are separated by /"
            return f"there is no folder '{os.path.relpath(parent, self.base)}' in '{os.path.abspath(self.base)}'{other}"
        if parent not in self._listed:
            self._listed[parent] = {composed(one.name): one for one in sorted(parent.iterdir()) if one.is_file()}
        others = self._listed[parent]
        wanted = composed(path.name)
        if wanted in others:
            return others[wanted]
        same = [name for name in others if Path(name).stem == wanted]  # the ending was left out
        near = same[0] if len(same) == 1 else nearest(wanted, others)
        hint = f"; did you mean '{Path(word).with_name(near).as_posix()}'?" if near else ""
        return f"there is no such file in '{os.path.abspath(parent)}'{hint}"
