"""The clockwork itself: it looks, it leads or waits, it takes over, it stops."""

import gc
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from measures.catalogue import load_catalogue
from measures.places import load_places
from scheduler import SchedulerSettings, start
from scheduler.clockwatch import ClockWatch
from scheduler.runs import JOBS
from scheduler.schedule import Running
from storage import Store, heartbeats, jobs, observations, reading, writing

LINES = "region,indicator,period,measure,value,unit,published\n黑龙江省,粮食产量,{year},level,1200.8,亿斤,2014-02-20\n"
PROCESS = """
import sys
from pathlib import Path
from measures.catalogue import load_catalogue
from measures.places import load_places
from scheduler import SchedulerSettings, start
from storage import open_store
settings = SchedulerSettings(inbox=Path(sys.argv[2]), poll_seconds=1)
running = start(open_store(sys.argv[1]), settings, load_catalogue(), load_places())
print("started", flush=True)
running.wait()
"""


def wait_for(fact: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.1)


def drop(inbox: Path, year: int) -> None:
    inbox.mkdir(exist_ok=True)
    (inbox / f"{year}.csv").write_text(LINES.format(year=year), encoding="utf-8")


def done(inbox: Path, year: int) -> bool:
    return (inbox / "done" / f"{year}.csv").exists()


@contextmanager
def started(store: Store, inbox: Path) -> Iterator[Running]:
    running = start(store, SchedulerSettings(inbox=inbox, poll_seconds=1), load_catalogue(), load_places())
    try:
        yield running
    finally:
        running.stop()


def test_a_dropped_file_is_taken_in_and_reckoned_on(store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    drop(inbox, 2013)

    def reckoned() -> bool:
        with reading(store) as c:
            return any(run.job == "reckon_gaps" and run.outcome == "done" for run in jobs.list_runs(c))

    with started(store, inbox) as running:
        wait_for(lambda: done(inbox, 2013))
        wait_for(reckoned)
        assert running.leading
    assert not running.leading
    with reading(store) as c:
        assert len(observations.observations_frame(c)) == 1
        beats = heartbeats.list_heartbeats(c)
    assert {beat.job for beat in beats} == {job.name for job in JOBS}
    assert all(beat.error is None and beat.good_at is not None for beat in beats)


def test_a_run_that_died_is_closed_by_the_next_leader(store: Store, tmp_path: Path) -> None:
    from factories import NOW

    with writing(store, actor="test", act="test:run", at=NOW) as w:
        jobs.start_run(w, "poll_inbox", NOW)

    def closed() -> bool:
        with reading(store) as c:
            return [run.outcome for run in jobs.list_runs(c, job="poll_inbox")] == ["interrupted"]

    with started(store, tmp_path / "inbox"):
        wait_for(closed)


def test_of_two_in_one_process_one_leads_until_it_stops(store: Store, tmp_path: Path) -> None:
    with started(store, tmp_path / "inbox") as first:
        wait_for(lambda: first.leading)
        with started(store, tmp_path / "inbox") as second:
            time.sleep(1.5)
            assert not second.leading
            first.stop()
            wait_for(lambda: second.leading, 5)


def test_a_clock_set_back_does_not_stop_the_looks(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turned = [False, True]
    monkeypatch.setattr(ClockWatch, "turned_back", lambda _: bool(turned) and turned.pop(0))
    with started(store, tmp_path / "inbox") as running:
        # What a clock set back by an hour looks like to APScheduler: the next ring is an hour away.
        for job in running._rings.get_jobs():
            job.modify(next_run_time=datetime.now(UTC) + timedelta(hours=1))
        wait_for(lambda: running.leading)
        drop(tmp_path / "inbox", 2013)
        wait_for(lambda: done(tmp_path / "inbox", 2013))


@contextmanager
def process(url: str, inbox: Path) -> Iterator["subprocess.Popen[str]"]:
    child = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", PROCESS, url, str(inbox)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "started\n"
        yield child
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def test_when_the_leader_is_killed_another_process_goes_on(store_url: str, store: Store, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    with process(store_url, inbox) as first:
        drop(inbox, 2011)
        wait_for(lambda: done(inbox, 2011))
        with process(store_url, inbox):
            drop(inbox, 2012)
            wait_for(lambda: done(inbox, 2012))
            first.kill()
            drop(inbox, 2013)
            wait_for(lambda: done(inbox, 2013))
    with reading(store) as c:
        runs = jobs.list_runs(c)
        assert len(observations.observations_frame(c)) == 3
    assert max(Counter((run.job, run.due) for run in runs).values()) == 1


def test_a_process_told_to_end_ends_well(store_url: str, tmp_path: Path) -> None:
    with process(store_url, tmp_path / "inbox") as child:
        time.sleep(1.5)
        child.terminate()
        assert child.wait(15) == 0


def test_lines_cut_by_the_server_cost_nothing(store: Store, tmp_path: Path) -> None:
    if store.kind != "postgresql":
        pytest.skip("there is no line to cut")
    inbox = tmp_path / "inbox"
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"
    with started(store, inbox) as running:
        for year in range(2008, 2014):
            drop(inbox, year)
            wait_for(lambda: running.leading)
            with store.engine.connect() as connection:
                connection.exec_driver_sql(cut)
            time.sleep(0.7)
        wait_for(lambda: all(done(inbox, year) for year in range(2008, 2014)))
        wait_for(lambda: running.leading)
    gc.collect()  # a cursor that was left open would complain now, and here
    with reading(store) as c:
        assert len(observations.observations_frame(c)) == 6
