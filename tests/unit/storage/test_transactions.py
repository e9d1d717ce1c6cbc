"""One transaction a change: whole or not at all, at the moment that the caller gives."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import OperationalError

from measures.errors import StoreUnavailable
from storage import audit, jobs, reading, writing


def test_failure_leaves_nothing(store):
    def fail() -> None:
        with writing(store, actor="a", act="b:c", at=datetime(2014, 1, 1, tzinfo=UTC)) as w:
            jobs.request(w, "reckon_gaps")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with reading(store) as c:
        assert jobs.list_requests(c) == ()
        assert audit.list_entries(c) == ()


def test_moment_is_the_callers_in_utc(store):
    at = datetime(2014, 1, 1, 8, 0, tzinfo=timezone(timedelta(hours=8)))
    with writing(store, actor="a", act="b:c", at=at) as w:
        jobs.request(w, "reckon_gaps")
    with reading(store) as c:
        (entry,) = audit.list_entries(c)
    assert entry.at == datetime(2014, 1, 1, tzinfo=UTC)
    assert (entry.actor, entry.act) == ("a", "b:c")


def test_moment_without_zone_is_refused(store):
    moment = datetime(2014, 1, 1)  # noqa: DTZ001
    with pytest.raises(ValueError, match="time zone"), writing(store, actor="a", act="b:c", at=moment):
        pass


def test_database_that_goes_away_is_unavailable(store):
    with pytest.raises(StoreUnavailable) as caught, reading(store):
        raise OperationalError("SELECT 1", {}, Exception("server closed the connection unexpectedly"))
    assert "server closed" in caught.value.reason
