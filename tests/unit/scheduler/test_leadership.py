"""One process leads: a second one waits, takes over when the first ends, and notices when its own lock is gone."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from scheduler.clockwatch import ClockWatch
from storage import Store
from storage.leadership import LOCK, Leadership


@pytest.fixture
def two(store: Store) -> Iterator[tuple[Leadership, Leadership]]:
    first, second = Leadership(store), Leadership(store)
    yield first, second
    first.release()
    second.release()


def test_only_one_leads(two: tuple[Leadership, Leadership]) -> None:
    first, second = two
    assert first.hold()
    assert not second.hold()
    assert first.hold()


def test_the_other_leads_after_a_release(two: tuple[Leadership, Leadership]) -> None:
    first, second = two
    assert first.hold()
    first.release()
    assert second.hold()
    assert not first.hold()


def test_a_lock_that_the_server_took_away_is_noticed(two: tuple[Leadership, Leadership], store: Store) -> None:
    if store.kind != "postgresql":
        pytest.skip("a file lock ends only with its process")
    first, second = two
    assert first.hold()
    ended = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = :key"
    with store.engine.connect() as connection:
        connection.execute(text(ended), {"key": LOCK})
    deadline = time.monotonic() + 10
    while not second.hold():
        assert time.monotonic() < deadline
    assert not first.hold()


HOLDER = """
import sys, time
from storage import open_store
from storage.leadership import Leadership
lead = Leadership(open_store(sys.argv[1]))
print(lead.hold(), flush=True)
time.sleep(60)
"""


def test_a_killed_process_leads_no_longer(store: Store) -> None:
    url = store.engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == "True"
        mine = Leadership(store)
        assert not mine.hold()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    deadline = time.monotonic() + 10
    while not mine.hold():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    mine.release()


def test_a_clock_set_back_is_noticed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wall, steady = 1000.0, 50.0
    monkeypatch.setattr(time, "time", lambda: wall)
    monkeypatch.setattr(time, "monotonic", lambda: steady)
    watch = ClockWatch()
    wall, steady = 1001.0, 51.0
    assert not watch.turned_back()
    wall, steady = 1001.0 - 3600, 52.0
    assert watch.turned_back()
    wall, steady = 1002.0 - 3600, 53.0
    assert not watch.turned_back()
    wall, steady = 9000.0, 54.0
    assert not watch.turned_back()
