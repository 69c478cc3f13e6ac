"""Finding and reading the file that a source names, with errors that say what to do."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from dltrain.errors import DataError, did_you_mean


def find(folder: Path, name: str) -> Path:
    """The file that `name` (relative to `folder`) means; a name that differs only in Unicode form is the same name.

    Raises DataError with the nearest existing name where there is no such file.
    """
    path = folder / Path(name).expanduser()
    try:
        if path.is_dir():
            raise DataError(f"{name}: expected a file, found a folder")
        if path.exists():
            return path
        if not path.parent.is_dir():
            raise DataError(f"{name}: there is no folder '{path.parent}'")
        others = {unicodedata.normalize("NFC", other.name): other for other in sorted(path.parent.iterdir()) if other.is_file()}
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from error
    wanted = unicodedata.normalize("NFC", path.name)
    if wanted in others:
        return others[wanted]
    raise DataError(f"{name}: there is no such file in '{path.parent}'{did_you_mean(wanted, others)}")


def content(path: Path, name: str) -> bytes:
    """The bytes of the file. Raises DataError."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(name, error) from error


def unreadable(name: str, error: Exception) -> DataError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return DataError(f"{name}: cannot be read: {reason}")
