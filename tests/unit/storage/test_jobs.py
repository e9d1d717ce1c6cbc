"""Requests that wait as one, and one run for each due time."""

import threading
from datetime import timedelta

import pytest
from factories import NOW

from measures.errors import NotFound
from storage import jobs, reading, writing

DUE = NOW - timedelta(minutes=1)


def test_requests_for_the_same_job_and_key_wait_as_one(store, change):
    with change() as w:
        for job, key in (("reckon", None), ("reckon", None), ("reckon", "410000"), ("poll", None)):
            jobs.request(w, job, key)
    with reading(store) as c:
        assert [(r.job, r.key) for r in jobs.list_requests(c)] == [
            ("reckon", None),
            ("reckon", "410000"),
            ("poll", None),
        ]
        assert len(jobs.list_requests(c, job="poll")) == 1


def test_oldest_request_is_taken_first_and_only_once(change):
    with change() as w:
        jobs.request(w, "reckon", "a")
        jobs.request(w, "reckon", "b")
        assert [jobs.take(w, "reckon").key, jobs.take(w, "reckon").key] == ["a", "b"]
        assert jobs.take(w, "reckon") is None


def test_request_that_comes_while_one_is_worked_on_is_another(change):
    with change() as w:
        jobs.request(w, "reckon")
        first = jobs.take(w, "reckon", until=NOW + timedelta(minutes=5))
        jobs.request(w, "reckon")
        second = jobs.take(w, "reckon")
    assert first.id != second.id


def test_claim_lapses_unless_the_work_was_done(change):
    with change() as w:
        jobs.request(w, "reckon")
        first = jobs.take(w, "reckon", until=NOW + timedelta(minutes=5))
    with change(NOW + timedelta(minutes=4)) as w:
        assert jobs.take(w, "reckon") is None
    with change(NOW + timedelta(minutes=5)) as w:
        assert jobs.take(w, "reckon", until=NOW + timedelta(minutes=10)).id == first.id
        jobs.done(w, first.id)
    with change(NOW + timedelta(hours=1)) as w:
        assert jobs.take(w, "reckon") is None
        assert jobs.list_requests(w.connection) == ()


def test_taking_is_undone_with_its_transaction(store, change):
    with change() as w:
        jobs.request(w, "reckon")

    def fail() -> None:
        with change() as w:
            jobs.take(w, "reckon")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with change() as w:
        assert jobs.take(w, "reckon") is not None


def test_due_time_has_one_run(store, change):
    with change() as w:
        run_id = jobs.start_run(w, "alert", DUE)
        assert jobs.start_run(w, "alert", DUE) is None
        assert jobs.start_run(w, "alert", NOW) is not None
        assert jobs.start_run(w, "poll", DUE) is not None
    with change(NOW + timedelta(seconds=3)) as w:
        jobs.end_run(w, run_id, "done", {"alerts": 2}, None)
    with reading(store) as c:
        run = jobs.list_runs(c, job="alert")[-1]
        assert [r.job for r in jobs.list_runs(c)] == ["poll", "alert", "alert"]
    assert (run.due, run.started_at, run.ended_at) == (DUE, NOW, NOW + timedelta(seconds=3))
    assert (run.outcome, run.counts, run.error) == ("done", {"alerts": 2}, None)


def test_two_schedulers_start_a_due_time_once(store):
    started, ready = [], threading.Barrier(2)

    def start() -> None:
        ready.wait()
        for minute in range(20):
            with writing(store, actor="scheduler", act="job:run", at=NOW) as w:
                if jobs.start_run(w, "alert", DUE + timedelta(minutes=minute)) is not None:
                    started.append(minute)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(started) == list(range(20))


def test_unknown_run_and_request_are_not_found(change):
    with pytest.raises(NotFound), change() as w:
        jobs.end_run(w, 1, "done")
    with pytest.raises(NotFound), change() as w:
        jobs.done(w, 1)
