"""Nobody is told the same thing twice."""

import factories
import pytest
from factories import NOW, draft

from storage import alerts, documents, people, reading


@pytest.fixture
def tell(change):
    """Record an alert of target 1 to recipient 1, with changes."""
    with change() as w:
        found = factories.document_reading(draft(), draft("粮食总产量"))
        documents.save_document(w, found, found.document.text.encode(), accept=True)
        people.save_recipient(w, name="a", address="a@example.org")
        people.save_recipient(w, name="b", address="b@example.org")

    def told(**changes):
        facts = {"target_id": 1, "period": "2013", "rule": "missed", "recipient_id": 1, "status": "missed"}
        with change() as w:
            return alerts.record(w, **facts | changes)

    return told


def test_second_time_is_none_and_every_part_of_the_key_counts(tell):
    assert tell(detail={"gap": -99.2}) is not None
    assert tell(status="off_track") is None
    for other in ({"target_id": 2}, {"period": "2014"}, {"rule": "stale"}, {"recipient_id": 2}):
        assert tell(**other) is not None


def test_what_was_told_is_found_by_target_recipient_and_rule(store, tell):
    tell(detail={"gap": -99.2})
    tell(recipient_id=2)
    tell(target_id=2, rule="stale")
    with reading(store) as c:
        first = alerts.sent_for(c)[0]
        assert [a.id for a in alerts.sent_for(c, target_id=1)] == [1, 2]
        assert [a.id for a in alerts.sent_for(c, recipient_id=1)] == [1, 3]
        assert [a.id for a in alerts.sent_for(c, rule="stale", recipient_id=1)] == [3]
    assert (first.period, first.status, first.detail, first.raised_at) == ("2013", "missed", {"gap": -99.2}, NOW)


def test_alert_of_nobody_or_nothing_is_refused(tell):
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        tell(recipient_id=99)
