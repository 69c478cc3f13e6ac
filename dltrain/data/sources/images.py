"""Folders of pictures."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Literal, TypeVar

from dltrain.data.sources import class_folders, image_decoding
from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.class_folders import Member, Reasons, broken_link
from dltrain.data.sources.files import find_folder
from dltrain.data.sources.image_decoding import Form, OtherSizeError, UnreadableError
from dltrain.data.table import Array, Column, Request, Table, Words
from dltrain.errors import DataError
from dltrain.lazy import NDArray, np
from dltrain.process.progress import followed
from dltrain.types import option, page

T = TypeVar("T")
R = TypeVar("R")

ENDINGS = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"})
PICTURES = class_folders.FileKind("picture", ENDINGS)
LARGEST = 16 * 2**30  # bytes of pixels that are held
LARGEST_FILE = 2**30  # bytes of one picture: four times what the largest one takes when decoded
AT_ONCE = 256  # pictures handed to the threads at a time, so that an interruption does not wait for thousands
USUAL_SIZE = 64
LARGEST_KEPT = 512 * 512  # pixels of pictures that keep the size that all of them have
MOST_KEPT = 2**30  # bytes of them all
PEEKED = 16  # pictures whose sizes are compared before any is decoded


@SOURCES.entry("images")
@page
class Images(Source):
    """Pictures in a folder for each class, whose name is the label: the columns `image`, (channels, height, width) of 0 to 255,
    and `label`. A folder without class folders, or a single picture, has no labels and can only be predicted.

    Each picture is turned as its EXIF data says and brought to `size`. The rows are in the order of the names.
    """

    target: ClassVar[str | None] = "label"

    path: str = option(help="the folder, relative to the spec's; within it a folder a class")
    size: int | list[int] | None = option(
        None,
        help="height and width that every picture is brought to, one number or two; if omitted, the size that all pictures have, "
        "of at most 512 × 512, or else 64",
        at_least=1,
        most=65_536,
    )
    colour: bool = option(True, help="three channels, red, green and blue; false: one of grey")
    fit: Literal["resize", "crop", "pad"] = option(
        "resize",
        help="how other proportions fit: resize stretches, crop cuts the middle out, pad leaves black borders",
    )

    def problems(self) -> list[tuple[str, str]]:
        if isinstance(self.size, list) and len(self.size) != 2:
            return [("size", f"'size' is one number, or a height and a width, not {self.size}")]
        return []

    def look(self, folder: Path, name: str) -> None:
        find_folder(folder, name)

    def settled(self, train: Source) -> Source:
        return dataclasses.replace(self, size=train.size) if self.size is None and isinstance(train, Images) else self

    def read(self, folder: Path, request: Request) -> Table:
        pictures, notices = class_folders.found(folder, self, PICTURES, request)
        self._check_size(len(pictures))
        digests, reasons = _digests(pictures)
        source: Images = self
        columns: dict[str, Column] = {}
        if request.needs("image"):
            source, pixels, undecoded = self._decoded(pictures, digests)
            reasons |= undecoded
            columns["image"] = Array(pixels)
        if reasons:
            if not request.lenient or len(reasons) == len(pictures):
                raise class_folders.unusable(self.path, pictures, reasons, PICTURES)
            notices += (class_folders.left_out(self.path, pictures, reasons, PICTURES),)
            sound = [row for row in range(len(pictures)) if row not in reasons]
            pictures, digests = [pictures[row] for row in sound], [digests[row] for row in sound]
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
            _fingerprint(pictures, digests),
            left_out=tuple(name for name in there if name not in columns),
            line_of=lambda row: f"row {row + 1} ({pictures[row].name})",
            notices=notices,
            files=tuple(picture.name for picture in pictures),
            settled={"size": source.size},
        )

    def _form(self) -> Form:
        size = USUAL_SIZE if self.size is None else self.size
        height, width = size if isinstance(size, list) else (size, size)
        return Form(3 if self.colour else 1, height, width, self.fit)

    def _check_size(self, count: int) -> None:
        total = count * self._form().numbers
        if total > LARGEST:
            raise DataError(f"{self.path}: {count:,} pictures take {total:,} bytes, more than {LARGEST:,}; lower 'size'")

    def _decoded(self, pictures: list[Member], digests: list[str | None]) -> tuple[Images, NDArray[np.uint8], Reasons]:
        """The source with its size settled, and what `_pixels` gives."""
        if self.size is None and (size := _common_size(pictures, digests)):
            kept = dataclasses.replace(self, size=size[0] if size[0] == size[1] else list(size))
            if size[0] * size[1] <= LARGEST_KEPT and len(pictures) * kept._form().numbers <= MOST_KEPT:
                with suppress(OtherSizeError):
                    return kept, *kept._pixels(pictures, digests, alike=True)
        source = dataclasses.replace(self, size=USUAL_SIZE) if self.size is None else self
        return source, *source._pixels(pictures, digests, alike=False)

    def _pixels(self, pictures: list[Member], digests: list[str | None], *, alike: bool) -> tuple[NDArray[np.uint8], Reasons]:
        """uint8 (rows, channels, height, width), out of the cache if they were decoded before, and those that cannot be decoded.

        alike: whether all must have this size already. Raises OtherSizeError where one has not.
        """
        form, reasons = self._form(), Reasons()
        shape = (len(pictures), form.channels, form.height, form.width)

        def one(picture: Member) -> NDArray[np.uint8] | UnreadableError:
            try:
                return image_decoding.decode(picture.path, form, alike=alike)
            except UnreadableError as error:
                return error

        def decode() -> NDArray[np.uint8]:
            pixels = np.zeros(shape, dtype=np.uint8)
            rows = [row for row, digest in enumerate(digests) if digest is not None]
            with image_decoding.without_warnings():
                decoded = in_parallel(one, [pictures[row] for row in rows])
                for row, found in zip(rows, followed(decoded, "decoding pictures", len(rows)), strict=True):
                    if isinstance(found, UnreadableError):
                        reasons[row] = str(found)
                    else:
                        pixels[row] = found
            if reasons or len(rows) < len(pictures):
                raise _IncompleteError(pixels)
            return pixels

        self._check_size(len(pictures))
        try:
            key = f"{_fingerprint(pictures, digests)}\n{form}" + "\nalike" * alike
            return image_decoding.cached(key, shape, decode), reasons
        except _IncompleteError as incomplete:
            return incomplete.pixels, reasons


class _IncompleteError(Exception):
    """Some pictures could not be decoded, so that nothing is to be kept."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self.pixels = pixels


def in_parallel(work: Callable[[T], R], items: list[T]) -> Iterator[R]:
    """The results in order, worked out in threads: Pillow and hashlib let go of the interpreter while they compute."""
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
        for start in range(0, len(items), AT_ONCE):
            yield from threads.map(work, items[start : start + AT_ONCE])


def _common_size(pictures: list[Member], digests: list[str | None]) -> tuple[int, int] | None:
    """Height and width of the first few pictures that can be read; None where they differ."""
    first = [picture for picture, digest in zip(pictures[:PEEKED], digests, strict=False) if digest]
    sizes = {size for picture in first if (size := image_decoding.size_of(picture.path))}
    return sizes.pop() if len(sizes) == 1 else None


def _fingerprint(pictures: list[Member], digests: list[str | None]) -> str:
    """SHA-256 of the names and the bytes of all pictures."""
    total = hashlib.sha256()
    for picture, digest in zip(pictures, digests, strict=True):
        total.update(f"{picture.name}\0{digest}\n".encode())
    return total.hexdigest()


def _digests(pictures: list[Member]) -> tuple[list[str | None], Reasons]:
    """SHA-256 of the bytes of each picture, and why those that have none cannot be read."""
    digests: list[str | None] = []
    reasons: Reasons = {}
    for row, digest in enumerate(followed(in_parallel(_digest, pictures), "reading pictures", len(pictures))):
        digests.append(digest if isinstance(digest, str) else None)
        if isinstance(digest, UnreadableError):
            reasons[row] = str(digest)
    return digests, reasons


def _digest(picture: Member) -> str | UnreadableError:
    path = picture.path
    try:
        if path.is_symlink() and not path.exists():
            return UnreadableError(broken_link(path))
        if path.exists() and not path.is_file():
            return UnreadableError("a pipe or a device, no file")
        if (size := path.stat().st_size) > LARGEST_FILE:
            return UnreadableError(f"{size:,} bytes; pictures of at most {LARGEST_FILE:,} are read")
        with open(path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return UnreadableError(f"cannot be read: {error.strerror or error}")
