"""`dltrain cache`: what is kept in the user's cache folder, and how to be rid of it."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dltrain.commands.preparing import row_cache
from dltrain.errors import InputError
from dltrain.files.cache_folder import cache_folder, obstacle


@dataclass(frozen=True)
class Cache:
    """The folder, the encoded rows that are kept there, the last used first, the bytes of all else, and the limit of the rows in
    bytes; whether all of it was removed."""

    folder: Path
    entries: list[row_cache.Entry]
    others: int
    limit: int
    cleared: bool

    @property
    def bytes(self) -> int:
        """Of everything."""
        return self.others + sum(entry.bytes for entry in self.entries)

    def plain(self) -> dict[str, Any]:
        """As JSON has it; moments are ISO 8601 in UTC."""
        rows = [
            {
                "folder": str(entry.folder),
                "source": entry.name,
                "rows": entry.rows,
                "bytes": entry.bytes,
                "used": datetime.fromtimestamp(entry.used, UTC).isoformat(timespec="seconds"),
            }
            for entry in self.entries
        ]
        return {"folder": str(self.folder), "limit": self.limit, "rows": rows, "others": self.others, "cleared": self.cleared}


def cache(*, clear: bool = False) -> Cache:
    """What is kept, which `clear` removes: encoded rows, decoded pictures, and what pages are made with. Trainings that use it go
    on. Raises InputError where DLTRAIN_CACHE_LIMIT is no number, or the folder cannot be read, or cleared."""
    folder = cache_folder()
    try:
        for inner in (folder, row_cache.rows_folder()):
            with suppress(FileNotFoundError):
                os.listdir(inner)
        limit, entries = row_cache.limit(), row_cache.entries()
        others = [path for path in (folder / "pictures", *folder.glob("*.js")) if path.exists()]
        size = sum(map(_size, others))
    except OSError as error:
        raise InputError(f"'{folder}' cannot be read: {obstacle(folder, error)}") from None
    if clear:
        row_cache.clear()
        for path in others:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        if left := [entry.folder for entry in row_cache.entries()] + [path for path in others if path.exists()]:
            raise InputError(f"'{left[0]}' cannot be removed by this user")
    return Cache(folder, entries, size, limit, clear)


def _size(path: Path) -> int:
    return sum(map(_size, path.iterdir())) if path.is_dir() else path.stat().st_size
