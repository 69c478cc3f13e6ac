"""Files that are written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from dltrain.errors import DltrainError, InputError
from dltrain.files import temporary


class WriteError(DltrainError):
    """A file that could not be written: a full disk, a folder that is read-only. What was there before is as it was."""

    exit_code = 3

    @classmethod
    def of(cls, path: Path, error: OSError) -> WriteError:
        """The error of a path that the system refused to write."""
        kept = "; the previous file is kept" if os.path.isfile(path) else ""
        return cls(f"'{path}' cannot be written: {reason(error)}{kept}")


def reason(error: OSError) -> str:
    """The system's own words for what went wrong, as the end of a sentence."""
    words = error.strerror or str(error)
    return words[:1].lower() + words[1:]


def special_kind(path: Path) -> str | None:
    """What there is at `path` that is no file to read or append to: `a pipe`; None of a file, or of nothing."""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return None
    names = {stat.S_IFREG: None, stat.S_IFDIR: "a folder", stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}
    return names.get(stat.S_IFMT(mode), "a device")


def refuse_special(path: Path, name: Path) -> None:
    """Raises WriteError where there is something else than a file at `path`, which the user knows as `name`."""
    if special := special_kind(path):
        raise WriteError(f"'{name}' cannot be written: it is {special}, not a file; remove it")


def check_place(path: Path) -> None:
    """Raises InputError where no file can be written at the `path` that the user names, so that it is known beforehand."""
    folder = path.parent
    if os.path.isdir(path):
        raise InputError(f"'{path}' is a folder; expected the name of a file")
    if not os.path.isdir(folder):
        raise InputError(f"there is no folder '{folder}' to write '{path.name}' in")
    if not os.access(folder, os.W_OK):
        raise InputError(f"'{folder}' cannot be written in: permission denied")


@contextmanager
def atomic_file(path: Path) -> Iterator[BinaryIO]:
    """A binary file to write to, which takes the place of `path` once the block has ended and every byte is on the disk.

    Until then it lies beside `path` under a temporary name. Whatever goes wrong, it is removed and `path` stays as it was.
    Raises WriteError, also where there is something else than a file: a device must not be replaced.
    """
    target = Path(os.path.realpath(path))
    refuse_special(target, path)
    try:
        with temporary.temporary_file(target) as (unfinished, file):
            yield file
            file.flush()
            os.fsync(file.fileno())
            if os.name == "nt":  # where an open file cannot be renamed
                file.close()
            os.replace(unfinished, target)
    except OSError as error:
        raise WriteError.of(path, error) from error
    sync_folder(target.parent)


@contextmanager
def output_file(path: Path) -> Iterator[BinaryIO]:
    """As `atomic_file`, where the user says; a device or a pipe cannot be replaced and is written to directly.

    What killed processes left of writing the same file is removed. Raises WriteError.
    """
    if os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path):
        try:
            with open(path, "wb") as device:
                yield device
        except OSError as error:
            raise WriteError.of(path, error) from error
        return
    temporary.remove_abandoned_of(Path(os.path.realpath(path)))
    with atomic_file(path) as file:
        yield file


def start_writing_out(file: BinaryIO) -> None:
    """Has the system begin to put on the disk what was written so far, where it takes such hints, while the caller goes on.

    Linux does so when it is told that the bytes will not be needed again; an fsync must still follow.
    """
    if hasattr(os, "posix_fadvise"):
        file.flush()
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def write_atomically(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Writes a file whole or not at all. Raises WriteError."""
    with atomic_file(path) as file:
        file.writelines([content] if isinstance(content, bytes) else content)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder last through a power cut, on systems that can. Raises WriteError."""
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
