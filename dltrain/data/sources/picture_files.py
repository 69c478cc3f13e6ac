"""Files of pictures read: each once, for its SHA-256 and its pixels, by as many processes as there are cores."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from dltrain.data.sources import image_decoding
from dltrain.data.sources.class_folders import Member, broken_link
from dltrain.data.sources.image_decoding import Form, UnreadableError
from dltrain.lazy import NDArray, np
from dltrain.process.pieces import copies_for, map_in_processes
from dltrain.process.progress import followed

T = TypeVar("T")
R = TypeVar("R")
Told = list[tuple[str | None, str | None]]  # of each picture the SHA-256, and why it cannot be used; one of them may be None

MAX_FILE_BYTES = 2**30  # bytes of one picture: four times what the largest one takes when decoded
AT_ONCE = 256  # pictures handed to the threads at a time, so that an interruption does not wait for thousands
PIECE = 32  # pictures handed to a copy of the process at a time
READING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe is not waited for
SEVERAL = 256  # pictures; fewer are read by threads


def copies_of(pictures: int) -> int:
    """By how many copies of this process so many pictures are read; 0: by its threads."""
    return copies_for(pictures // PIECE) if pictures >= SEVERAL else 0


def read(pictures: Sequence[Member], form: Form | None, pixels: NDArray[np.uint8] | None, *, alike: bool, copies: int) -> Told:
    """Reads all pictures, and puts their pixels in this form into uint8 (pictures, *form), where one is given; black where they
    cannot be decoded. Where copies of the process do it, the memory of the pixels is shared with them.

    alike: whether all must have the size of the form. Raises OtherSizeError where one has not.
    """

    def one(row: int) -> tuple[str | None, str | None]:
        content, digest = b"", None
        try:
            content = content_of(pictures[row])
            digest = hashlib.sha256(content).hexdigest()
            if form is not None and pixels is not None:
                image_decoding.decode_into(pixels[row], content, form, alike=alike)
        except UnreadableError as error:
            return digest, str(error)
        return digest, None

    def piece(begin: int) -> Told:
        return [one(row) for row in range(begin, min(begin + PIECE, len(pictures)))]

    def results() -> Iterator[tuple[int, tuple[str | None, str | None]]]:
        if not copies:
            yield from enumerate(in_parallel(one, range(len(pictures))))
        else:
            image_decoding.load_formats()
            for begin, told in map_in_processes(piece, range(0, len(pictures), PIECE), copies):
                yield from enumerate(told, begin)

    found: Told = [(None, None)] * len(pictures)
    with image_decoding.without_warnings():
        for row, told in followed(results(), "reading pictures", len(pictures)):
            found[row] = told
    return found


def content_of(picture: Member) -> bytes:
    """The bytes of a picture's file. Raises UnreadableError where it is no file, or one too large."""
    try:
        descriptor = os.open(picture.path, READING)
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableError("a pipe or a device, no file")
            if status.st_size > MAX_FILE_BYTES:
                raise UnreadableError(f"{status.st_size:,} bytes; pictures of at most {MAX_FILE_BYTES:,} are read")
            content = os.read(descriptor, status.st_size + 1)
            if len(content) == status.st_size:
                return content
            with open(descriptor, "rb", buffering=0, closefd=False) as file:  # read in part, or it grows
                return content + file.readall()
        finally:
            os.close(descriptor)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and os.path.islink(picture.path):
            raise UnreadableError(broken_link(picture.path)) from None
        raise UnreadableError(f"cannot be read: {error.strerror or error}") from None


def in_parallel(work: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
    """The results in order, worked out in threads: Pillow and hashlib let go of the interpreter while they compute."""
    with ThreadPoolExecutor(min(8, os.cpu_count() or 1)) as threads:
        for start in range(0, len(items), AT_ONCE):
            yield from threads.map(work, items[start : start + AT_ONCE])
