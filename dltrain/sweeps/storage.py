"""From a database URL to the database: SQLite by Python itself, any other by SQLAlchemy."""

from __future__ import annotations

from pathlib import Path

from dltrain.errors import InputError
from dltrain.sweeps.database import Database
from dltrain.sweeps.server import connect_server
from dltrain.sweeps.sqlite import SQLITE, SQLite


def connect(url: str) -> Database:
    """The database of a URL. Raises InputError with what to do where there is no such, no driver for it, or no way in."""
    if url.startswith("sqlite"):
        if not url.startswith(SQLITE) or "?" in url or not url.removeprefix(SQLITE):
            raise InputError(f"'{url}' names no file; write {SQLITE}study.sqlite")
        return SQLite(Path(url.removeprefix(SQLITE)))
    if "://" not in url:
        raise InputError(f"'{url}' is no database URL; write {SQLITE}{url} for a file of SQLite")
    return connect_server(url)
