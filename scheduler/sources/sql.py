"""A query of somebody else's database, read only: its rows as a CSV of the long form.

The only file outside storage that speaks SQL, and never to our own database.
"""

import csv
import io
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from scheduler.sources.definitions import SqlSource
from scheduler.sources.fetched import Fetched, FetchFailed

#: Options that an address may carry: none that leads to another server or lifts our limits.
ALLOWED = frozenset({"host", "hostaddr", "port", "sslmode", "sslrootcert"})
#: SQLite instructions between two looks at the clock.
STEPS = 10_000


def fetch(source: SqlSource, *, sleep: Callable[[float], None] = time.sleep) -> Fetched:
    """Return the rows of the query under the names of its columns; raises FetchFailed when every attempt has failed."""
    attempts = Retrying(
        stop=stop_after_attempt(source.attempts),
        wait=wait_exponential_jitter(initial=1, max=60, jitter=1),
        retry=retry_if_exception(lambda error: isinstance(error, FetchFailed) and not error.lasting),
        sleep=sleep,
        reraise=True,
    )
    return Fetched(name=f"{source.name}.csv", data=attempts(_attempt, source))


def _attempt(source: SqlSource) -> bytes:
    address = address_of(source)
    engine = create_engine(address, poolclass=NullPool, connect_args=_options(source, address))
    if address.get_backend_name() == "sqlite":
        _bound_in_time(engine, source.timeout)
    try:
        with engine.connect() as connection:
            return _rows(source, connection)
    except DBAPIError as error:
        said = " ".join(str(error.orig).split())[:200]
        lasting = not (error.connection_invalidated or "interrupted" in said or "connect" in said or "locked" in said)
        raise FetchFailed(source.name, said, lasting=lasting) from error
    except SQLAlchemyError as error:
        raise FetchFailed(source.name, type(error).__name__, lasting=True) from error
    finally:
        engine.dispose()


def address_of(source: SqlSource) -> URL:
    """Return the address with its driver, read only for SQLite; raises FetchFailed for one that may not be asked."""
    try:
        address = make_url(source.address().get_secret_value())
    except ArgumentError as error:
        raise FetchFailed(source.name, "sqlite:///FILE or postgresql://… is expected", lasting=True) from error
    kind = address.get_backend_name()
    if kind == "sqlite" and address.database:
        if not Path(address.database).is_file():
            raise FetchFailed(source.name, "there is no such database file", lasting=False)
        uri = Path(address.database).absolute().as_uri()
        return URL.create("sqlite", database=uri, query={"mode": "ro", "uri": "true"})
    if kind != "postgresql":
        raise FetchFailed(source.name, "sqlite:///FILE or postgresql://… is expected", lasting=True)
    if not set(address.query) <= ALLOWED:
        raise FetchFailed(source.name, f"only {', '.join(sorted(ALLOWED))} may follow the ?", lasting=True)
    # "host" may stand there as well, and name several.
    named = {address.host or "", *_listed(address.query.get("host", ()))} - {""}
    asked = {host for name in named for host in name.split(",")} | set(_listed(address.query.get("hostaddr", ())))
    strange = {host.lower() for host in asked} - {host.lower() for host in source.hosts}
    if strange or not asked:
        raise FetchFailed(source.name, f"host {min(strange, default='')} is not listed", lasting=True)
    return address.set(drivername="postgresql+psycopg")


def _listed(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _options(source: SqlSource, address: URL) -> dict[str, Any]:
    if address.get_backend_name() == "sqlite":
        return {"timeout": source.timeout}
    limits = f"-c default_transaction_read_only=on -c statement_timeout={int(source.timeout * 1000)}"
    return {"connect_timeout": max(int(source.timeout), 2), "options": limits}


def _bound_in_time(engine: Any, seconds: float) -> None:
    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _entry: Any) -> None:
        end = time.monotonic() + seconds
        connection.set_progress_handler(lambda: time.monotonic() > end, STEPS)
        connection.execute("PRAGMA query_only = ON")


def _rows(source: SqlSource, connection: Connection) -> bytes:
    query = text(source.query.strip().rstrip(";").replace(":", "\\:"))  # no word of it is a parameter
    out, count = io.StringIO(), 0
    writer = csv.writer(out, lineterminator="\n")
    with connection.execution_options(stream_results=True, yield_per=10_000).execute(query) as found:
        writer.writerow(found.keys())
        for rows in found.partitions():
            count += len(rows)
            writer.writerows(_texts(row) for row in rows)
            if count > source.max_rows:
                raise FetchFailed(source.name, f"more than {source.max_rows} rows", lasting=True)
            if out.tell() > source.max_bytes:
                raise FetchFailed(source.name, f"more than {source.max_bytes} bytes", lasting=True)
    return out.getvalue().encode()


def _texts(row: Iterable[Any]) -> list[str]:
    return ["" if value is None else str(value) for value in row]
