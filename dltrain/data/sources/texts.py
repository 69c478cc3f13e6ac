"""Folders of texts."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import ClassVar

from dltrain.data.sources import class_folders
from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.cells import words_of
from dltrain.data.sources.class_folders import Member, Reasons
from dltrain.data.sources.encodings import MisreadError, utf8
from dltrain.data.sources.files import content, find_folder
from dltrain.data.sources.reading_advice import with_options
from dltrain.data.table import Column, Request, Table, Texts
from dltrain.errors import DataError
from dltrain.types import option, options

TEXT, LABEL = "text", "label"
TEXTS = class_folders.FileKind("text", frozenset({".txt"}))


@SOURCES.entry("text")
@options
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
        files, notices = class_folders.found(folder, self, TEXTS, request)
        files.sort(key=lambda file: file.path.split(os.sep))
        texts, digest, reasons, advice = self._contents(files, request)
        if reasons:
            if not request.lenient or len(reasons) == len(files):
                raise class_folders.unusable(self.path, files, reasons, TEXTS, advice)
            notices += (class_folders.left_out(self.path, files, reasons, TEXTS),)
            files = [file for row, file in enumerate(files) if row not in reasons]
        labels = [file.label for file in files if file.label is not None]
        if not labels and request.labelled and LABEL in request.target and request.needs(LABEL):
            raise DataError(f"{self.path}: there are no class folders: expected a folder a class, with its .txt files in it")
        read = words_of(texts, request.missing_values)
        there: dict[str, Column] = {TEXT: Texts(read.codes, read.levels)}
        there |= {LABEL: words_of(labels, ())} if labels else {}
        return Table(
            self.path,
            {name: column for name, column in there.items() if request.needs(name)},
            len(files),
            digest,
            left_out=tuple(name for name in there if not request.needs(name)),
            line_of=lambda row: f"row {row + 1} ({files[row].name})",
            notices=notices,
        )

    def _contents(self, files: list[Member], request: Request) -> tuple[list[str], str, Reasons, str]:
        """The texts that can be read, the SHA-256 of their names and bytes, and why the others cannot, with what to do."""
        digest, texts, reasons = hashlib.sha256(), [], Reasons()
        encodings: set[str | None] = set()
        for row, file in enumerate(files):
            try:
                raw = content(Path(file.path), file.name)
                texts.append(utf8(raw, self.encoding).decode())
            except MisreadError as error:
                reasons[row] = error.description()
                encodings.add(error.likely)
            except DataError as error:
                reasons[row] = str(error).removeprefix(f"{file.name}: ")
                encodings.add(None)
            else:
                digest.update(f"{file.name}\0{len(raw)}\n".encode())
                digest.update(raw)
        (likely,) = encodings if len(encodings) == 1 else {None}
        advice = with_options(self, request, encoding=likely) if likely else ""
        return texts, digest.hexdigest(), reasons, advice
