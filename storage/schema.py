"""Bringing a database to the schema of this program. Migrations travel with the package and need no file beside it."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from measures.errors import StoreUnavailable

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
#: The newest migration; a test holds it equal to what the folder says, so that opening need not read the folder.
HEAD = "0009"
#: Key of the PostgreSQL lock that lets one process migrate while others wait.
LOCK = 7_201_300


def bring_to_head(connection: Connection, address: str, *, upgrade: bool) -> None:
    """Create or upgrade the tables in one transaction; raises StoreUnavailable for a schema that is not ours."""
    if is_newest(connection):
        connection.rollback()
        return
    connection.rollback()
    connection = connection.execution_options(gapwatch_writes=True)
    with connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        _migrate(connection, address, upgrade=upgrade)


def current(connection: Connection) -> str | None:
    """Return the schema's revision, None for a database that holds nothing."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def is_newest(connection: Connection) -> bool:
    """Whether the database has the tables of this program."""
    return current(connection) == HEAD


def configuration(connection: Connection | None = None) -> "Config":
    """Return Alembic's configuration, which needs no file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _migrate(connection: Connection, address: str, *, upgrade: bool) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    found = current(connection)
    if found == HEAD:
        return
    config = configuration(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if found is None and inspect(connection).get_table_names():
        raise StoreUnavailable(address, "it holds tables that are not gapwatch's")
    if found is not None and found not in known:
        raise StoreUnavailable(address, f"its schema {found} is newer than this program's {HEAD}; use a newer gapwatch")
    if found is not None and not upgrade:
        raise StoreUnavailable(
            address, f"its schema {found} is older than this program's {HEAD}; run gapwatch db upgrade"
        )
    command.upgrade(config, "head")
