"""Transactions: a consistent read, and a change that leaves its audit row or nothing at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from storage.engine import WRITES, Store, told_as_unavailable


@dataclass(frozen=True, kw_only=True)
class Writing:
    """A transaction that changes something, and who changes it."""

    #: the transaction's connection; anything that reads may read through it
    connection: Connection
    #: who acts
    actor: str
    #: what for: "resource:action"
    act: str
    #: the moment of the change, UTC; given by the caller, never read from the clock
    at: datetime

    def alone(self, lock: int) -> None:
        """Wait for other transactions that hold this lock, then hold it to the end. SQLite has one writer anyway."""
        if self.kind == "postgresql":
            self.connection.execute(select(func.pg_advisory_xact_lock(lock)))

    @property
    def kind(self) -> str:
        """The database: "sqlite" or "postgresql"."""
        return self.connection.dialect.name


@contextmanager
def writing(store: Store, *, actor: str, act: str, at: datetime) -> Iterator[Writing]:
    """Change something in one transaction: everything is there when the block ends, nothing when it fails.

    Raises ValueError for a moment without a zone, StoreUnavailable when the database goes away or stays locked.
    """
    if at.tzinfo is None:
        raise ValueError(f"a moment without a time zone: {at!r}")
    with told_as_unavailable(store.address), store.engine.connect() as connection:
        connection = connection.execution_options(**{WRITES: True})
        with connection.begin():
            yield Writing(connection=connection, actor=actor, act=act, at=at.astimezone(UTC))


@contextmanager
def reading(store: Store) -> Iterator[Connection]:
    """Read: everything in the block sees the same state; raises StoreUnavailable when the database goes away."""
    with told_as_unavailable(store.address), store.engine.connect() as connection:
        if store.kind == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with connection.begin():
            yield connection
