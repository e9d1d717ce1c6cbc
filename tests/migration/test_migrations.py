"""The migrations make exactly the tables of storage.tables, on both databases, step by step and with data in them."""

import subprocess
import sys

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, inspect, text

from measures.errors import StoreUnavailable
from storage import open_store, schema
from storage.engine import _address, _postgresql, _sqlite
from storage.tables import metadata


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def bare_url(request, tmp_path):
    """The URL of a database with nothing in it."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'bare.db'}"
        return
    import psycopg

    url = request.getfixturevalue("postgresql_url")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE bare")
    yield url.replace("/postgres?", "/bare?")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE bare WITH (FORCE)")


def engine_of(url):
    address = _address(url)
    return _sqlite(address) if url.startswith("sqlite") else _postgresql(address)


def at_revision(url, revision):
    """Bring a bare database to a revision."""
    engine = engine_of(url)
    with engine.connect().execution_options(gapwatch_writes=True) as connection, connection.begin():
        command.upgrade(schema.configuration(connection), revision)
    engine.dispose()


def described(engine):
    """Return everything that a database says about its tables, in an order of its own."""
    found = {}
    with engine.connect() as connection:
        look = inspect(connection)
        for table in look.get_table_names():
            if table == "alembic_version":
                continue
            found[table] = {
                "columns": [
                    (c["name"], str(c["type"]), getattr(c["type"], "collation", None), c["nullable"])
                    for c in look.get_columns(table)
                ],
                "key": look.get_pk_constraint(table),
                "unique": sorted(look.get_unique_constraints(table), key=str),
                "references": sorted(look.get_foreign_keys(table), key=str),
                "indexes": sorted(
                    (i["name"], i["unique"], i["column_names"], [str(v) for v in i["dialect_options"].values()])
                    for i in look.get_indexes(table)
                ),
            }
    return found


def test_newest_revision_is_the_one_that_opening_expects():
    scripts = ScriptDirectory.from_config(schema.configuration())
    assert scripts.get_heads() == [schema.HEAD]


def test_migrations_make_the_tables_of_the_metadata(bare_url):
    store = open_store(bare_url)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    store.close()


def test_migrations_and_metadata_make_the_same_database_to_the_last_index(bare_url):
    store = open_store(bare_url)
    migrated = described(store.engine)
    with store.engine.begin() as connection:
        held = MetaData()
        held.reflect(connection)
        for table in reversed(held.sorted_tables):
            table.drop(connection)
        metadata.create_all(connection)
    assert described(store.engine) == migrated
    store.close()


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_older_schema_is_upgraded_and_keeps_its_rows(bare_url, revision):
    at_revision(bare_url, revision)
    engine = engine_of(bare_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO targets (doc) VALUES ('henan-2013')"))  # the same in every schema
    engine.dispose()
    store = open_store(bare_url)
    with store.engine.connect() as connection:
        assert schema.current(connection) == schema.HEAD
        assert connection.execute(text("SELECT doc FROM targets")).scalars().all() == ["henan-2013"]
    store.close()


def test_older_schema_is_left_alone_when_told_so(bare_url):
    at_revision(bare_url, "0001")
    with pytest.raises(StoreUnavailable, match=r"0001 is older than this program's .*gapwatch db upgrade"):
        open_store(bare_url, upgrade=False)
    engine = engine_of(bare_url)
    with engine.connect() as connection:
        assert schema.current(connection) == "0001"
    engine.dispose()


def test_newer_schema_is_refused_with_both_revisions(bare_url):
    open_store(bare_url).close()
    engine = engine_of(bare_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreUnavailable, match=f"9999 is newer than this program's {schema.HEAD}"):
        open_store(bare_url)


def test_database_of_somebody_else_is_left_alone(bare_url):
    engine = engine_of(bare_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE letters (id integer)"))
    with pytest.raises(StoreUnavailable, match="not gapwatch's"):
        open_store(bare_url)
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["letters"]
    engine.dispose()


def test_migration_that_fails_leaves_the_schema_as_it_was(bare_url):
    at_revision(bare_url, "0001")
    engine = engine_of(bare_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE audit (id integer)"))  # the last table of 0002 is in the way
    before = described(engine)
    with pytest.raises(Exception, match="audit"):
        open_store(bare_url)
    assert described(engine) == before
    engine.dispose()


def test_new_store_can_be_made_without_upgrading(bare_url):
    store = open_store(bare_url, upgrade=False)
    with store.engine.connect() as connection:
        assert schema.current(connection) == schema.HEAD
    store.close()


def test_opening_at_the_newest_schema_loads_no_alembic(tmp_path):
    url = f"sqlite:///{tmp_path / 'a.db'}"
    open_store(url).close()
    look = (
        f"import sys; from storage import open_store; open_store({url!r}).close(); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0


def test_migrations_travel_with_the_package():
    names = {path.name for path in schema.MIGRATIONS.glob("*")} | {p.name for p in schema.MIGRATIONS.glob("*/*.py")}
    assert {"env.py", "script.py.mako"} <= names
    assert sum(name[:4].isdigit() for name in names) == int(schema.HEAD)


def test_series_that_held_two_denominations_are_parted(bare_url):
    at_revision(bare_url, "0008")
    engine = engine_of(bare_url)
    with engine.begin() as connection:
        for place in ("410000", "230000"):
            connection.execute(
                text(
                    "INSERT INTO series (source, place, place_code, indicator, indicator_id, subject, measure,"
                    " price_basis) VALUES ('', 'x', :p, '进出口', 'trade_total', 'trade_total', 'level', '')"
                ),
                {"p": place},
            )
        rows = ((1, "2013", "亿元"), (1, "2014", "亿美元"), (2, "2013", "亿美元"))
        for number, (owner, period, unit) in enumerate(rows):
            connection.execute(
                text(
                    'INSERT INTO vintages (series_id, period, basis, edition, unit, authority, upload_id, "row")'
                    " VALUES (:s, :p, 'year', 1, :u, 1, 1, :r)"
                ),
                {"s": owner, "p": period, "u": unit, "r": number},
            )
    engine.dispose()
    store = open_store(bare_url)
    with store.engine.connect() as connection:
        query = "SELECT s.place_code, s.denomination, v.unit FROM vintages v JOIN series s ON s.id = v.series_id"
        found = sorted(tuple(row) for row in connection.execute(text(query)))
        assert found == [("230000", "us_dollar", "亿美元"), ("410000", "", "亿元"), ("410000", "us_dollar", "亿美元")]
    store.close()
