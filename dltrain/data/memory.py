"""Arrays that are given back to the system row by row while they are used up, so that what is made of them takes their place."""

from __future__ import annotations

import contextlib
import math
import mmap
from typing import Any

from dltrain.lazy import NDArray, np

WORTH_RETURNING = 2**16  # bytes; a process may have some 65,000 mappings, and a table more columns


def returnable(rows: int, dtype: Any) -> NDArray[Any]:
    """Zeros (rows,) in memory of their own; what is never written takes none."""
    size = max(rows, 1) * np.dtype(dtype).itemsize
    if size < WORTH_RETURNING:
        return np.zeros(rows, dtype=dtype)
    return np.frombuffer(_mapped(size), dtype=dtype, count=rows)


def _mapped(size: int) -> mmap.mmap:
    """Memory of this process alone, which shared memory is not and so is not given back; in large pages where there are."""
    if not hasattr(mmap, "MAP_PRIVATE"):
        return mmap.mmap(-1, size)
    mapping = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    if hasattr(mmap, "MADV_HUGEPAGE"):
        with contextlib.suppress(OSError):
            mapping.madvise(mmap.MADV_HUGEPAGE)
    return mapping


def shared(shape: tuple[int, ...], dtype: Any) -> NDArray[Any]:
    """Zeros that copies of this process share with it, and that are given back as well."""
    count = math.prod(shape)
    return np.frombuffer(Shared(-1, max(1, count * np.dtype(dtype).itemsize)), dtype=dtype, count=count).reshape(shape)


class Shared(mmap.mmap):
    """Memory that is shared, of which only what is removed is given back."""


def give_back(array: NDArray[Any], stop: int) -> None:
    """The rows before `stop` are not needed any more, and hold anything from now on. Does nothing for other arrays."""
    whole = array
    while isinstance(whole.base, np.ndarray):
        whole = whole.base
    mapping = whole.base.obj if isinstance(whole.base, memoryview) else whole.base
    if isinstance(mapping, mmap.mmap) and hasattr(mapping, "madvise") and array.ctypes.data == whole.ctypes.data:
        pages = stop * array[:1].nbytes // mmap.PAGESIZE
        advice = getattr(mmap, "MADV_REMOVE", mmap.MADV_DONTNEED) if isinstance(mapping, Shared) else mmap.MADV_DONTNEED
        if pages:
            mapping.madvise(advice, 0, pages * mmap.PAGESIZE)
