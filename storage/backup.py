"""A copy of the store that can be carried away, made while it is in use."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from measures.errors import ConfigurationError, StoreUnavailable
from storage.engine import Store


def backup(store: Store, path: Path) -> int:
    """Copy an SQLite store into one file, consistent though others write meanwhile; return its size in bytes.

    The file appears under its name only when it is whole. Raises ConfigurationError for a path that is taken or that
    leads into no folder, and for PostgreSQL, whose own pg_dump does this; StoreUnavailable when the copy fails.
    """
    if store.kind != "sqlite":
        raise ConfigurationError("database", store.address, "back up PostgreSQL with its own pg_dump")
    if path.exists():
        raise ConfigurationError("output", str(path), "a file that is not there yet is expected")
    if not path.absolute().parent.is_dir():
        raise ConfigurationError("output", str(path), f"there is no folder {path.absolute().parent}")
    unfinished = path.with_name(path.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        _copy(str(store.engine.url.database), unfinished)
        os.replace(unfinished, path)
    except (sqlite3.Error, OSError) as error:
        unfinished.unlink(missing_ok=True)
        raise StoreUnavailable(store.address, f"backup to {path} failed: {error}") from error
    _to_disk(path.absolute().parent)
    return path.stat().st_size


def _copy(database: str, path: Path) -> None:
    with closing(sqlite3.connect(database, timeout=30)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, no -wal beside it
    _to_disk(path)


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
