"""Signs of life, what was handed in, which state is looked at, and the days on which it changed: on both databases."""

from datetime import date, timedelta

import factories
import pytest
from factories import NOW, draft, observation, upload

from storage import documents, duties, heartbeats, observations, reading, targets
from storage.calendar import days_of_change
from storage.revision import revision


def test_heartbeat_keeps_the_last_good_look_through_failures(store, change):
    for minute, error in enumerate((None, "mail server gone", "mail server gone")):
        with change(NOW + timedelta(minutes=minute)) as w:
            heartbeats.beat(w, "deliver", error)
    with reading(store) as c:
        (beat,) = heartbeats.list_heartbeats(c)
    assert (beat.looked_at, beat.good_at, beat.failures) == (NOW + timedelta(minutes=2), NOW, 2)
    assert beat.error == "mail server gone"
    with change(NOW + timedelta(minutes=3)) as w:
        heartbeats.beat(w, "deliver")
    with reading(store) as c:
        (beat,) = heartbeats.list_heartbeats(c)
    assert (beat.good_at, beat.failures, beat.error) == (NOW + timedelta(minutes=3), 0, None)


def test_first_look_that_fails_has_no_good_one(store, change):
    with change() as w:
        heartbeats.beat(w, "deliver", "gone")
    with reading(store) as c:
        (beat,) = heartbeats.list_heartbeats(c)
    assert (beat.good_at, beat.failures) == (None, 1)


def test_what_an_office_hands_in_is_noted_once_for_each_date(store, change):
    with change() as w:
        assert duties.receive(w, "notice", date(2013, 6, 30), "省农业厅", note="纸质2份已收") is not None
        assert duties.receive(w, "notice", date(2013, 6, 30), "省农业厅") is None
        duties.receive(w, "notice", date(2013, 3, 31), "省农业厅")
        duties.receive(w, "other", date(2013, 3, 31), "省农业厅")
    with reading(store) as c:
        returns = duties.list_returns(c, doc="notice")
        assert [(r.due, r.note) for r in returns] == [(date(2013, 3, 31), None), (date(2013, 6, 30), "纸质2份已收")]
        assert len(duties.list_returns(c)) == 3


@pytest.fixture
def act(change):
    """Load a document, take a file in, decide: each changes what lights are made of."""

    def load():
        found = factories.document_reading(draft())
        with change() as w:
            documents.save_document(w, found, found.document.text.encode(), accept=True)

    def ingest():
        found, data = upload(observation(), observation(period="2012", published_at=None))
        with change() as w:
            observations.save_upload(w, found, data)

    def decide():
        with change() as w:
            targets.decide(w, 1, "accepted", {"valid_from": date(2013, 7, 1)})

    return [load, ingest, decide]


def test_every_change_gives_another_state_and_looking_gives_none(store, act):
    seen = []
    for step in (None, *act):
        if step:
            step()
        with reading(store) as c:
            assert revision(c) == revision(c)
            seen.append(revision(c))
    assert len(set(seen)) == len(seen)


def test_days_of_change_are_publications_recordings_of_undated_figures_and_beginnings(store, act):
    for step in act:
        step()
    with reading(store) as c:
        assert days_of_change(c, released_only=False) == (
            date(2013, 2, 5),
            date(2013, 7, 1),
            date(2014, 2, 20),
            date(2014, 3, 1),
        )
