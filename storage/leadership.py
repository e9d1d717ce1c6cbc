"""Which of several processes on one store acts: a lock of the database that ends with the process that holds it."""

import fcntl
import os
from contextlib import suppress
from typing import Final

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from storage.engine import Store, told_as_unavailable

#: Key of the PostgreSQL advisory lock that the acting process holds.
LOCK: Final = 7_201_302
#: A leader whose machine has vanished is dropped by the server within 5 + 3 × 5 seconds.
KEEPALIVE: Final = ("tcp_keepalives_idle = 5", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3")


class Leadership:
    """One process's claim to act. Use it from one thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: Connection | None = None
        self._file: int | None = None

    def hold(self) -> bool:
        """Take the lead where nobody has it, keep it where we have it; False while another process leads.

        Raises StoreUnavailable when the database cannot be asked: then we do not lead.
        """
        if self._store.kind == "sqlite":
            return self._hold_file()
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
                return True
            except DBAPIError:
                # The lock ended with its session: ask again on a new one.
                self._drop()
        return self._hold_lock()

    def release(self) -> None:
        """Let another process lead."""
        self._drop()
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _hold_lock(self) -> bool:
        with told_as_unavailable(self._store.address):
            connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            try:
                for setting in KEEPALIVE:
                    connection.execute(text(f"SET {setting}"))
                held = bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK}).scalar())
            except BaseException:
                connection.invalidate()
                connection.close()
                raise
        if held:
            self._connection = connection
        else:
            connection.close()
        return held

    def _hold_file(self) -> bool:
        if self._file is not None:
            return True
        # Beside the database: the lock is the kernel's, the empty file stays.
        file = os.open(f"{self._store.engine.url.database}-leader", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        self._file = file
        return True

    def _drop(self) -> None:
        if self._connection is None:
            return
        connection, self._connection = self._connection, None
        # Closing the session itself, not returning it to the pool: the lock must not outlive us there.
        with suppress(DBAPIError):
            connection.invalidate()
        connection.close()
