"""Fixtures that every kind of test may use."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from storage import Store

# The test command tries the same inputs every time; long searches with other seeds are scripts/soak.
# A busy machine is no fault of the code: no deadline for one input.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")

ROOT = Path(__file__).resolve().parent.parent

#: Ends whatever a test left open, empties every table and starts ids from 1: quicker than a new database.
EMPTY = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid();
DO $$ DECLARE name text; BEGIN
  SET session_replication_role = replica;
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
  FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'
  LOOP PERFORM setval(quote_ident(name), 1, false); END LOOP;
END $$
"""


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and statistics that stands beside the repository; never copied into it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{folder} is absent: real documents and statistics are needed")
        pytest.skip(f"{folder} is absent: real documents and statistics are not tested")
    return folder


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The URL of an administration database of a PostgreSQL server of the tests' own."""
    import postgresql

    if postgresql.programs() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL's initdb and pg_ctl are absent: the store is not tested on PostgreSQL")
        pytest.skip("PostgreSQL's initdb and pg_ctl are absent: the store is not tested on PostgreSQL")
    with postgresql.cluster() as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_tables_url(postgresql_url: str) -> str:
    """The URL of a PostgreSQL database at the newest schema, shared by all tests."""
    from storage import open_store

    _administer(postgresql_url, "CREATE DATABASE tests")
    url = postgresql_url.replace("/postgres?", "/tests?")
    open_store(url).close()
    return url


@pytest.fixture
def postgresql_store_url(postgresql_tables_url: str) -> str:
    """The URL of an empty store on PostgreSQL."""
    _administer(postgresql_tables_url, EMPTY)
    return postgresql_tables_url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at the newest schema that is copied for each test."""
    from storage import open_store

    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty store, on each database in turn."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgresql_store_url"))
    path = tmp_path / "gapwatch.db"
    shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def store(store_url: str) -> "Iterator[Store]":
    """An empty store, on each database in turn."""
    from storage import open_store

    opened = open_store(store_url)
    yield opened
    opened.close()


def _administer(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)
