"""Folders of texts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.cells import words_of
from dltrain.data.sources.encodings import utf8
from dltrain.data.sources.files import composed, content, find_folder, unreadable
from dltrain.data.table import Column, Request, Table, Texts
from dltrain.errors import DataError
from dltrain.lazy import Lazy
from dltrain.types import option, page

if TYPE_CHECKING:
    import numpy as np
else:
    np = Lazy("numpy")

TEXT, LABEL = "text", "label"


@dataclass(frozen=True)
class File:
    """A file, its name within the folder, and the folder of its class."""

    path: Path
    name: str
    label: str | None


@SOURCES.entry("text")
@page
class TextFolders(Source):
    """Texts in a folder for each class, whose name is the label: the columns `text` and `label`. A folder without class folders,
    or a single file, has no labels and can only be predicted.

    The rows are the .txt files in the order of their names; other files, and hidden ones, are passed over.
    """

    target: ClassVar[str | None] = LABEL

    path: str = option(help="the folder, relative to the spec's; within it a folder a class")
    encoding: str = option("utf-8", help="the text encoding, such as cp949")

    def look(self, folder: Path, name: str) -> None:
        find_folder(folder, name)

    def read(self, folder: Path, request: Request) -> Table:
        files = _found(folder, self.path)
        digest = hashlib.sha256()
        texts = []
        for file in files:
            raw = content(file.path, f"{self.path}: {file.name}")
            digest.update(f"{file.name}\0{len(raw)}\n".encode("utf-8", "surrogateescape"))
            digest.update(raw)
            texts.append(utf8(f"{self.path}: {file.name}", raw, self.encoding).decode())
        labels = [file.label for file in files if file.label is not None]
        if not labels and LABEL in request.target and request.needs(LABEL):
            raise DataError(f"{self.path}: there are no class folders: expected a folder a class, with its .txt files in it")
        read = words_of(texts, request.missing_values)
        there: dict[str, Column] = {TEXT: Texts(read.codes, read.levels)}
        there |= {LABEL: words_of(labels, ())} if labels else {}
        return Table(
            self.path,
            {name: column for name, column in there.items() if request.needs(name)},
            len(files),
            digest.hexdigest(),
            left_out=tuple(name for name in there if not request.needs(name)),
            line_of=lambda row: f"row {row + 1} ({files[row].name})",
        )


def _found(folder: Path, name: str) -> list[File]:
    """The texts that `name` means, in order. Raises DataError."""
    top = find_folder(folder, name)
    if not top.is_dir():
        return [File(top, top.name, None)]
    try:
        inside = sorted(path.relative_to(top) for path in top.rglob("*") if path.suffix.lower() == ".txt" and path.is_file())
    except OSError as error:
        raise unreadable(name, error) from error
    shown = [path for path in inside if not any(part.startswith(".") for part in path.parts)]
    labelled = [path for path in shown if len(path.parts) > 1]
    if not shown:
        raise DataError(f"{name}: there are no .txt files in it, nor in the folders in it")
    return [
        File(top / path, composed(path.as_posix()), composed(path.parts[0]) if labelled else None) for path in labelled or shown
    ]
