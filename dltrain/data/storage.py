"""Where arrays of rows lie: in memory, or in files that are mapped into it, of which the system holds what is in use.

A mapped array's file has no name once it is open, so that whatever becomes of the process nothing is left of it.
"""

from __future__ import annotations

import math
import mmap
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dltrain.data.memory import returnable
from dltrain.errors import DataError
from dltrain.lazy import NDArray, np

AT_ONCE = 2**22  # bytes that are copied at a time
SMALL = 2**16  # bytes; smaller arrays stay in memory wherever the others lie


class Storage:
    """Arrays in memory."""

    is_mapped = False

    def zeros(self, shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
        """Zeros that are to be written."""
        return returnable(shape[0], dtype) if len(shape) == 1 else np.zeros(shape, dtype=dtype)

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
            with tempfile.TemporaryFile(dir=self.folder) as file:
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(file.fileno(), 0, size)  # a disk that is full later would end the process
                else:
                    file.truncate(size)
                return FileMapping(file.fileno(), size)
        except OSError as error:
            raise DataError(
                f"{size:,} bytes of rows cannot be kept in '{self.folder}': {error.strerror or error}; make room there, or name "
                "another folder by the variable DLTRAIN_CACHE"
            ) from error


RESIDENT = Storage()


class FileMapping(mmap.mmap):
    """A file as memory."""


def is_mapped(array: NDArray[Any]) -> bool:
    """Whether an array, or that of which it is a view, lies in a file."""
    whole: Any = array
    while isinstance(whole, np.ndarray):
        whole = whole.base
    return isinstance(whole.obj if isinstance(whole, memoryview) else whole, FileMapping)
