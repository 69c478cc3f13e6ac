"""Half-made files and folders: under names that no other process has, on whatever machine, and locked while their maker lives.

A process id would not do: containers and machines that share a folder have the same ones, and cannot see each other's.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

MAX_NAME_LENGTH = 40  # characters of a name that are taken over: with the rest, a file system must still take it

_own: set[str] = set()  # what this process has not finished


def name_for(name: str) -> str:
    """A name for what will be called `name`, which nobody else chooses."""
    return f".{name[:MAX_NAME_LENGTH]}.{os.urandom(8).hex()}.tmp"


def is_temporary(name: str) -> bool:
    """Whether this is the name of something half-made."""
    return re.fullmatch(r"\..+\.[0-9a-f]+\.tmp", name) is not None


@contextmanager
def temporary_file(target: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A new file beside `target`, to be renamed to it; locked until the block ends. It is removed if it is still there then."""
    path, file = _opened(target)
    try:
        with noted(path), file:
            yield path, file
    finally:
        with suppress(OSError):
            path.unlink()


def _opened(target: Path) -> tuple[Path, BinaryIO]:
    while True:
        path = target.with_name(name_for(target.name))
        file = open(path, "xb")  # noqa: SIM115  # it is the caller's to close
        # Between our open and our lock, a sweeper may have taken it for a dead process's.
        if not hold(file.fileno()) or is_same_file(file.fileno(), path):
            return path, file
        file.close()


@contextmanager
def noted(path: Path) -> Iterator[None]:
    """Within this block `remove_unfinished` removes what is at `path`."""
    _own.add(str(path))
    try:
        yield
    finally:
        _own.discard(str(path))


def remove_unfinished() -> None:
    """Removes what this process has not finished, because it ends at once."""
    import shutil

    for path in [*_own]:
        if os.path.isdir(path):
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                os.unlink(path)


def remove_abandoned(folder: Path) -> None:
    """Removes what killed processes left half-written in `folder`; only for one that is sure to be its only writer."""
    for path in folder.glob(".*.tmp"):
        if is_temporary(path.name):
            with suppress(OSError):
                path.unlink()


def remove_abandoned_of(target: Path) -> None:
    """Removes what killed processes left of writing `target`, in a folder where others may be writing."""
    if sys.platform == "win32":
        return  # without locks nobody knows whether their makers live
    pattern = re.compile(re.escape(f".{target.name[:MAX_NAME_LENGTH]}.") + r"[0-9a-f]{16}\.tmp")
    with suppress(OSError):
        for name in filter(pattern.fullmatch, os.listdir(target.parent)):
            path = target.with_name(name)
            descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
            try:
                if hold(descriptor) and is_same_file(descriptor, path):
                    path.unlink()
            finally:
                os.close(descriptor)


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """A new folder beside `target`, to be renamed to it, locked until the block ends; it is removed if it is still there then,
    and so are those that killed processes left there. Raises OSError."""
    import shutil

    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in target.parent.glob(".*.tmp"):
        if is_temporary(path.name) and path.is_dir():
            with suppress(OSError), _held(path) as held:
                if held:
                    shutil.rmtree(path, ignore_errors=True)
    made = target.with_name(name_for(target.name))
    made.mkdir(mode=0o700)
    try:
        with noted(made), _held(made):
            yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[bool]:
    """Whether this process alone holds a folder within this block; False where another does, or the system has no locks."""
    if sys.platform == "win32":
        yield False
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield hold(descriptor) and is_same_file(descriptor, folder)
    finally:
        os.close(descriptor)


def hold(descriptor: int) -> bool:
    """Locks an open file for this process alone until it is closed; False where another holds it, or the system has no locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def is_same_file(descriptor: int, path: Path) -> bool:
    """Whether `path` still leads to the file that was opened."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path))
    except OSError:
        return False
