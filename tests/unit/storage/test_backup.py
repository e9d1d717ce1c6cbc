"""A backup is one file, whole, taken while others write."""

import sqlite3
import threading

import pytest
from factories import NOW, observation, upload

from measures.errors import ConfigurationError, StoreUnavailable
from storage import backup, checking, jobs, observations, open_store, reading, writing


@pytest.fixture
def sqlite_store(tmp_path):
    store = open_store(f"sqlite:///{tmp_path / 'live.db'}")
    with writing(store, actor="a", act="upload:commit", at=NOW) as w:
        found, data = upload(observation())
        observations.save_upload(w, found, data)
    yield store
    store.close()


def test_backup_opens_as_a_store_with_everything_in_it(sqlite_store, tmp_path):
    path = tmp_path / "copy.db"
    assert backup.backup(sqlite_store, path) == path.stat().st_size
    assert sorted(p.name for p in tmp_path.glob("copy*")) == ["copy.db"]
    copy = open_store(f"sqlite:///{path}")
    with reading(copy) as c:
        assert observations.observations_frame(c)["value"].tolist() == [5713.7]
        assert checking.check_store(c) == ()
    copy.close()


def test_backup_during_writes_is_one_moment_of_them(sqlite_store, tmp_path):
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with writing(sqlite_store, actor="a", act="b:c", at=NOW) as w:
                jobs.request(w, "one", str(number))
                jobs.request(w, "two", str(number))
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    for number in range(5):
        backup.backup(sqlite_store, tmp_path / f"copy{number}.db")
    stop.set()
    thread.join()
    for number in range(5):
        copy = open_store(f"sqlite:///{tmp_path / f'copy{number}.db'}")
        with reading(copy) as c:
            assert len(jobs.list_requests(c, job="one")) == len(jobs.list_requests(c, job="two"))
            assert checking.check_store(c) == ()
        copy.close()


def test_path_that_is_taken_is_refused_and_left_alone(sqlite_store, tmp_path):
    path = tmp_path / "copy.db"
    path.write_text("mine")
    with pytest.raises(ConfigurationError, match="not there yet"):
        backup.backup(sqlite_store, path)
    assert path.read_text() == "mine"


def test_path_into_no_folder_is_refused(sqlite_store, tmp_path):
    with pytest.raises(ConfigurationError, match="no folder"):
        backup.backup(sqlite_store, tmp_path / "absent" / "copy.db")


def test_failed_backup_leaves_no_file(sqlite_store, tmp_path, monkeypatch):
    def fail(*_arguments: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(backup, "_copy", fail)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        backup.backup(sqlite_store, tmp_path / "copy.db")
    assert list(tmp_path.glob("copy*")) == []


@pytest.mark.postgresql
def test_postgresql_has_its_own_tool(postgresql_store_url, tmp_path):
    store = open_store(postgresql_store_url)
    with pytest.raises(ConfigurationError, match="pg_dump"):
        backup.backup(store, tmp_path / "copy.db")
    store.close()
