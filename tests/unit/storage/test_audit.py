"""Every change leaves its audit row in the same transaction; a failure leaves neither."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import timedelta

import factories
import pandas as pd
import pytest
from factories import NOW, draft, observation, upload
from sqlalchemy import func, select

import storage
from ingest.model import UploadSettings
from measures.frames import GAPS
from storage import (
    Writing,
    alerts,
    audit,
    documents,
    duties,
    gaps,
    jobs,
    matches,
    observations,
    outbox,
    people,
    reading,
    sources,
    submissions,
    targets,
    undoing,
)
from storage.tables import metadata

#: Changes that need no audit row, with the reason.
EXEMPT = {
    "heartbeats.beat": "a look for work changes nothing that is kept",
    "audit.record": "it is the row",
    "blobs.keep": "part of the change that the file belongs to",
    "loading.save_targets": "part of documents.save_document",
    "series.enter_subjects": "part of observations.save_upload",
    "targets.add_versions": "part of documents.save_document and targets.decide",
}


def _load(w: Writing):
    found = factories.document_reading(draft())
    return documents.save_document(w, found, found.document.text.encode(), accept=True)


def _upload(w: Writing):
    found, data = upload(observation())
    return observations.save_upload(w, found, data)


def _submit(w: Writing):
    found, data = upload(observation())
    return submissions.submit(w, found, data, UploadSettings())


def _gaps(w: Writing):
    return gaps.save_gaps(w, pd.DataFrame(columns=list(GAPS)), as_of=NOW, settings={})


def _message(w: Writing):
    return outbox.put(w, outbox.Message(key="k", channel="mail", address="a", subject="s", text="t"))


def _person(w: Writing):
    return people.save_recipient(w, name="a", address="a@example.org")


def _requested(w: Writing):
    jobs.request(w, "reckon")
    return jobs.take(w, "reckon", until=NOW + timedelta(minutes=1))


#: Changes whose row bears another name than the function.
ROW_NAMES = {
    "submissions.release": "submissions.released",
    "submissions.withdraw": "submissions.withdrawn",
    "undoing.undo_upload": "observations.save_upload",
}

#: What has to be there, and the change itself.
CASES: dict[str, tuple[list[Callable], Callable]] = {
    "documents.save_document": ([], _load),
    "targets.decide": ([_load], lambda w: targets.decide(w, 1, "rejected")),
    "observations.save_upload": ([], _upload),
    "submissions.submit": ([], _submit),
    "submissions.release": ([_submit], lambda w: submissions.release(w, 1, *upload(observation()))),
    "submissions.withdraw": ([_submit], lambda w: submissions.withdraw(w, 1)),
    "sources.mark": (
        [],
        lambda w: sources.mark(w, "a", "b", sha256="0" * 64, etag=None, last_modified=None),
    ),
    "undoing.undo_upload": ([_upload], lambda w: undoing.undo_upload(w, 1, reason="误报")),
    "gaps.save_gaps": ([], _gaps),
    "matches.decide": ([], lambda w: matches.decide(w, "a", "b", "accepted")),
    "jobs.request": ([], lambda w: jobs.request(w, "reckon")),
    "jobs.take": ([lambda w: jobs.request(w, "reckon")], lambda w: jobs.take(w, "reckon")),
    "jobs.done": ([_requested], lambda w: jobs.done(w, 1)),
    "jobs.start_run": ([], lambda w: jobs.start_run(w, "alert", NOW)),
    "jobs.end_run": ([lambda w: jobs.start_run(w, "alert", NOW)], lambda w: jobs.end_run(w, 1, "done")),
    "alerts.record": (
        [_load, _person],
        lambda w: alerts.record(w, target_id=1, period="2013", rule="missed", recipient_id=1, status="missed"),
    ),
    "alerts.record_all": (
        [_load, _person],
        lambda w: alerts.record_all(w, [(1, "missed", "missed")], recipient_id=1, period="2013"),
    ),
    "duties.receive": ([], lambda w: duties.receive(w, "notice-2013", NOW.date(), "省农业厅")),
    "outbox.put": ([], _message),
    "outbox.claim": ([_message], lambda w: outbox.claim(w, NOW)),
    "outbox.delivered": ([_message], lambda w: outbox.delivered(w, 1)),
    "outbox.failed": ([_message], lambda w: outbox.failed(w, 1, "reason", None)),
    "people.save_recipient": ([], _person),
}


def changes() -> set[str]:
    """Every public function of storage that takes a Writing."""
    found = set()
    for module in pkgutil.iter_modules(storage.__path__):
        loaded = importlib.import_module(f"storage.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            own = function.__module__ == loaded.__name__ and not name.startswith("_")
            if own and first is not None and first.annotation in (Writing, "Writing"):
                found.add(f"{module.name}.{name}")
    return found


def test_every_change_function_has_its_case():
    assert changes() == CASES.keys() | EXEMPT.keys()


@pytest.mark.parametrize("name", sorted(CASES))
def test_change_leaves_its_row(store, change, name):
    before, act = CASES[name]
    with change() as w:
        for prepare in before:
            prepare(w)
    with change(NOW + timedelta(seconds=1), actor="somebody") as w:
        act(w)
    with reading(store) as c:
        rows = [e for e in audit.list_entries(c, actor="somebody") if e.change == ROW_NAMES.get(name, name)]
    assert len(rows) == 1
    assert (rows[0].at, rows[0].act) == (NOW + timedelta(seconds=1), "test:change")


@pytest.mark.parametrize("name", sorted(CASES))
def test_failure_after_a_change_leaves_nothing_of_it(store, change, name):
    before, act = CASES[name]
    with change() as w:
        for prepare in before:
            prepare(w)
    counted = count_rows(store)

    def fail() -> None:
        with change(actor="somebody") as w:
            act(w)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert count_rows(store) == counted


def test_trail_is_listed_newest_first_and_by_what_it_is_about(store, change):
    with change() as w:
        _load(w)
        targets.decide(w, 1, "rejected")
        jobs.request(w, "reckon")
    with reading(store) as c:
        assert [e.change for e in audit.list_entries(c)] == [
            "jobs.request",
            "targets.decide",
            "documents.save_document",
        ]
        assert [e.change for e in audit.list_entries(c, kind="target", subject=1)] == ["targets.decide"]
        assert [e.change for e in audit.list_entries(c, limit=1)] == ["jobs.request"]
        assert audit.list_entries(c, actor="nobody") == ()


def count_rows(store):
    with reading(store) as c:
        return {t.name: c.execute(select(func.count()).select_from(t)).scalar() for t in metadata.sorted_tables}
