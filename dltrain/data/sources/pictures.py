"""Files of pictures as one array of pixels, whether they lie in folders or are named in a table."""

from __future__ import annotations

import dataclasses
import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dltrain.data.sources import image_decoding, picture_files
from dltrain.data.sources.class_folders import FileKind, Member, Reasons
from dltrain.data.sources.image_decoding import Form, OtherSizeError
from dltrain.data.storage import RESIDENT, Storage
from dltrain.errors import DataError
from dltrain.lazy import NDArray, np

Digests = Sequence[str | None]  # SHA-256 of each picture; None of one that cannot be read
Size = int | list[int]  # of a square, or a height and a width

ENDINGS = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"})
PICTURES = FileKind("picture", ENDINGS)
MAX_BYTES = 16 * 2**30  # bytes of pixels that are held
USUAL_SIZE = 64
MAX_PIXELS_KEPT = 512 * 512  # pixels of pictures that keep the size that all of them have
MAX_BYTES_KEPT = 2**30  # bytes of them all
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
        if total > MAX_BYTES:
            raise DataError(f"{self.name}: {count:,} pictures take {total:,} bytes, more than {MAX_BYTES:,}; lower 'size'")


@dataclass(frozen=True)
class Decoded:
    """Pictures as uint8 (pictures, channels, height, width), the size that they were brought to, the SHA-256 of each, and why
    some, then black, cannot be decoded."""

    size: Size
    pixels: NDArray[np.uint8]
    hashed: Digests
    reasons: Reasons


def decoded(pictures: Sequence[Member], wanted: Wanted, storage: Storage = RESIDENT) -> Decoded:
    """The pictures as they are wanted, in this storage, out of the cache if they were decoded before. Raises DataError where they
    are too many."""
    hashed: Digests | None = None
    if not storage.is_mapped and image_decoding.has_kept():  # of mapped pictures the rows that are made of them are kept
        hashed, reasons = digests(pictures)
        hashed = None if reasons else hashed
    if wanted.size is None and (size := _common_size(pictures)):
        alike = dataclasses.replace(wanted, size=size[0] if size[0] == size[1] else list(size))
        if size[0] * size[1] <= MAX_PIXELS_KEPT and len(pictures) * alike.form.numbers <= MAX_BYTES_KEPT:
            with suppress(OtherSizeError):
                return _decoded(pictures, hashed, alike, storage, alike=True)
    return _decoded(pictures, hashed, wanted, storage, alike=False)


def _decoded(pictures: Sequence[Member], hashed: Digests | None, wanted: Wanted, storage: Storage, *, alike: bool) -> Decoded:
    """hashed: the digests, where they are known; alike: whether all must have this size already. Raises OtherSizeError where one
    has not."""
    wanted.check_size(len(pictures))
    size = USUAL_SIZE if wanted.size is None else wanted.size
    form = wanted.form
    shape = (len(pictures), form.channels, form.height, form.width)
    if hashed is not None and (kept := image_decoding.kept(_key(pictures, hashed, form, alike), shape)) is not None:
        return Decoded(size, kept, hashed, {})
    began, copies = _processor_seconds(), picture_files.copies_of(len(pictures))
    pixels = storage.shared_zeros(shape, np.uint8)
    told = picture_files.read(pictures, form, pixels, alike=alike, copies=copies)
    hashed, reasons = _sorted_out(told)
    for row in reasons:
        pixels[row] = 0
    is_slow = image_decoding.is_worth_keeping(pixels, _processor_seconds() - began)
    if is_slow and not reasons and not storage.is_mapped:
        image_decoding.keep(_key(pictures, hashed, form, alike), pixels)
    return Decoded(size, pixels, hashed, reasons)


def _processor_seconds() -> float:
    """What this process and its copies have taken."""
    return sum(os.times()[:4])


def _key(pictures: Sequence[Member], hashed: Digests, form: Form, alike: bool) -> str:
    return f"{fingerprint(pictures, hashed)}\n{form}" + "\nalike" * alike


def _sorted_out(told: picture_files.Told) -> tuple[list[str | None], Reasons]:
    reasons = {row: reason for row, (_, reason) in enumerate(told) if reason is not None}
    return [digest for digest, _ in told], reasons


def resident_size(top: Path, wanted: Wanted) -> int:
    """The bytes of the pictures below a folder, by their number and the size of the first."""
    count, first = 0, None
    for above, _, names in os.walk(top):
        fitting = [name for name in names if PICTURES.fits(name)]
        count += len(fitting)
        if first is None and fitting:
            first = Path(above, fitting[0])
    return size_of_all(count, first, wanted)


def size_of_all(count: int, first: Path | None, wanted: Wanted) -> int:
    """The bytes of so many pictures, by the first of them."""
    size = image_decoding.size_of(first) if first is not None and wanted.size is None else None
    if size is not None and size[0] * size[1] <= MAX_PIXELS_KEPT:
        wanted = dataclasses.replace(wanted, size=list(size))
    return count * wanted.form.numbers


def _common_size(pictures: Sequence[Member]) -> tuple[int, int] | None:
    """Height and width of the first few pictures that can be read; None where they differ."""
    first = [picture.path for picture in pictures[:PEEKED] if os.path.isfile(picture.path)]
    sizes = {size for path in first if (size := image_decoding.size_of(Path(path)))}
    return sizes.pop() if len(sizes) == 1 else None


def fingerprint(pictures: Sequence[Member], hashed: Digests) -> str:
    """SHA-256 of the names and the bytes of all pictures."""
    total = hashlib.sha256()
    for picture, digest in zip(pictures, hashed, strict=True):
        total.update(f"{picture.name}\0{digest}\n".encode())
    return total.hexdigest()


def digests(pictures: Sequence[Member]) -> tuple[list[str | None], Reasons]:
    """SHA-256 of the bytes of each picture, and why those that have none cannot be read."""
    return _sorted_out(picture_files.read(pictures, None, None, alike=False, copies=picture_files.copies_of(len(pictures))))
