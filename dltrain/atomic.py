"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from dltrain.errors import DltrainError


class WriteError(DltrainError):
    """A file that could not be written: a full disk, a folder that is read-only. What was there before is as it was."""

    exit_code = 3

    @classmethod
    def of(cls, path: Path, error: OSError) -> WriteError:
        kept = "; the previous file is kept" if os.path.isfile(path) else ""
        return cls(f"'{path}' cannot be written: {reason(error)}{kept}")


def reason(error: OSError) -> str:
    """The system's own words for what went wrong, as the end of a sentence."""
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A binary file to write to, which takes the place of `path` once the block has ended and every byte is on the disk.

    Until then it lies beside `path` under a temporary name. Whatever goes wrong, it is removed and `path` stays as it was. A
    device or a pipe cannot be replaced and is written to directly. Raises WriteError.
    """
    target = Path(os.path.realpath(path))
    if os.path.exists(target) and not os.path.isfile(target) and not os.path.isdir(target):
        try:
            with open(target, "wb") as device:
                yield device
        except OSError as error:
            raise WriteError.of(path, error) from error
        return
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise WriteError.of(path, error) from error
        raise
    sync_folder(target.parent)


def start_writing_out(file: BinaryIO) -> None:
    """Has the system begin to put on the disk what was written so far, where it takes such hints, while the caller goes on.

    Linux does so when it is told that the bytes will not be needed again; an fsync must still follow.
    """
    if hasattr(os, "posix_fadvise"):
        file.flush()
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Writes a file whole or not at all. Raises WriteError."""
    with whole_file(path) as file:
        file.writelines([content] if isinstance(content, bytes) else content)


def sweep(folder: Path) -> None:
    """Removes what killed processes left half-written in `folder`; only for one that is sure to be its only writer."""
    for path in folder.glob(".*.tmp"):
        if is_temporary(path.name):
            with suppress(OSError):
                path.unlink()


def is_temporary(name: str) -> bool:
    """Whether a file of this name is one that `whole_file` has not finished."""
    return re.fullmatch(r"\..+\.[0-9]+\.tmp", name) is not None


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder last through a power cut, on systems that can."""
    if os.name != "posix":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise WriteError(f"what was written in '{folder}' may not last through a power cut: {reason(error)}") from error
