"""What a query gives of a database: SQLite's files, and PostgreSQL."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any, ClassVar

from dltrain.data.sources.base import SOURCES, Source, fingerprint_of
from dltrain.data.sources.extras import needed as package
from dltrain.data.sources.files import composed, find, located
from dltrain.data.sources.frames import check_names, check_types, table_of_frame
from dltrain.data.table import Request, Table
from dltrain.errors import DataError
from dltrain.lazy import polars
from dltrain.text.passwords import without_password
from dltrain.types import Word, option, options

SQLITE = re.compile(r"sqlite:///?(?P<path>.+)")
PASSWORD = re.compile(r"[a-z]+://[^/@]*:[^/]*@|[?&]password=", re.IGNORECASE)
ORDERED = re.compile(r"\border\s+by\b", re.IGNORECASE)

Connection = Annotated[str, Word(r"(sqlite:///?.+|postgres(ql)?://.+)", "sqlite:///FILE, or postgresql://USER@HOST/DATABASE")]


@SOURCES.entry("sql")
@options
class Sql(Source):
    """The rows that a query gives. The database is opened for reading alone: a query that would change it is refused. A password
    is taken from PGPASSWORD or ~/.pgpass, since a spec is copied into every run. ISO/IEC 9075 (SQL)."""

    paths: ClassVar[tuple[str, ...]] = ()

    connection: Connection = option(help="sqlite:///FILE, relative to the spec's folder, or postgresql://USER@HOST/DATABASE")
    query: str = option(help="the query, such as select * from patients order by id")

    def problems(self) -> list[tuple[str, str]]:
        """A password in the connection."""
        if not isinstance(self.connection, str) or not PASSWORD.search(self.connection):  # one that is none is told already
            return []
        words = "a password in a spec is copied into every run; leave it out, and set PGPASSWORD or write ~/.pgpass"
        return [("connection", f"{without_password(self.connection)}: {words}")]

    def lacking(self, folder: Path) -> list[tuple[str, str]]:
        """The file of SQLite's that is not there."""
        match = SQLITE.fullmatch(self.connection)
        try:
            if match:
                find(folder, match["path"])
        except DataError as error:
            return [("connection", str(error))]
        return []

    def absolute(self, folder: Path) -> Source:
        """The same with the file of SQLite's by its whole path."""
        match = SQLITE.fullmatch(self.connection)
        return self if match is None else Sql(f"sqlite:///{located(folder, match['path']).absolute()}", self.query)

    def read(self, folder: Path, request: Request) -> Table:
        name = f"the query of {self._shown()}"
        with self._connected(folder, name) as connection:
            try:
                frame = polars.read_database(self.query, connection, infer_schema_length=None)
            except Exception as error:  # a driver's own, or polars'
                raise DataError(f"{name}: {_first_line(error)}") from error
        names = [composed(one) for one in frame.columns]
        check_names(name, names)
        frame.columns = names
        frame = frame.with_columns(polars.col(polars.Decimal).cast(polars.Float64))
        chosen = [one for one in names if request.needs(one)]
        check_types(name, {one: frame.schema[one] for one in chosen}, request.excluded)
        table = table_of_frame(name, frame.select(chosen), names, "", request)
        notices = table.notices if ORDERED.search(self.query) else (*table.notices, self._unordered())
        return _with(table, fingerprint_of(table.columns), notices)

    def _unordered(self) -> str:
        return "the query has no order by, without which a database may give the rows in another order each time"

    def _shown(self) -> str:
        """The database, as errors name it."""
        match = SQLITE.fullmatch(self.connection)
        return match["path"] if match else without_password(self.connection)

    @contextmanager
    def _connected(self, folder: Path, name: str) -> Iterator[Any]:
        """The database, opened for reading alone. Raises DataError."""
        match = SQLITE.fullmatch(self.connection)
        if match:
            path = find(folder, match["path"]).absolute()
            try:
                with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
                    yield connection
            except sqlite3.Error as error:
                raise DataError(f"{name}: {_first_line(error)}") from error
            return
        driver = package("psycopg", name, "a database of PostgreSQL")
        try:
            with driver.connect(self.connection, connect_timeout=10) as connection:
                connection.read_only = True
                yield connection
        except driver.Error as error:
            raise DataError(f"{name}: {_first_line(error)}") from error


def _with(table: Table, fingerprint: str, notices: tuple[str, ...]) -> Table:
    import dataclasses

    return dataclasses.replace(table, fingerprint=fingerprint, notices=notices)


def _first_line(error: Exception) -> str:
    return without_password((str(error).splitlines() or [type(error).__name__])[0])
