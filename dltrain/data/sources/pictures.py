"""Files of pictures as one array of pixels, whether they lie in folders or are named in a table."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from dltrain.data.sources import image_decoding
from dltrain.data.sources.class_folders import FileKind, Member, Reasons, broken_link
from dltrain.data.sources.image_decoding import Form, OtherSizeError, UnreadableError
from dltrain.data.storage import RESIDENT, Storage
from dltrain.errors import DataError
from dltrain.lazy import NDArray, np
from dltrain.process.progress import followed

T = TypeVar("T")
R = TypeVar("R")
Digests = Sequence[str | None]  # SHA-256 of each picture; None of one that cannot be read
Size = int | list[int]  # of a square, or a height and a width

ENDINGS = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"})
PICTURES = FileKind("picture", ENDINGS)
LARGEST = 16 * 2**30  # bytes of pixels that are held
LARGEST_FILE = 2**30  # bytes of one picture: four times what the largest one takes when decoded
AT_ONCE = 256  # pictures handed to the threads at a time, so that an interruption does not wait for thousands
USUAL_SIZE = 64
LARGEST_KEPT = 512 * 512  # pixels of pictures that keep the size that all of them have
MOST_KEPT = 2**30  # bytes of them all
PEEKED = 16  # pictures whose sizes are compared before any is decoded


@dataclass(frozen=True)
class Wanted:
    """What pictures are to become; `name` is what messages call them all. size: None is that which all of them have, or 64."""

    name: str
    size: Size | None
    colour: bool
    fit: str

    @property
    def form(self) -> Form:
        """The array that each of them becomes."""
        size = USUAL_SIZE if self.size is None else self.size
        height, width = size if isinstance(size, list) else (size, size)
        return Form(3 if self.colour else 1, height, width, self.fit)

    def check_size(self, count: int) -> None:
        """Raises DataError where so many of them take more memory than any machine should give."""
        total = count * self.form.numbers
        if total > LARGEST:
            raise DataError(f"{self.name}: {count:,} pictures take {total:,} bytes, more than {LARGEST:,}; lower 'size'")


@dataclass(frozen=True)
class Decoded:
    """Pictures as uint8 (pictures, channels, height, width), the size that they were brought to, and why some, then black, cannot
    be decoded."""

    size: Size
    pixels: NDArray[np.uint8]
    reasons: Reasons


def decoded(pictures: Sequence[Member], hashed: Digests, wanted: Wanted, storage: Storage = RESIDENT) -> Decoded:
    """The pictures as they are wanted, in this storage, out of the cache if they were decoded before. Raises DataError where they
    are too many."""
    if wanted.size is None and (size := _common_size(pictures, hashed)):
        kept = dataclasses.replace(wanted, size=size[0] if size[0] == size[1] else list(size))
        if size[0] * size[1] <= LARGEST_KEPT and len(pictures) * kept.form.numbers <= MOST_KEPT:
            with suppress(OtherSizeError):
                return _decoded(pictures, hashed, kept, storage, alike=True)
    return _decoded(pictures, hashed, wanted, storage, alike=False)


def _decoded(pictures: Sequence[Member], hashed: Digests, wanted: Wanted, storage: Storage, *, alike: bool) -> Decoded:
    """alike: whether all must have this size already. Raises OtherSizeError where one has not."""
    form, reasons = wanted.form, Reasons()
    shape = (len(pictures), form.channels, form.height, form.width)

    def one(picture: Member) -> NDArray[np.uint8] | UnreadableError:
        try:
            return image_decoding.decode(picture.path, form, alike=alike)
        except UnreadableError as error:
            return error

    def decode() -> NDArray[np.uint8]:
        pixels = storage.zeros(shape, np.uint8)
        rows = [row for row, digest in enumerate(hashed) if digest is not None]
        with image_decoding.without_warnings():
            made = in_parallel(one, [pictures[row] for row in rows])
            for row, found in zip(rows, followed(made, "decoding pictures", len(rows)), strict=True):
                if isinstance(found, UnreadableError):
                    reasons[row] = str(found)
                else:
                    pixels[row] = found
        if reasons or len(rows) < len(pictures):
            raise _IncompleteError(pixels)
        return pixels

    wanted.check_size(len(pictures))
    size = USUAL_SIZE if wanted.size is None else wanted.size
    try:
        if storage.is_mapped:  # the rows that are made of them are kept themselves
            return Decoded(size, decode(), reasons)
        key = f"{fingerprint(pictures, hashed)}\n{form}" + "\nalike" * alike
        return Decoded(size, image_decoding.cached(key, shape, decode), reasons)
    except _IncompleteError as incomplete:
        return Decoded(size, incomplete.pixels, reasons)


class _IncompleteError(Exception):
    """Some pictures could not be decoded, so that nothing is to be kept."""

    def __init__(self, pixels: NDArray[np.uint8]) -> None:
        self.pixels = pixels


def resident_size(top: Path, wanted: Wanted) -> int:
    """The bytes of the pictures below a folder, by their number and the size of the first; twice, for those of each part."""
    count, size = 0, None
    for above, _, names in os.walk(top):
        fitting = [name for name in names if PICTURES.fits(Path(name))]
        count += len(fitting)
        if wanted.size is None and size is None and fitting:
            size = image_decoding.size_of(Path(above, fitting[0]))
    if size is not None and size[0] * size[1] <= LARGEST_KEPT:
        wanted = dataclasses.replace(wanted, size=list(size))
    return 2 * count * wanted.form.numbers


def in_parallel(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """The results in order, worked out in threads: Pillow and hashlib let go of the interpreter while they compute."""
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
        for start in range(0, len(items), AT_ONCE):
            yield from threads.map(work, items[start : start + AT_ONCE])


def _common_size(pictures: Sequence[Member], hashed: Digests) -> tuple[int, int] | None:
    """Height and width of the first few pictures that can be read; None where they differ."""
    first = [picture for picture, digest in zip(pictures[:PEEKED], hashed, strict=False) if digest]
    sizes = {size for picture in first if (size := image_decoding.size_of(picture.path))}
    return sizes.pop() if len(sizes) == 1 else None


def fingerprint(pictures: Sequence[Member], hashed: Digests) -> str:
    """SHA-256 of the names and the bytes of all pictures."""
    total = hashlib.sha256()
    for picture, digest in zip(pictures, hashed, strict=True):
        total.update(f"{picture.name}\0{digest}\n".encode())
    return total.hexdigest()


def digests(pictures: Sequence[Member]) -> tuple[list[str | None], Reasons]:
    """SHA-256 of the bytes of each picture, and why those that have none cannot be read."""
    hashed: list[str | None] = []
    reasons: Reasons = {}
    for row, digest in enumerate(followed(in_parallel(_digest, pictures), "reading pictures", len(pictures))):
        hashed.append(digest if isinstance(digest, str) else None)
        if isinstance(digest, UnreadableError):
            reasons[row] = str(digest)
    return hashed, reasons


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
