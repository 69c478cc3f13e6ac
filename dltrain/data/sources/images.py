"""Folders of pictures."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar

from dltrain.data.sources import decoding
from dltrain.data.sources.base import SOURCES, Source
from dltrain.data.sources.files import check_regular, composed, find_folder, unreadable
from dltrain.data.table import Array, Column, Request, Table, Words
from dltrain.errors import DataError, listing
from dltrain.lazy import Lazy
from dltrain.progress import followed
from dltrain.types import option, page

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
else:
    np = Lazy("numpy")

T = TypeVar("T")
R = TypeVar("R")

ENDINGS = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"})
LARGEST = 16 * 2**30  # bytes of pixels that are held
LARGEST_FILE = 2**30  # bytes of one picture: four times what the largest one takes when decoded
AT_ONCE = 256  # pictures handed to the threads at a time, so that an interruption does not wait for thousands


@dataclass(frozen=True)
class Picture:
    """A file, its name within the folder, and the folder of its class."""

    path: Path
    name: str
    label: str | None


@SOURCES.entry("images")
@page
class Images(Source):
    """Pictures in a folder for each class, whose name is the label: the columns `image`, (channels, height, width) of 0 to 255,
    and `label`. A folder without class folders, or a single picture, has no labels and can only be predicted.

    Each picture is turned as its EXIF data says and brought to `size`. The rows are in the order of the names.
    """

    target: ClassVar[str | None] = "label"

    path: str = option(help="the folder, relative to the spec's; within it a folder a class")
    size: int | list[int] = option(
        64, help="height and width that every picture is brought to: one number, or two", at_least=1, most=65_536
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

    def read(self, folder: Path, request: Request) -> Table:
        pictures, notices = _found(folder, self.path)
        shape = (3 if self.colour else 1, *self._height_and_width())
        self._check_size(len(pictures), shape)
        fingerprint = _fingerprint(pictures)
        columns: dict[str, Column] = {}
        if request.needs("image"):
            columns["image"] = Array(self._pixels(pictures, shape, fingerprint))
        labels = [picture.label for picture in pictures if picture.label is not None]
        if labels and request.needs("label"):
            levels = sorted(set(labels))
            numbers = {level: number for number, level in enumerate(levels)}
            columns["label"] = Words(np.array([numbers[label] for label in labels], dtype=np.int32), tuple(levels))
        elif not labels and "label" in request.target and request.needs("label"):
            raise DataError(f"{self.path}: there are no class folders: expected a folder a class, with its pictures in it")
        there = ["image", "label"] if labels else ["image"]
        return Table(
            self.path,
            columns,
            len(pictures),
            fingerprint,
            left_out=tuple(name for name in there if name not in columns),
            line_of=lambda row: f"row {row + 1} ({pictures[row].name})",
            notices=notices,
            files=tuple(picture.name for picture in pictures),
        )

    def _height_and_width(self) -> tuple[int, int]:
        height, width = self.size if isinstance(self.size, list) else (self.size, self.size)
        return height, width

    def _check_size(self, count: int, shape: tuple[int, ...]) -> None:
        total = count * int(np.prod(shape))
        if total > LARGEST:
            raise DataError(f"{self.path}: {count:,} pictures take {total:,} bytes, more than {LARGEST:,}; lower 'size'")

    def _pixels(self, pictures: list[Picture], shape: tuple[int, ...], fingerprint: str) -> NDArray[np.uint8]:
        """uint8 (rows, channels, height, width), out of the cache if they were decoded before."""
        form = decoding.Form(shape[0], shape[1], shape[2], self.fit)

        def decode() -> NDArray[np.uint8]:
            pixels = np.empty((len(pictures), *shape), dtype=np.uint8)
            with decoding.without_warnings():
                decoded = in_parallel(lambda picture: _decoded(picture, self.path, form), pictures)
                for row, picture in enumerate(followed(decoded, "decoding pictures", len(pictures))):
                    pixels[row] = picture
            return pixels

        return decoding.cached(f"{fingerprint}\n{form}", (len(pictures), *shape), decode)


def in_parallel(work: Callable[[T], R], items: list[T]) -> Iterator[R]:
    """The results in order, worked out in threads: Pillow and hashlib let go of the interpreter while they compute."""
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
        for start in range(0, len(items), AT_ONCE):
            yield from threads.map(work, items[start : start + AT_ONCE])


def _decoded(picture: Picture, source: str, form: decoding.Form) -> NDArray[np.uint8]:
    try:
        return decoding.decode(picture.path, form)
    except decoding.UnreadableError as error:
        raise DataError(f"{source}: {picture.name}: {error}") from error


def _fingerprint(pictures: list[Picture]) -> str:
    """SHA-256 of the names and the bytes of all pictures."""
    total = hashlib.sha256()
    digests = followed(in_parallel(_digest, pictures), "reading pictures", len(pictures))
    for picture, digest in zip(pictures, digests, strict=True):
        total.update(f"{picture.name}\0{digest}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()


def _digest(picture: Picture) -> str:
    try:
        if picture.path.exists():
            check_regular(picture.path, picture.name)
        if (size := picture.path.stat().st_size) > LARGEST_FILE:
            raise DataError(f"{picture.name}: {size:,} bytes; pictures of at most {LARGEST_FILE:,} are read")
        with open(picture.path, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise unreadable(picture.name, error) from error


def _found(folder: Path, name: str) -> tuple[list[Picture], tuple[str, ...]]:
    """The pictures that `name` means, in order, and notices of what was passed over. Raises DataError."""
    top = find_folder(folder, name)
    if not top.is_dir():
        if not is_picture(top):
            raise DataError(f"{name}: expected a folder of pictures, or a picture ({', '.join(sorted(ENDINGS))})")
        return [Picture(top, top.name, None)], ()
    try:
        inside = sorted(top.iterdir(), key=_name_of)
        classes = [path for path in inside if path.is_dir() and not path.name.startswith(".")]
        below = {label: list(_below(label)) for label in classes}
    except OSError as error:
        raise unreadable(name, error) from error
    loose = [path for path in inside if path not in below]
    labelled = [(path, _name_of(label)) for label in classes for path in below[label]]
    pictures = [Picture(path, _relative(path, top), label) for path, label in labelled if is_picture(path)]
    passed = [path for path, _ in labelled if not is_picture(path)]
    if pictures:
        passed += loose
    else:
        pictures = [Picture(path, _name_of(path), None) for path in loose if is_picture(path)]
        passed += [path for path in loose if not is_picture(path)]
    if not pictures:
        raise DataError(f"{name}: there are no pictures in it, nor in the folders in it ({', '.join(sorted(ENDINGS))})")
    filled = {picture.label for picture in pictures}
    empty = [_name_of(label) for label in classes if _name_of(label) not in filled]
    return pictures, tuple(_notices(name, [_relative(path, top) for path in passed], empty))


def _notices(name: str, passed: list[str], empty: list[str]) -> Iterator[str]:
    if passed:
        files = "1 file is" if len(passed) == 1 else f"{len(passed):,} files are"
        yield f"{name}: {files} passed over, being hidden, no picture or in no class: {listing(passed, 3)}"
    if empty:
        folders = "1 folder has" if len(empty) == 1 else f"{len(empty)} folders have"
        yield f"{name}: {folders} no pictures and no class: {listing(empty, 5)}"


def is_picture(path: Path) -> bool:
    """Whether a file's name is that of a picture; hidden files are none, whatever their ending."""
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".")


def _below(folder: Path) -> Iterable[Path]:
    """All files in a folder and in the folders in it, in the order of their names."""
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent, name) for name in sorted(files))


def _name_of(path: Path) -> str:
    return composed(path.name)


def _relative(path: Path, top: Path) -> str:
    return composed(path.relative_to(top).as_posix())
