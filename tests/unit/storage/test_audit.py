"""Every change leaves its audit row in the same transaction; a failure leaves neither."""

import hashlib
import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date, timedelta

import factories
import pandas as pd
import pytest
from factories import NOW, draft, observation, upload
from sqlalchemy import func, select

import storage
from gaps.alerting.life import Step
from gaps.backtest import Replay
from gaps.model import PlanPoint
from ingest.model import UploadSettings
from measures.frames import GAPS
from measures.terms import LedgerField, LetterKind, LetterStep, ObjectionKind, ObjectionState, OfficeKind, VerdictWord
from storage import (
    Writing,
    accounts,
    alerts,
    audit,
    backtests,
    documents,
    duties,
    followup,
    gaps,
    jobs,
    ledger,
    letters,
    matches,
    objections,
    observations,
    outbox,
    people,
    plans,
    reading,
    release,
    sessions,
    sources,
    submissions,
    targets,
    tokens,
    undoing,
    verdicts,
)
from storage.ledger import NewNote
from storage.tables import metadata

#: Changes that need no audit row, with the reason.
EXEMPT = {
    "heartbeats.beat": "a look for work changes nothing that is kept",
    "audit.record": "it is the row",
    "blobs.keep": "part of the change that the file belongs to",
    "loading.save_targets": "part of documents.save_document",
    "series.enter_subjects": "part of observations.save_upload",
    "targets.add_versions": "part of documents.save_document and targets.decide",
    "submissions.allow_release": "changes nothing",
    "sessions.seen": "a sign of life of a session",
    "sessions.attempt": "counts tries to sign in; what comes of them leaves a row",
    "sessions.succeeded": "ends the count of tries; the session leaves its row",
    "sessions.keep_sign_on": "half a sign-on; its end leaves a row",
    "sessions.take_sign_on": "half a sign-on; its end leaves a row",
    "accounts.use_step": "part of signing in, whose session leaves its row",
    "accounts.use_recovery": "part of signing in, whose session leaves its row",
    "tokens.used": "a sign of life of a token",
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


def _account(w: Writing):
    return accounts.add_account(w, name="wang", shown="王", roles=["viewer"])


def _session(w: Writing):
    ends = NOW + timedelta(hours=1)
    return sessions.begin(w, 1, b"s" * 32, expires_at=ends, half=False, address="127.0.0.1", agent="test")


def _token(w: Writing):
    ends = NOW + timedelta(days=1)
    return tokens.add_token(w, 1, b"t" * 32, name="t", prefix="gw_a", scopes=["gap:read"], expires_at=ends)


def _alert(w: Writing):
    return alerts.record(w, target_id=1, period="2013-06", rule="missed", recipient_id=1, status="missed")


def _objection(w: Writing):
    return objections.object_to(w, 1, ObjectionKind.DATA, office="省发展改革委", text="抽样方法有调整")


def _verdict(w: Writing):
    row = dict.fromkeys(GAPS) | {
        "target_id": 1,
        "target_version": 1,
        "status": "met",
        "vintages": (),
        "reasons": (),
        "deadline": date(2013, 12, 31),
    }
    return verdicts.propose(w, row, VerdictWord.NOT_ASSESSED, dated=NOW.date(), document="豫政〔2014〕1号")


def _letter(w: Writing):
    return letters.draft(
        w,
        kind=LetterKind.REMINDER,
        office="省发展改革委",
        office_kind=OfficeKind.GOVERNMENT,
        target_ids=[1],
        as_of=NOW,
        content={},
    )


def _embargoed(w: Writing):
    found, data = upload(observation())
    return observations.save_upload(w, found, data, embargo_until=NOW + timedelta(days=9))


def _returned(w: Writing):
    note = NewNote(key="target:1", target_id=1, field=LedgerField.PROGRESS, old="", new="已开工")
    return ledger.store_return(w, "台账.xlsx", hashlib.sha256(b"x").hexdigest(), b"x", [note], word="三月报送")


#: Changes whose row bears another name than the function.
ROW_NAMES = {
    "submissions.release": "submissions.released",
    "submissions.withdraw": "submissions.withdrawn",
    "undoing.undo_upload": "observations.save_upload",
    "verdicts.approve": "verdicts.approved",
    "verdicts.send_back": "verdicts.returned",
    "objections.answer": "objections.upheld",
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
    "accounts.add_account": ([], _account),
    "accounts.change_account": ([_account], lambda w: accounts.change_account(w, 1, shown="王芳")),
    "sessions.begin": ([_account], _session),
    "sessions.end": ([_account, _session], lambda w: sessions.end(w, 1, 1)),
    "sessions.end_all": ([_account, _session], lambda w: sessions.end_all(w, 1)),
    "tokens.add_token": ([_account], _token),
    "tokens.revoke": ([_account, _token], lambda w: tokens.revoke(w, 1)),
    "followup.take": ([_load, _person, _alert], lambda w: followup.take(w, 1, Step.ACKNOWLEDGED)),
    "followup.carry_on": (
        [_load, _person, _alert],
        lambda w: followup.carry_on(w, period="2013-07", statuses={1: "met"}),
    ),
    "objections.object_to": ([_load], _objection),
    "objections.answer": (
        [_load, _objection],
        lambda w: objections.answer(w, 1, ObjectionState.UPHELD, note="已更正"),
    ),
    "verdicts.propose": ([_load], _verdict),
    "verdicts.approve": ([_load, _verdict], lambda w: verdicts.approve(w, 1)),
    "verdicts.send_back": ([_load, _verdict], lambda w: verdicts.send_back(w, 1, note="请补依据")),
    "letters.draft": ([_load], _letter),
    "letters.take": ([_load, _letter], lambda w: letters.take(w, 1, LetterStep.CHECKED)),
    "ledger.store_return": ([_load], _returned),
    "release.move_embargo": ([_embargoed], lambda w: release.move_embargo(w, 1, NOW + timedelta(days=2))),
    "backtests.save_backtest": (
        [],
        lambda w: backtests.save_backtest(w, Replay(lines=(), choices=(), model_version="1"), as_of=NOW, settings={}),
    ),
    "plans.save_points": (
        [_load],
        lambda w: plans.save_points(w, [PlanPoint(target_id=1, due=date(2013, 6, 30), value=5.0)]),
    ),
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
