"""Several writers at once: everything that was acknowledged is there, nothing twice, nothing lost."""

import threading

import factories
import pytest
from factories import NOW, draft, observation, upload

from storage import audit, checking, documents, observations, open_store, reading, targets, writing


def together(count, work):
    """Run `work(number)` in so many threads at the same moment; return what they raised."""
    ready, raised = threading.Barrier(count), []

    def run(number):
        ready.wait()
        try:
            work(number)
        except Exception as error:
            raised.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_same_upload_at_once_is_kept_once_and_the_others_are_told(store):
    found, data = upload(*(observation(period=str(1000 + n), value=float(n)) for n in range(500)))
    outcomes = []

    def save(_number):
        with writing(store, actor="a", act="upload:commit", at=NOW) as w:
            outcomes.append(observations.save_upload(w, found, data))

    assert together(4, save) == []
    assert sorted(o.new for o in outcomes) == [0, 0, 0, 500]
    assert len({o.upload_id for o in outcomes}) == 1
    with reading(store) as c:
        assert len(observations.observations_frame(c)) == 500
        assert checking.check_store(c) == ()


def test_different_uploads_at_once_are_all_there(store):
    def save(number):
        found, data = upload(*(observation(period=str(1000 + n), source=f"来源{number}") for n in range(200)))
        with writing(store, actor="a", act="upload:commit", at=NOW) as w:
            assert observations.save_upload(w, found, data).new == 200

    assert together(4, save) == []
    with reading(store) as c:
        assert len(observations.observations_frame(c)) == 800
        assert len(observations.list_series(c)) == 4
        assert checking.check_store(c) == ()


def test_same_document_at_once_is_kept_once(store):
    found = factories.document_reading(draft())
    outcomes = []

    def save(_number):
        with writing(store, actor="a", act="document:load", at=NOW) as w:
            outcomes.append(documents.save_document(w, found, found.document.text.encode(), accept=True))

    assert together(4, save) == []
    assert sorted(o.new for o in outcomes) == [False, False, False, True]
    with reading(store) as c:
        assert len(documents.list_documents(c, superseded=True)) == 1
        assert len(targets.list_versions(c, 1)) == 1


def test_target_mended_by_several_people_keeps_every_version(store):
    found = factories.document_reading(draft())
    with writing(store, actor="a", act="document:load", at=NOW) as w:
        documents.save_document(w, found, found.document.text.encode(), accept=True)

    def mend(number):
        with writing(store, actor=f"p{number}", act="target:mend", at=NOW) as w:
            targets.decide(w, 1, "accepted", {"answerable": f"单位{number}"})

    assert together(4, mend) == []
    with reading(store) as c:
        versions = targets.list_versions(c, 1)
        assert [v.version for v in versions] == [1, 2, 3, 4, 5]
        assert {v.answerable for v in versions[1:]} == {f"单位{n}" for n in range(4)}
        assert len(audit.list_entries(c, kind="target")) == 4


def test_reader_meets_no_half_written_upload(store):
    stop, seen = threading.Event(), set()

    def read() -> None:
        while not stop.is_set():
            with reading(store) as c:
                seen.add(len(observations.observations_frame(c)))

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(4):
        found, data = upload(*(observation(period=str(1000 + n), source=f"来源{number}") for n in range(300)))
        with writing(store, actor="a", act="upload:commit", at=NOW) as w:
            observations.save_upload(w, found, data)
    stop.set()
    thread.join()
    assert seen <= {0, 300, 600, 900, 1200}


@pytest.mark.postgresql
def test_store_survives_a_server_that_drops_its_connections(postgresql_store_url):
    import psycopg

    from measures.errors import StoreUnavailable

    store = open_store(postgresql_store_url)
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    def dropped() -> None:
        with reading(store) as c:
            with psycopg.connect(postgresql_store_url, autocommit=True) as other:
                other.execute(kill)
            documents.list_documents(c)

    with pytest.raises(StoreUnavailable):
        dropped()
    with reading(store) as c:
        assert isinstance(documents.list_documents(c), tuple)
    store.close()
