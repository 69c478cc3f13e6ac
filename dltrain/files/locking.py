"""One process at a time in a folder, by a lock that the system releases when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dltrain.errors import DltrainError, InputError
from dltrain.files.atomic import WriteError, reason, special_kind
from dltrain.files.temporary import is_same_file

LOCK = ".lock"
GLANCE = 0.05  # seconds for which a lock is waited for: `is_locked` holds it for an instant


class LockLostError(DltrainError):
    """A folder that was removed, moved or replaced while it was locked: what is there now is another's."""

    exit_code = 3


@dataclass(frozen=True)
class Lock:
    """A lock that this process holds; None as its file where the system has no locks."""

    folder: Path
    descriptor: int | None

    def check(self) -> None:
        """Raises LockLostError where the folder's name leads elsewhere by now, so that nothing is written there."""
        if self.descriptor is not None and not is_same_file(self.descriptor, self.folder / LOCK):
            raise LockLostError(
                f"the run '{self.folder}' was removed, moved or replaced by another program while it was written to, so this "
                "training stops and writes nothing more there; if it was moved, go on with: dltrain resume ITS_NEW_FOLDER"
            )


@contextmanager
def locked(folder: Path) -> Iterator[Lock]:
    """An exclusive lock on the file `.lock` of a run's folder; none on Windows.

    Raises InputError where another process holds it, WriteError where the folder cannot be written in.
    """
    if sys.platform == "win32":
        yield Lock(folder, None)
        return
    lock = Lock(folder, descriptor := _taken(folder))
    try:
        yield lock
    finally:
        try:
            if is_same_file(descriptor, folder / LOCK):
                os.unlink(folder / LOCK)
        except OSError:
            pass  # a lock that nobody holds is none
        finally:
            os.close(descriptor)


def is_locked(folder: Path) -> bool:
    """Whether a process holds the lock of a run's folder; nothing is written. False where the system has no locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        descriptor = os.open(folder / LOCK, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False


def _taken(folder: Path) -> int:
    """The lock's open file."""
    import fcntl

    path = folder / LOCK
    patience = time.monotonic() + GLANCE
    while True:
        descriptor = _opened(folder)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Between our open and our lock, the holder may have removed the file: then what we hold is no longer its name.
            if is_same_file(descriptor, path):
                os.ftruncate(descriptor, 0)
                os.write(descriptor, f"{os.getpid()} on {os.uname().nodename}\n".encode())
                return descriptor
        except BlockingIOError:
            if time.monotonic() < patience:
                os.close(descriptor)
                time.sleep(GLANCE / 10)
                continue
            holder = os.read(descriptor, 300).decode("utf-8", "replace").strip()
            os.close(descriptor)
            who = holder.removesuffix(f" on {os.uname().nodename}") or "unknown"
            raise InputError(f"the run '{folder}' is in use by process {who}; wait for it, or stop it first") from None
        except OSError as error:
            os.close(descriptor)
            raise WriteError(f"the run '{folder}' cannot be locked: {reason(error)}") from error
        os.close(descriptor)


def _opened(folder: Path) -> int:
    path = folder / LOCK
    if special_kind(path):
        raise WriteError(f"the run '{folder}' cannot be locked: '{path}' is not a file; remove it")
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o644)
    except OSError as error:
        raise WriteError(f"the run '{folder}' cannot be written in: {reason(error)}") from error
