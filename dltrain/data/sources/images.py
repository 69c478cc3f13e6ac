"""Folders of pictures."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import ClassVar

from dltrain.data.sources import class_folders
from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.files import find_folder
from dltrain.data.sources.picture_options import PictureOptions
from dltrain.data.sources.pictures import ENDINGS, PICTURES, Digests, Wanted, decoded, digests, fingerprint, resident_size
from dltrain.data.table import Array, Column, Request, Table, Words
from dltrain.errors import DataError
from dltrain.lazy import np
from dltrain.types import option, options

__all__ = ["ENDINGS", "Images"]


@options
class _Folder:
    path: str = option(help="the folder, relative to the spec's; within it a folder a class")


@SOURCES.entry("images")
@options
class Images(PictureOptions, _Folder, Source):  # the options of the last base come first
    """Pictures in a folder for each class, whose name is the label: the columns `image`, (channels, height, width) of 0 to 255,
    and `label`. A folder without class folders, or a single picture, has no labels and can only be predicted.

    Each picture is turned as its EXIF data says and brought to `size`. The rows are in the order of the names.
    """

    target: ClassVar[str | None] = "label"

    def problems(self) -> list[tuple[str, str]]:
        problem = self.size_problem()
        return [] if problem is None else [("size", problem)]

    def look(self, folder: Path, name: str) -> None:
        find_folder(folder, name)

    def settled(self, train: Source) -> Source:
        return dataclasses.replace(self, size=train.size) if self.size is None and isinstance(train, Images) else self

    def read(self, folder: Path, request: Request) -> Table:
        pictures, notices = class_folders.found(folder, self, PICTURES, request)
        wanted = Wanted(self.path, self.size, self.colour, self.fit)
        wanted.check_size(len(pictures))
        size = self.size
        columns: dict[str, Column] = {}
        hashed: Digests
        if request.needs("image"):
            made = decoded(pictures, wanted, request.storage)
            size, hashed, reasons = made.size, made.hashed, made.reasons
            columns["image"] = Array(made.pixels)
        else:
            hashed, reasons = digests(pictures)
        if reasons:
            if not request.lenient or len(reasons) == len(pictures):
                raise class_folders.unusable(self.path, pictures, reasons, PICTURES)
            notices += (class_folders.left_out(self.path, pictures, reasons, PICTURES),)
            sound = [row for row in range(len(pictures)) if row not in reasons]
            pictures, hashed = [pictures[row] for row in sound], [hashed[row] for row in sound]
            columns = {name: column.select(np.array(sound)) for name, column in columns.items()}
        labels = [picture.label for picture in pictures if picture.label is not None]
        if labels and request.needs("label"):
            levels = sorted(set(labels))
            numbers = {level: number for number, level in enumerate(levels)}
            columns["label"] = Words(np.array([numbers[label] for label in labels], dtype=np.int32), tuple(levels))
        elif not labels and request.labelled and "label" in request.target and request.needs("label"):
            raise DataError(f"{self.path}: there are no class folders: expected a folder a class, with its pictures in it")
        there = ["image", "label"] if labels else ["image"]
        return Table(
            self.path,
            columns,
            len(pictures),
            fingerprint(pictures, hashed),
            left_out=tuple(name for name in there if name not in columns),
            line_of=lambda row: f"row {row + 1} ({pictures[row].name})",
            notices=notices,
            files=tuple(picture.name for picture in pictures),
            settled={"size": size},
            storage=request.storage,
        )

    def resident_size(self, folder: Path, request: Request) -> int:
        top = find_folder(folder, self.path)
        if not request.needs("image") or not top.is_dir():
            return 0
        return resident_size(top, Wanted(self.path, self.size, self.colour, self.fit))
