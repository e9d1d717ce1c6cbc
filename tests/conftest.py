"""Fixtures that every kind of test may use."""

import os
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from storage import Store

ROOT = Path(__file__).resolve().parent.parent


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
def postgresql_template(postgresql_url: str) -> str:
    """The name of a PostgreSQL database at the newest schema that is copied for each test."""
    from storage import open_store

    name = "template"
    _administer(postgresql_url, f"CREATE DATABASE {name}")
    open_store(_database(postgresql_url, name)).close()
    return name


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at the newest schema that is copied for each test."""
    from storage import open_store

    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty store, on each database in turn."""
    if request.param == "sqlite":
        path = tmp_path / "gapwatch.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    url, name = request.getfixturevalue("postgresql_url"), f"test_{next(_NUMBERS)}"
    _administer(url, f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('postgresql_template')}")
    yield _database(url, name)
    _administer(url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(store_url: str) -> "Iterator[Store]":
    """An empty store, on each database in turn."""
    from storage import open_store

    opened = open_store(store_url)
    yield opened
    opened.close()


_NUMBERS = count(1)


def _database(url: str, name: str) -> str:
    return url.replace("/postgres?", f"/{name}?")


def _administer(url: str, statement: str) -> None:
    import sqlalchemy

    engine = sqlalchemy.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()
