"""Opening the store: one SQLite file beside the program, or PostgreSQL by URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from measures.errors import ConfigurationError, StoreUnavailable
from storage.schema import bring_to_head

#: How long a writer waits for another one, seconds.
BUSY_SECONDS = 30
#: Set on connections that will write: SQLite must take the write lock at once, a later one cannot be waited for.
WRITES = "gapwatch_writes"

EXPECTED = "sqlite:///PATH or postgresql://USER@HOST/DATABASE is expected"


@dataclass(frozen=True, kw_only=True)
class Store:
    """An open database."""

    #: "sqlite" or "postgresql"
    kind: str
    #: the address without its password
    address: str
    #: where connections come from
    engine: Engine

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_store(url: str, *, upgrade: bool = True) -> Store:
    """Open the database, creating an empty one and upgrading an older one.

    Raises ConfigurationError for an address that is neither kind; StoreUnavailable when the database cannot be reached,
    is newer than this program, or is older and `upgrade` is False.
    """
    address = _address(url)
    store = Store(
        kind=address.get_backend_name(),
        address=address.render_as_string(hide_password=True),
        engine=_sqlite(address) if address.get_backend_name() == "sqlite" else _postgresql(address),
    )
    try:
        with told_as_unavailable(store.address), store.engine.connect() as connection:
            bring_to_head(connection, store.address, upgrade=upgrade)
    except BaseException:
        store.close()
        raise
    return store


@contextmanager
def told_as_unavailable(address: str) -> Iterator[None]:
    """Turn what the drivers say of a database that cannot be used into StoreUnavailable."""
    try:
        yield
    except OperationalError as error:
        raise StoreUnavailable(address, str(error.orig).strip()) from error
    except DBAPIError as error:
        if error.connection_invalidated or "file is not a database" in str(error.orig):
            raise StoreUnavailable(address, str(error.orig).strip()) from error
        raise


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError("database", url, EXPECTED) from error
    if address.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return address.set(drivername="postgresql+psycopg")
    if address.drivername != "sqlite" or address.database in (None, "", ":memory:"):
        raise ConfigurationError("database", address.render_as_string(hide_password=True), EXPECTED)
    return address


def _sqlite(address: URL) -> Engine:
    folder = Path(address.database or "").absolute().parent
    if not folder.is_dir():
        raise StoreUnavailable(address.render_as_string(), f"there is no folder {folder}")
    engine = create_engine(address, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # BEGIN and COMMIT are ours, DDL included
        for setting in (
            "journal_mode = WAL",
            "foreign_keys = ON",
            "cache_size = -65536",
            "journal_size_limit = 67108864",
        ):
            connection.execute(f"PRAGMA {setting}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgresql(address: URL) -> Engine:
    engine = create_engine(address, pool_pre_ping=True, pool_size=5, max_overflow=15)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
        connection.server_cursor_factory = _server_cursor()
        connection.execute("SET TIME ZONE 'UTC'")
        connection.commit()

    return engine


@cache
def _server_cursor() -> type[Any]:
    """The driver's cursor, silent where its line was cut: nothing is left of it then, and nobody can close it."""
    from psycopg import ServerCursor

    class Cursor(ServerCursor[Any]):
        def __del__(self, *_warn: Any) -> None:
            if not self.connection.closed:
                super().__del__()

    return Cursor
