"""Where arrays of rows lie: in memory, or in files that are mapped into it, of which the system holds what is in use.

A mapped array's file has no name, so that whatever becomes of the process nothing is left of it, until `write` gives it one.
"""

from __future__ import annotations

import contextlib
import math
import mmap
import os
import tempfile
import weakref
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.data.memory import returnable, shared
from dltrain.errors import DataError
from dltrain.files.cache_folder import obstacle
from dltrain.lazy import NDArray, np

AT_ONCE = 2**22  # bytes that are copied at a time
SMALL = 2**16  # bytes; smaller arrays stay in memory wherever the others lie


class Storage:
    """Arrays in memory."""

    is_mapped = False

    def zeros(self, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
        """Zeros that are to be written."""
        return returnable(shape[0], dtype) if len(shape) == 1 else np.zeros(shape, dtype=dtype)

    def shared_zeros(self, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
        """The same, of which copies of this process write some."""
        return shared(shape, dtype)

    def keep(self, array: NDArray[Any]) -> NDArray[Any]:
        """An array that is kept for long: itself, or the same numbers here."""
        return array


@dataclass(frozen=True)
class Mapped(Storage):
    """Arrays in files of a folder, which is made where it is not there."""

    folder: Path

    is_mapped = True

    def zeros(self, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
        """Zeros that are to be written. Raises DataError where the disk has no room for them."""
        size = math.prod(shape) * np.dtype(dtype).itemsize
        if size < SMALL:
            return np.zeros(shape, dtype=dtype)
        return np.frombuffer(self._mapped(size), dtype=dtype, count=math.prod(shape)).reshape(shape)

    def shared_zeros(self, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
        """The same, of which copies of this process write some. Raises DataError."""
        zeros = self.zeros(shape, dtype)
        return zeros if is_mapped(zeros) else shared(shape, dtype)

    def keep(self, array: NDArray[Any]) -> NDArray[Any]:
        """The same numbers in a file. Raises DataError where the disk has no room for them."""
        if array.nbytes < SMALL or is_mapped(array):
            return array
        kept = self.zeros(array.shape, array.dtype)
        step = max(1, AT_ONCE * len(array) // array.nbytes)
        for begin in range(0, len(array), step):
            kept[begin : begin + step] = array[begin : begin + step]
        return kept

    def _mapped(self, size: int) -> FileMapping:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            descriptor = _nameless(self.folder)
            try:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(descriptor, 0, size)  # a disk that is full later would end the process
                else:
                    os.ftruncate(descriptor, size)
                mapping = FileMapping(descriptor, size)
            except BaseException:  # whatever it is, nobody else closes it
                os.close(descriptor)
                raise
        except OSError as error:
            raise DataError(
                f"{size:,} bytes of rows cannot be kept in '{self.folder}': {obstacle(self.folder, error)}"
            ) from error
        mapping.descriptor = descriptor
        weakref.finalize(mapping, os.close, descriptor)
        return mapping


RESIDENT = Storage()


class FileMapping(mmap.mmap):
    """A file as memory, and the open file."""

    descriptor: int = -1


def is_mapped(array: NDArray[Any]) -> bool:
    """Whether an array, or that of which it is a view, lies in a file."""
    return _mapping_of(array) is not None


def write(array: NDArray[Any], path: Path) -> None:
    """Writes an array into a new file, for good; where it is a whole file without a name, it gets this one, and nothing is
    copied. Raises OSError."""
    mapping = _mapping_of(array)
    if mapping is None or mapping.descriptor < 0 or len(mapping) != array.nbytes or not array.flags.c_contiguous:
        with path.open("xb") as file:
            np.ascontiguousarray(array).tofile(file)
            os.fsync(file.fileno())
        return
    os.fsync(mapping.descriptor)
    descriptors = os.open("/proc/self/fd", os.O_RDONLY)
    try:
        os.link(str(mapping.descriptor), path, src_dir_fd=descriptors, follow_symlinks=True)
    finally:
        os.close(descriptors)


def read(path: Path, dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
    """The array in a file, which is not to be written. Raises OSError, and ValueError where it is not as large."""
    count = math.prod(shape)
    if path.stat().st_size != count * np.dtype(dtype).itemsize:
        raise ValueError(f"'{path}' has not {count:,} numbers")
    if not count:
        return np.zeros(shape, dtype)
    with path.open("rb") as file:
        return np.frombuffer(FileMapping(file.fileno(), 0, access=mmap.ACCESS_READ), dtype, count).reshape(shape)


def _nameless(folder: Path) -> int:
    """An open file without a name; one that can be given one where the system has such."""
    if hasattr(os, "O_TMPFILE"):
        with contextlib.suppress(OSError):
            return os.open(folder, os.O_TMPFILE | os.O_RDWR | os.O_CLOEXEC, 0o600)
    with tempfile.TemporaryFile(dir=folder) as file:
        return os.dup(file.fileno())


def _mapping_of(array: NDArray[Any]) -> FileMapping | None:
    whole: Any = array
    while getattr(whole, "base", None) is not None:  # between a view with steps of its own and its array lies what is none
        whole = whole.base
    mapping = whole.obj if isinstance(whole, memoryview) else whole
    return mapping if isinstance(mapping, FileMapping) else None
