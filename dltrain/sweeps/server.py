"""A database on a server, PostgreSQL first of all, by SQLAlchemy and the driver that it finds."""

from __future__ import annotations

import contextlib
import importlib.util
import re
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Any

from dltrain.errors import InputError
from dltrain.sweeps.database import INSTALL, Row, TakenError, Transaction

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

EXAMPLES = "sqlite:///study.sqlite or postgresql://user:password@host/database"
DRIVERS = {"postgresql": "pip install 'psycopg[binary]'", "mysql": "pip install pymysql, and write mysql+pymysql://..."}
PATIENCE = 10  # seconds for which a server that does not answer is waited for


def connect_server(url: str) -> Server:
    """The database of a URL. Raises InputError where it cannot be had, with what to do."""
    try:
        import sqlalchemy
        from sqlalchemy import exc
    except ImportError:
        raise InputError(f"a database on a server needs SQLAlchemy, which comes with optuna: {INSTALL}") from None
    try:
        parsed = _with_driver(sqlalchemy.make_url(url))
    except (exc.ArgumentError, ValueError):
        raise InputError(f"'{_without_password(url)}' is no database URL; write one such as {EXAMPLES}") from None
    shown = parsed.render_as_string(hide_password=True)
    kind = parsed.get_backend_name()
    try:
        waits = {"connect_args": {"connect_timeout": PATIENCE}} if "psycopg" in parsed.drivername else {}
        server = Server(sqlalchemy.create_engine(parsed, pool_pre_ping=True, **waits), shown)
    except exc.NoSuchModuleError:
        raise InputError(f"{shown}: there is no kind of database '{kind}'; write one such as {EXAMPLES}") from None
    except ImportError as error:
        how = DRIVERS.get(kind, "install the driver of this database")
        raise InputError(f"{shown}: the driver {error.name} is not installed: {how}") from None
    server.now()
    return server


def _with_driver(url: URL) -> URL:
    """The URL with the driver psycopg where it names PostgreSQL alone."""
    name = {"postgres": "postgresql"}.get(url.drivername, url.drivername)
    if name == "postgresql" and importlib.util.find_spec("psycopg2") is None:
        name = "postgresql+psycopg"
    return url.set(drivername=name)


def _without_password(url: str) -> str:
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:***@", url)


class Server:
    """A database behind an engine of SQLAlchemy; `shown` is its URL without the password."""

    def __init__(self, engine: Engine, shown: str) -> None:
        self.engine, self.shown = engine, shown

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """A transaction of the server's own. Raises InputError where it cannot be reached."""
        from sqlalchemy import exc

        try:
            with self.engine.begin() as connection:
                yield _ServerTransaction(connection)
        except exc.IntegrityError:
            raise TakenError from None
        except exc.SQLAlchemyError as error:
            raise InputError(f"{self.shown}: {_reason(error)}") from None

    def now(self) -> float:
        """The server's time."""
        with self.transaction() as transaction:
            moment = transaction.rows("SELECT CURRENT_TIMESTAMP")[0][0]
        return float((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())

    def close(self) -> None:
        """Closes its connections."""
        self.engine.dispose()


def _reason(error: Exception) -> str:
    """The first line that says what happened; the driver's own words, since they are about the user's server."""
    lines = [line.strip() for line in str(getattr(error, "orig", None) or error).splitlines() if line.strip()]
    return f"the database of the sweep cannot be used: {lines[0] if lines else type(error).__name__}"


class _ServerTransaction:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def run(self, statement: str, values: Mapping[str, Any] = {}) -> int:  # never changed
        from sqlalchemy import text

        return self.connection.execute(text(statement), dict(values)).rowcount

    def rows(self, statement: str, values: Mapping[str, Any] = {}) -> list[Row]:
        from sqlalchemy import text

        return [tuple(row) for row in self.connection.execute(text(statement), dict(values))]
