"""One process at a time in a folder, by a lock that the system releases when its holder dies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dltrain.atomic import WriteError, reason
from dltrain.errors import InputError

LOCK = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """An exclusive lock on the file `.lock` of a run's folder; none on Windows.

    Raises InputError where another process holds it, WriteError where the folder cannot be written in.
    """
    if sys.platform == "win32":
        yield
        return
    import fcntl

    path = folder / LOCK
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise WriteError(f"the run '{folder}' cannot be written in: {reason(error)}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Between our open and our lock, the holder may have removed the file: then what we hold is no longer its name.
            if _same_file(descriptor, path):
                os.ftruncate(descriptor, 0)
                os.write(descriptor, f"{os.getpid()}\n".encode())
                break
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise InputError(
                f"the run '{folder}' is in use by process {holder or 'unknown'}; wait for it, or stop it first"
            ) from None
        except OSError as error:
            os.close(descriptor)
            raise WriteError(f"the run '{folder}' cannot be locked: {reason(error)}") from error
        os.close(descriptor)
    try:
        yield
    finally:
        try:
            path.unlink(missing_ok=True)
        except OSError:
            pass  # a lock that nobody holds is none
        finally:
            os.close(descriptor)


def _same_file(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
