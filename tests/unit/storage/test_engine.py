"""Opening a store: two kinds of address, what each connection is set to, what is said when it cannot be opened."""

import sqlite3
import threading

import pytest
from sqlalchemy import text

from measures.errors import ConfigurationError, StoreUnavailable
from storage import open_store, reading, writing
from storage.engine import _address


@pytest.mark.parametrize("url", ["", "gapwatch.db", "mysql://host/db", "sqlite://", "sqlite:///:memory:", "://"])
def test_other_addresses_are_refused_with_what_is_expected(url):
    with pytest.raises(ConfigurationError) as caught:
        open_store(url)
    assert caught.value.key == "database"
    assert "sqlite:///" in caught.value.expected


def test_password_is_never_shown():
    with pytest.raises(ConfigurationError) as caught:
        open_store("mysql://user:secret@host/db")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_by_psycopg(scheme):
    assert _address(f"{scheme}://user@host/db").drivername == "postgresql+psycopg"


def test_sqlite_without_its_folder_says_which(tmp_path):
    with pytest.raises(StoreUnavailable, match=r"there is no folder .*absent"):
        open_store(f"sqlite:///{tmp_path}/absent/gapwatch.db")


def test_file_that_is_no_database_is_left_alone(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_bytes(b"Dear reader, " * 1000)
    with pytest.raises(StoreUnavailable, match="not a database"):
        open_store(f"sqlite:///{path}")
    assert path.read_bytes() == b"Dear reader, " * 1000


def test_postgresql_that_does_not_answer_is_unavailable_and_hides_the_password():
    with pytest.raises(StoreUnavailable) as caught:
        open_store("postgresql://user:secret@127.0.0.1:1/db?connect_timeout=2")
    assert "secret" not in str(caught.value)


def test_store_says_what_it_is(store, store_url):
    assert store.kind == store_url.split(":")[0]


def test_sqlite_waits_for_writers_keeps_a_log_and_guards_references(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    with reading(store) as c:
        assert c.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert c.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert c.execute(text("PRAGMA busy_timeout")).scalar() == 30_000
        assert c.execute(text("PRAGMA synchronous")).scalar() == 2
    store.close()


def test_reader_sees_one_state_while_a_writer_commits(store):
    with reading(store) as c:
        before = c.execute(text("SELECT count(*) FROM requests")).scalar()
        with writing(store, actor="a", act="b:c", at=_now()) as w:
            w.connection.execute(_request())
        assert c.execute(text("SELECT count(*) FROM requests")).scalar() == before
    with reading(store) as c:
        assert c.execute(text("SELECT count(*) FROM requests")).scalar() == before + 1


@pytest.mark.postgresql
def test_reader_cannot_write_on_postgresql(postgresql_store_url):
    store = open_store(postgresql_store_url)
    with pytest.raises(Exception, match="read-only"), reading(store) as c:
        c.execute(_request())
    store.close()


def test_second_writer_waits_for_the_first_on_sqlite(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'a.db'}")
    begun, order = threading.Event(), []

    def second() -> None:
        begun.wait()
        with writing(store, actor="b", act="b:c", at=_now()) as w:
            order.append("second")
            w.connection.execute(_request())

    thread = threading.Thread(target=second)
    thread.start()
    with writing(store, actor="a", act="b:c", at=_now()) as w:
        begun.set()
        w.connection.execute(_request())
        thread.join(0.3)
        order.append("first")
    thread.join()
    store.close()
    assert order == ["first", "second"]


def test_locked_store_is_unavailable_not_a_riddle(tmp_path, monkeypatch):
    monkeypatch.setattr("storage.engine.BUSY_SECONDS", 0.05)
    path = tmp_path / "a.db"
    store = open_store(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"), writing(store, actor="a", act="b:c", at=_now()):
        pass
    other.close()
    store.close()


def test_many_processes_open_a_new_store_at_once(tmp_path):
    url, failures = f"sqlite:///{tmp_path / 'new.db'}", []

    def opened() -> None:
        try:
            open_store(url).close()
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=opened) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def _now():
    from factories import NOW

    return NOW


def _request():
    from sqlalchemy import insert

    from storage.tables import requests

    return insert(requests).values(job="x", key=str(threading.get_ident()), requested_at=_now(), requested_by="a")
