"""An undone upload is followed by vintages that restore what stood before; nothing is deleted."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from factories import NOW, observation, upload

from gaps import known_at
from measures.errors import NotAllowed, NotFound
from storage import checking, observations, reading
from storage.undoing import undo_upload

LATER, LAST = NOW + timedelta(days=100), NOW + timedelta(days=200)
SECOND = date(2014, 6, 1)


@pytest.fixture
def take_in(change):
    def taken(*rows, at=NOW):
        with change(at) as w:
            return observations.save_upload(w, *upload(*rows)).upload_id

    return taken


@pytest.fixture
def undo(change):
    def undone(upload_id, at=LAST):
        with change(at) as w:
            return undo_upload(w, upload_id, reason="表头错位")

    return undone


def stands(store, at=LAST, recorded_by=None):
    """Return the values that stand at a moment."""
    with reading(store) as c:
        frame = observations.observations_frame(c)
    return known_at(frame, at, recorded_by)["value"].tolist()


def test_correction_that_is_undone_leaves_the_value_before_it(store, take_in, undo):
    take_in(observation(value=1.0))
    wrong = take_in(observation(value=2.0), at=LATER)
    assert stands(store) == [2.0]
    outcome = undo(wrong)
    assert (outcome.corrected, outcome.stored) == (1, 1)
    assert stands(store) == [1.0]
    assert stands(store, recorded_by=LATER) == [2.0]


def test_revision_that_is_undone_leaves_the_first_value(store, take_in, undo):
    take_in(observation(value=1.0, unit="万吨"))
    undo(take_in(observation(value=20.0, unit="亿斤", published_at=SECOND), at=LATER))
    with reading(store) as c:
        frame = observations.observations_frame(c)
    assert frame["value"].tolist() == [1.0, 20.0, 1.0]
    assert known_at(frame, LAST)[["value", "unit"]].to_numpy().tolist() == [[1.0, "万吨"]]


def test_first_value_that_is_undone_leaves_none(store, take_in, undo):
    undo(take_in(observation(), observation(period="2012")))
    assert all(math.isnan(value) for value in stands(store))
    with reading(store) as c:
        frame = observations.observations_frame(c)
        assert checking.check_store(c) == ()
    assert len(frame) == 4
    assert frame["status"].tolist() == [None, None, "L", "L"]
    assert frame["note"].tolist()[2:] == [
        "undo of upload 1, vintage 2: 表头错位",
        "undo of upload 1, vintage 1: 表头错位",
    ]


def test_undated_value_that_is_undone_leaves_none(store, take_in, undo):
    undo(take_in(observation(published_at=None, source=None)))
    assert all(math.isnan(value) for value in stands(store))


def test_undone_value_does_not_come_back_through_an_older_edition_of_another_date(store, take_in, undo):
    first = take_in(observation(value=1.0))
    take_in(observation(value=3.0, published_at=SECOND), at=LATER)
    undo(first)
    assert stands(store) == [3.0]


def test_value_that_a_later_upload_corrected_is_left_alone(store, take_in, undo):
    wrong = take_in(observation(value=1.0), observation(period="2012", value=7.0))
    take_in(observation(value=2.0), at=LATER)
    outcome = undo(wrong)
    assert outcome.stored == 1
    assert stands(store)[0] == 2.0


def test_undo_that_is_undone_gives_the_value_again(store, take_in, undo):
    wrong = take_in(observation(value=5.0))
    undone = undo(wrong).upload_id
    undo(undone, at=LAST + timedelta(days=1))
    assert stands(store, at=LAST + timedelta(days=2)) == [5.0]


def test_undo_says_what_it_takes_back_and_keeps_its_own_file(store, take_in, undo):
    wrong = take_in(observation(value=5.0))
    outcome = undo(wrong)
    with reading(store) as c:
        kept = observations.get_upload(c, outcome.upload_id)
        assert (kept.undoes, kept.word, kept.revision_basis) == (wrong, "表头错位", "correction")
        assert b"5713.7" not in observations.raw_file(c, kept.sha256)
        assert "粮食总产量".encode() in observations.raw_file(c, kept.sha256)


def test_same_file_after_an_undo_is_taken_in_again(store, take_in, undo):
    undo(take_in(observation(value=5.0)))
    take_in(observation(value=5.0), at=LAST + timedelta(days=1))
    assert stands(store, at=datetime(2015, 1, 1, tzinfo=UTC)) == [5.0]


def test_upload_of_which_nothing_stands_is_not_undone(take_in, undo):
    first = take_in(observation(value=1.0))
    take_in(observation(value=2.0), at=LATER)
    with pytest.raises(NotAllowed, match="nothing of upload 1 stands"):
        undo(first)


def test_unknown_upload_is_not_undone(store, undo):
    with pytest.raises(NotFound):
        undo(9)
