"""What is another wherever the bytes of a file may be: its place on the disk, its size, and when it was changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress


def state_of(path: str) -> str:
    """That of a file. Raises OSError."""
    told = os.stat(path)
    return str((told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns, told.st_ctime_ns))


def state_of_all(paths: Iterable[str]) -> str:
    """SHA-256 of the states of many; one that is not there has none."""
    total = hashlib.sha256()
    for path in paths:
        with suppress(OSError):
            total.update(state_of(path).encode())
        total.update(b"\n")
    return total.hexdigest()
